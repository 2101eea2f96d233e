/** Findings from captures that are not of a network's own interface: of a USB bus, of a modem, exported from others. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { exportedPdu, tcpPlace } from '../support/exported-pdu.ts'
import { ncm, qmap, rndis, usbmon, usbPcap } from '../support/transfers.ts'
import { observed, scanFrames } from '../support/scan-frames.ts'

const body = 'imei=356938035643809'
const request = `POST /a HTTP/1.1\r\nHost: t.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const { frames } = new TcpConversation().open().send(request).close()
const packets = frames.map((frame) => frame.subarray(14))
const inTcp = { portType: 2, place: tcpPlace(1, 1) }

test.each<[name: string, linkType: number, frames: readonly Buffer[]]>([
  ['RNDIS in USB', 220, frames.map((frame) => usbmon(rndis([frame]), 64))],
  ['NCM in USB, all in one transfer', 249, [usbPcap(ncm(frames))]],
  ['QMAP, all in one frame', 101, [qmap(packets)]],
  [
    'what was exported from streams, in two pieces',
    252,
    [
      exportedPdu('tcp.port', request.slice(0, 40), inTcp),
      exportedPdu('tcp.port', request.slice(40), { portType: 2, place: tcpPlace(41, 1) }),
    ],
  ],
])('%s', async (_, linkType, given) => {
  const result = await scanFrames(given, { linkType })
  expect(observed(result)).toEqual(['imei 356938035643809 probable'])
  expect(result.recipients.map(({ host }) => host)).toEqual(['t.example.com'])
  expect(result.coverage.frames).toMatchObject({ unsupported: {}, malformed: 0 })
})

test('what Wireshark decrypted and exported is searched, and not said to have travelled in clear', async () => {
  const exported = [
    exportedPdu('http-over-tls', request, { portType: 2 }),
    exportedPdu('http', request, { portType: 2 }),
  ]
  const result = await scanFrames(exported, { linkType: 252 })
  expect(observed(result)).toEqual(['imei 356938035643809 probable'])
  expect(result.transmissions.map(({ protection }) => protection).sort()).toEqual(['plaintext', 'tls'])
  expect(result.coverage.frames.unsupported).toEqual({ 'exported http': 1, 'exported http-over-tls': 1 })
})

test.each([
  ['its ends', {}],
  ['the addresses of a datagram', { portType: 3, hasAddresses: false }],
  ['the addresses of a stream', { ...inTcp, hasAddresses: false }],
])('what was exported without %s is searched, too', async (_, ends) => {
  const result = await scanFrames([exportedPdu('http', request, ends)], { linkType: 252 })
  expect(observed(result)).toEqual(['imei 356938035643809 probable'])
  expect(result.coverage.frames.unsupported).toEqual({ 'exported http': 1 })
})
