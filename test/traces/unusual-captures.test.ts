/** Findings from captures that are not of a network's own interface: of a USB bus, of a modem, exported from others. */
import { expect, test } from 'vitest'
import { renderTerminal } from '../../src/report/terminal.ts'
import { verdictOf } from '../../src/report/verdict.ts'
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
  expect(result.transmissions.map(({ protection }) => protection).sort()).toEqual(['tls', 'unknown'])
  expect(result.coverage.frames.unsupported).toEqual({ 'exported http': 1, 'exported http-over-tls': 1 })
})

test('of what was exported without a word on it, nobody says that it was encrypted, or that it was not', async () => {
  const result = await scanFrames([exportedPdu('http2', request, { portType: 2 })], { linkType: 252 })
  expect(result.findings.map(({ title }) => title)).toEqual(['imei sent'])
  expect(result.findings.flatMap(({ reasons }) => reasons).join()).not.toContain('clear text')
  expect(verdictOf(result).sentence).toContain(', encrypted or not (that is not known), once.')
  const text = renderTerminal(result, { isRevealed: true, hasColour: false, columns: 100 })
  expect(text.replaceAll(/\s+/g, ' ')).toContain('what was recorded does not say whether it was encrypted')
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
