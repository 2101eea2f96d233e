/** A server may greet in the words of one protocol and take requests of HTTP/1 all the same: they are read as such. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { TcpConversation } from '../../support/capture.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const packed = gzipSync(JSON.stringify({ imei }))
const chunk = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
const request = Buffer.concat([
  Buffer.from(
    'POST /collect HTTP/1.1\r\nHost: a.example.com\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n',
  ),
  chunk(packed.subarray(0, 9)),
  chunk(packed.subarray(9)),
  chunk(Buffer.alloc(0)),
])
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex')
const settings = hex('000006040000000000 000300000064')

type Words = readonly (readonly ['send' | 'reply', string | Buffer])[]

function talk(words: Words): Buffer[] {
  const conversation = new TcpConversation({ targetPort: 31_337 }).open()
  for (const [way, said] of words) {
    if (way === 'send') conversation.send(said)
    else conversation.reply(said)
  }
  return conversation.send(request).reply(ok).close().frames
}

const upgrade: Words = [
  [
    'send',
    'GET /s HTTP/1.1\r\nHost: a.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  ],
  [
    'reply',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
  ],
]

const greetings: readonly (readonly [name: string, words: Words])[] = [
  ['SMTP', [['reply', '220 mail.example.com ESMTP\r\n']]],
  [
    'SMTP that ends',
    [
      ['reply', '220 mail.example.com ESMTP\r\n'],
      ['send', 'QUIT\r\n'],
      ['reply', '221 bye\r\n'],
    ],
  ],
  ['POP3', [['reply', '+OK ready\r\n']]],
  ['IMAP', [['reply', '* OK ready\r\n']]],
  ['XMPP', [['reply', "<stream:stream xmlns='jabber:client' from='a.example.com' version='1.0'>"]]],
  ['HTTP/2', [['reply', settings]]],
  [
    'HTTP/2 that goes away',
    [
      ['send', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      ['reply', settings],
      ['send', hex('000000040000000000')],
      ['reply', hex('000008070000000000 0000000000000000')],
    ],
  ],
  [
    'SSH, of both ends',
    [
      ['reply', 'SSH-2.0-x\r\n'],
      ['send', 'SSH-2.0-y\r\n'],
    ],
  ],
  [
    'SOCKS that refuses',
    [
      ['send', hex('050100')],
      ['reply', hex('05ff')],
    ],
  ],
  [
    'MQTT that ends',
    [
      ['send', hex('100d 0004 4d515454 04 02 003c 0001 61')],
      ['reply', hex('20020000')],
      ['send', hex('e000')],
    ],
  ],
  [
    'WebSocket that both ends closed',
    [...upgrade, ['send', hex('8882 01020304 02ea')], ['reply', hex('880203e8')]],
  ],
]

describe('a request of HTTP/1 behind the words of another protocol', () => {
  test.each(greetings)('%s', async (_, words) => {
    const result = await scanFrames(talk(words))
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    expect(result.transmissions[0]?.summary).toMatchObject({ host: 'a.example.com', path: '/collect' })
    expect(result.transmissions[0]?.receipt).toMatchObject({ status: 200 })
  })

  test('what begins as HTTP/2 does and is none is told with the frame that shows it', async () => {
    const { frames } = new TcpConversation({ targetPort: 31_337 })
      .open()
      .reply(settings)
      .send('POST what is no request')
      .close()
    const { anomalies } = await scanFrames(frames)
    expect(anomalies.map(({ tally }) => [tally.code.code, tally.samples[0]?.frame])).toEqual([
      ['message.http2.bad_frame', 5],
    ])
  })

  test('an article that holds the first lines of a request stays an article', async () => {
    const { frames } = new TcpConversation({ targetPort: 119 })
      .open()
      .reply('200 news ready\r\n')
      .send('POST\r\n')
      .reply('340 send it\r\n')
      .send(`GET /?imei=${imei} HTTP/1.1\r\nHost: b.example.com\r\n\r\n`)
      .send('.\r\n')
      .reply('240 got it\r\n')
      .send(request)
      .reply(ok)
      .close()
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    expect(result.transmissions.map(({ summary }) => summary.host)).toEqual(['', 'a.example.com'])
  })

  test('a mail that holds the first lines of a request stays a mail', async () => {
    const { frames } = new TcpConversation({ targetPort: 25 })
      .open()
      .reply('220 mail.example.com ESMTP\r\n')
      .send('EHLO a\r\n')
      .reply('250 ok\r\n')
      .send('MAIL FROM:<a@example.com>\r\n')
      .reply('250 ok\r\n')
      .send('RCPT TO:<b@example.com>\r\n')
      .reply('250 ok\r\n')
      .send('DATA\r\n')
      .reply('354 go on\r\n')
      .send(`Subject: x\r\n\r\n`)
      .send(`GET /?imei=${imei} HTTP/1.1\r\nHost: b.example.com\r\n\r\n.\r\n`)
      .reply('250 ok\r\n')
      .close()
    const result = await scanFrames(frames)
    expect(observed(result).filter((line) => line.startsWith('imei'))).toEqual([`imei ${imei} probable`])
    expect(result.transmissions.map(({ summary }) => summary.host)).not.toContain('b.example.com')
  })
})
