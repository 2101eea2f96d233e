/** A request without a host: what is known of the names at its address is said. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { scanFrames } from '../support/scan-frames.ts'

const empty = 'HTTP/1.1 204 No Content\r\n\r\n'
const named = (host: string): string => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`
const bare = 'GET /?imei=356938035643809 HTTP/1.0\r\n\r\n'

function talk(port: number, ...requests: readonly string[]): Buffer[] {
  const conversation = new TcpConversation({ target: '93.184.216.33', sourcePort: port }).open()
  for (const request of requests) conversation.send(request).reply(empty)
  return conversation.close().frames
}

const others = 'what was sent there names no host, and it may have been for others at its address: '

test.each<[what: string, frames: Buffer[], wanted: string]>([
  ['nothing names the address', talk(1, bare), 'no name was seen for this address'],
  [
    'others on the connection name two',
    talk(1, named('a.example'), named('b.example'), bare),
    `${others}a.example, b.example`,
  ],
  [
    'others on another connection name one',
    [...talk(1, bare), ...talk(2, named('a.example'))],
    `${others}a.example`,
  ],
  [
    'there are more than are said',
    [
      ...talk(1, bare),
      ...['a', 'b', 'c', 'd', 'e'].flatMap((name, at) => talk(2 + at, named(`${name}.example`))),
    ],
    `${others}a.example, b.example, c.example, …`,
  ],
])('%s', async (_, frames, wanted) => {
  const { recipients } = await scanFrames(frames)
  expect(recipients.find(({ host }) => host === '')?.ambiguity).toBe(wanted)
})
