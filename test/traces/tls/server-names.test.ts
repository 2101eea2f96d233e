/** An identifier in the server name of a hello is shown to everyone on the way: it is observed, as plaintext. */
import { expect, test } from 'vitest'
import { TcpConversation, udpPacket } from '../../support/capture.ts'
import { cryptoFrame, initialPacket } from '../../support/quic-packet.ts'
import { clientHello, tlsRecord } from '../../support/tls-hello.ts'
import { scanFrames } from '../scan-frames.ts'

const imei = '356938035643809'
const hello = clientHello({ sni: `${imei}.t.example.com` })
const profile = `name: a phone\nidentifiers:\n  imei: ${imei}\n`
const overTcp = (): TcpConversation =>
  new TcpConversation({ targetPort: 443 }).open().send(tlsRecord(hello)).close()

test('over TCP and QUIC, once for each name', async () => {
  const quic = udpPacket({
    source: '192.0.2.10',
    target: '198.51.100.20',
    sourcePort: 40_001,
    targetPort: 443,
    payload: initialPacket(cryptoFrame(0, hello), { size: 1_200 }),
  })
  for (const frames of [[...overTcp().frames], [quic], [...overTcp().frames, quic]]) {
    const result = await scanFrames(frames, { profile })
    expect(result.observations).toMatchObject([
      { identifier: 'imei', normal: imei, protection: 'plaintext', direction: 'sent' },
    ])
    expect(result.recipients[0]?.host).toBe(`${imei}.t.example.com`)
    expect(result.exchanges).toBe(0)
    expect(result.transmissions).toHaveLength(1)
    const span = result.observations[0]?.spans[0]
    expect((span?.end ?? 0) - (span?.start ?? 0)).toBe(imei.length)
  }
})

test('a name that identifies nobody is no observation', async () => {
  const frames = new TcpConversation({ targetPort: 443 })
    .open()
    .send(tlsRecord(clientHello({ sni: 'www.example.com' })))
    .close().frames
  const result = await scanFrames(frames, { profile })
  expect(result.observations).toEqual([])
  expect(result.transmissions).toEqual([])
})
