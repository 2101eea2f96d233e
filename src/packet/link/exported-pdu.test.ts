/** What Wireshark exported of another capture is read as what it is. */
import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { ethernetFrame, ipPacket, udpDatagram } from '../../../test/support/capture.ts'
import { readExportedPdu } from './exported-pdu.ts'
import { dissect } from '../../../test/support/dissect.ts'
import { exportedPdu, tcpPlace } from '../../../test/support/exported-pdu.ts'

const frame = ethernetFrame(ipPacket(17, udpDatagram({ payload: 'hello' })))

test('datagrams, pieces of streams, packets and frames', () => {
  const { packets, counts, codes } = dissect(
    [
      exportedPdu('dns', 'hello', { portType: 3 }),
      exportedPdu('tcp.port', 'hello', { portType: 2, place: tcpPlace(7, 9) }),
      exportedPdu('sip', 'hello', { portType: 3, isV6: true }),
      exportedPdu('eth_withoutfcs', frame),
      exportedPdu('ip', frame.subarray(14)),
    ],
    252,
  )
  expect(packets.map(({ transport, payload }) => `${transport} ${payload}`)).toEqual([
    'udp hello',
    'tcp hello',
    'udp hello',
    'udp hello',
    'udp hello',
  ])
  expect(packets[1]).toMatchObject({
    source: '192.0.2.10 40000',
    target: '198.51.100.20 80',
    sequence: 7,
    acknowledgement: 9,
  })
  expect(packets[2]).toMatchObject({ source: '2001:db8::10 40000', target: '2001:db8::20 80' })
  expect(counts.dissectedFrames).toBe(5)
  expect(codes).toEqual({})
})

test('other messages are counted by name', () => {
  const { counts, codes } = dissect(
    [
      exportedPdu('http', 'GET / HTTP/1.1', { portType: 2 }),
      exportedPdu('http-over-tls', 'GET / HTTP/1.1', { portType: 2, place: tcpPlace(1, 1) }),
      exportedPdu('gsm_a_dtap', 'x', {}),
      exportedPdu('\u001b[2J', 'x', {}),
    ],
    252,
  )
  expect(counts.unsupportedFrames).toEqual(
    new Map([
      ['exported http', 1],
      ['exported http-over-tls', 1],
      ['exported gsm_a_dtap', 1],
      ['exported message', 1],
    ]),
  )
  expect(codes).toEqual({ 'packet.frame.unsupported_protocol': 4 })
})

test.each([
  ['http2', 2, 443, 'unknown'],
  ['http', 2, 80, 'unknown'],
  ['gsm_a_dtap', undefined, 0, 'unknown'],
  ['http-over-tls', 2, 443, 'tls'],
  ['http_tls', 2, 443, 'tls'],
  ['tls.port', 2, 443, 'tls'],
  ['http-over-tcp', 2, 80, 'plaintext'],
  ['sip_tcp', 2, 5060, 'plaintext'],
  ['dns', 3, 53, 'plaintext'],
  ['coap', 3, 5684, 'unknown'],
  ['coap_dtls', 3, 5684, 'dtls'],
  ['quic', 3, 443, 'plaintext'],
  ['dtls_udp', 3, 5684, 'plaintext'],
  ['udp.port', 3, 5684, 'plaintext'],
])('how %s of transport %s at port %i had travelled: %s', (name, portType, port, protection) => {
  const bytes = exportedPdu(name, 'hello', { ...(portType === undefined ? {} : { portType }), port })
  expect(readExportedPdu(bytes, 0, bytes.length)?.protection).toBe(protection)
})

test('what has its place in a stream of TCP is as it was on the wire', () => {
  const bytes = exportedPdu('http', 'hello', { portType: 2, place: tcpPlace(1, 1) })
  expect(readExportedPdu(bytes, 0, bytes.length)?.protection).toBe('plaintext')
})

test('tags that do not end, or run over the end, are malformed; nothing is believed of those cut anywhere', () => {
  const whole = exportedPdu('dns', 'hello', { portType: 3 })
  for (let length = 0; length < whole.length - 5; length++) {
    const { packets, counts } = dissect([whole.subarray(0, length)], 252)
    expect([packets.length, counts.malformedFrames]).toEqual([0, 1])
  }
})

test('an exported message in an exported message, without end, is not followed', () => {
  // No name of a protocol leads back to this link type: the tags of the inner one are content.
  const inner = exportedPdu('dns', 'hello', { portType: 3 })
  const { packets } = dissect([exportedPdu('exported_pdu', inner, { portType: 3 })], 252)
  expect(packets).toHaveLength(1)
})

test('a long name of words between underlines is read once', () => {
  const costOf = (name: string): number => {
    const bytes = exportedPdu(name, 'hello', { portType: 2, port: 443 })
    const costs = [0, 1, 2].map(() => {
      const started = processorTime()
      expect(readExportedPdu(bytes, 0, bytes.length)?.protection).toBe('unknown')
      return processorTime() - started
    })
    return Math.min(...costs)
  }
  // Each underline had all behind it read.
  expect(costOf('_tlsx'.repeat(13_000))).toBeLessThan(costOf('.tlsx'.repeat(13_000)) * 3 + 50)
})
