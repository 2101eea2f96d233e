/**
 * What a program says in clear behind TLS: behind its end (FTP's CCC, `SSL_shutdown`), or in the middle, on a connection of which
 * nothing more would be read; also in records that are not sealed.
 */
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { TcpConversation, udpPacket } from '../../support/capture.ts'
import { cryptoFrame, initialPacket } from '../../support/quic-packet.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'
import { clientHello, serverHello, tlsRecord } from '../../support/tls-hello.ts'
import { talk } from '../../support/tls-peers.ts'

const imei = '356938035643809'
const request = `POST /r HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 20\r\n\r\nimei=${imei}`
const reply = 'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nwell, thanks'
const profile = `name: phone\nidentifiers:\n  imei: "${imei}"\n`

function expectFound(result: ScanResult): void {
  expect(observed(result)).toEqual([`imei ${imei} certain`])
  expect(result.recipients).toMatchObject([{ host: 'a.example.com' }])
  expect(result.observations).toMatchObject([{ protection: 'plaintext' }])
}

describe('a request behind the end of TLS is read, with its answer', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s, with the keys and without', async (maxVersion) => {
    const { steps, keyLog } = await talk({
      serverName: 'a.example.com',
      says: ['USER guest\r\n'],
      answers: '331 go\r\n',
      both: { maxVersion },
    })
    const flow = new TcpConversation({ targetPort: 443 }).open()
    for (const step of steps) {
      if (step.kind !== 'push') continue
      if (step.direction === 0) flow.send(step.bytes)
      else flow.reply(step.bytes)
    }
    const { frames } = flow.send(request).reply(reply).close()
    for (const keys of ['', keyLog]) {
      const result = await scanFrames(frames, { keys, profile })
      expectFound(result)
      expect(result.transmissions).toMatchObject([{ summary: { protocol: 'http', status: 200 } }])
    }
  })
})

test('a request between sealed records is read, and they stay encrypted', async () => {
  const sealed = tlsRecord(Buffer.alloc(900, 0xe7), 23, 0x0303)
  const flow = new TcpConversation({ targetPort: 443 })
    .open()
    .send(tlsRecord(clientHello({ sni: 'a.example.com' })))
    .reply(tlsRecord(serverHello(0x1301, true)))
    .send(sealed)
    .reply(sealed)
    .send(request)
    .reply(reply)
  expectFound(await scanFrames(flow.close().frames, { profile }))
})

test('a request in a record that is not sealed is read, with its answer, among sealed ones', async () => {
  const data = (content: Buffer | string): Buffer => tlsRecord(Buffer.from(content as string), 23, 0x0303)
  const sealed = data(Buffer.alloc(900, 0xe7))
  const flow = new TcpConversation({ targetPort: 443 })
    .open()
    .send(tlsRecord(clientHello({ sni: 'a.example.com' })))
    .reply(Buffer.concat([tlsRecord(serverHello(0x1301, true)), sealed]))
    .send(Buffer.concat([tlsRecord(Buffer.from([1]), 20), data(request)]))
    .reply(data(reply))
    .send(sealed)
  const result = await scanFrames(flow.close().frames, { profile })
  expectFound(result)
  expect(result.transmissions).toMatchObject([{ summary: { protocol: 'http', status: 200 } }])
})

test('a datagram of text on a connection of QUIC that was given up is searched by itself', async () => {
  const hello = initialPacket(cryptoFrame(0, clientHello({ sni: 'a.example.com' })))
  const sealed = Buffer.alloc(1_200, 0xe7).fill(0x41, 0, 1)
  const frames = [hello, sealed, sealed].map((payload) => udpPacket({ targetPort: 443, payload }))
  frames.push(udpPacket({ targetPort: 443, payload: `{"imei":"${imei}"}` }))
  const result = await scanFrames(frames, { profile })
  expectFound(result)
  expect(result.coverage.summary.undecryptable).toBe(2 * sealed.length)
})
