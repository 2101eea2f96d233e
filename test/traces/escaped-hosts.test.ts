/** A host whose letters are percent-encoded, or of another script, is one recipient however it is written. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'

function asked(target: string, host: string, number: number): Buffer[] {
  return new TcpConversation({ sourcePort: 40_000 + number, targetPort: 8080 })
    .open()
    .send(Buffer.from(`GET ${target}/?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`))
    .reply('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    .close().frames
}

test.each([
  ['example.net', ['%65xample.net', 'example.net', '%45XAMPLE%2enet', 'example.net%2E']],
  ['xn--bcher-kva.example', ['b%C3%BCcher.example', 'bücher.example', 'xn--bcher-kva.example']],
])('%s as the target of a proxy and as the host', async (name, written) => {
  const frames = written.flatMap((host, index) => [
    ...asked(`http://${host}`, host, index),
    ...asked('', host, 100 + index),
  ])
  const { recipients, findings } = await scanFrames(frames)
  expect(recipients.filter(({ host }) => host !== '').map(({ host }) => host)).toEqual([name])
  expect(findings.map(({ transmissions }) => transmissions)).toEqual([2 * written.length])
})

test('an escaped blank is no name, and takes no recipient its name', async () => {
  const { recipients } = await scanFrames(asked('', '%C2%A0x.example', 0))
  expect(recipients.map(({ host }) => host)).toEqual(['%c2%a0x.example'])
})
