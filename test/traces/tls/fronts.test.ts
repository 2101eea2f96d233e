/** Encrypted connections that were opened in one name and on which another one is asked for: fronts, shared connections, proxies. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../../support/capture.ts'
import { clientStart, headers, settings } from '../../support/http2.ts'
import { talk } from '../../support/tls-peers.ts'
import { scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const asked = (host: string): string => `GET /?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`

function askedInHttp2(...hosts: readonly string[]): Buffer {
  const requests = hosts.map((host, index) =>
    headers(
      2 * index + 1,
      [
        [':method', 'GET'],
        [':scheme', 'https'],
        [':path', `/?imei=${imei}`],
        [':authority', host],
      ],
      true,
    ),
  )
  return Buffer.concat([clientStart, ...requests])
}

const doubt = (name: string): string =>
  `connections to it were opened in the name of ${name}: who has that server reads what they carry`

test.each<[string, string, string | Buffer, string, string]>([
  [
    'another',
    'front.example.org',
    asked('tracker.example.net'),
    'tracker.example.net',
    doubt('front.example.org'),
  ],
  [
    'another, of two',
    'front.example.org',
    askedInHttp2('front.example.org', 'api.umeng.com'),
    'api.umeng.com',
    doubt('front.example.org'),
  ],
  [
    'another of the same owner',
    'www.google.com',
    askedInHttp2('www.google.com', 'fonts.gstatic.com'),
    'fonts.gstatic.com',
    '',
  ],
  ['another of the same domain', 'a.example.org', askedInHttp2('b.example.org'), 'b.example.org', ''],
  ['the same', 'front.example.org', asked('front.example.org'), 'front.example.org', ''],
])('who is asked for is %s', async (_, serverName, says, host, expected) => {
  const answers =
    typeof says === 'string' ? 'HTTP/1.1 204 No Content\r\n\r\n' : settings([3, 100]).toString('latin1')
  const { steps, keyLog } = await talk({ serverName, says: [says], answers })
  const conversation = new TcpConversation({ targetPort: 443 }).open()
  for (const step of steps) {
    if (step.kind !== 'push') continue
    if (step.direction === 0) conversation.send(step.bytes)
    else conversation.reply(step.bytes)
  }
  const { recipients, findings } = await scanFrames(conversation.close().frames, { keys: keyLog })
  const recipient = recipients.find((one) => one.host === host)
  expect(findings.map((finding) => finding.recipient)).toContain(recipient?.id)
  const said = recipient?.ambiguity.split('; ').filter((part) => part.includes('opened in the name')) ?? []
  expect(said).toEqual(expected === '' ? [] : [expected])
})
