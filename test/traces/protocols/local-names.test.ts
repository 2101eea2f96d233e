/** What a device calls itself on its own network is told as such, and is no leak. */
import { expect, test } from 'vitest'
import { udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsName, dnsRecord, dnsTypes } from '../../support/dns-message.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'

/** A DHCP request (RFC 2131, 2) with a host name (option 12) and a vendor class (option 60). */
function dhcpRequest(hostName: string, vendor: string): Buffer {
  const fixed = Buffer.alloc(236)
  Buffer.from([1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78]).copy(fixed)
  const option = (code: number, text: string): Buffer =>
    Buffer.concat([Buffer.from([code, text.length]), Buffer.from(text)])
  return Buffer.concat([
    fixed,
    Buffer.from('63825363350103', 'hex'),
    option(12, hostName),
    option(60, vendor),
    Buffer.from([255]),
  ])
}

test('DHCP and mDNS: the names are listed, and nobody is said to receive them', async () => {
  const result = await scanFrames([
    udpPacket({
      source: '0.0.0.0',
      target: '255.255.255.255',
      sourcePort: 68,
      targetPort: 67,
      payload: dhcpRequest('annas-phone', 'android-dhcp-14'),
    }),
    udpPacket({
      source: '192.0.2.10',
      target: '224.0.0.251',
      sourcePort: 5353,
      targetPort: 5353,
      payload: dnsMessage({
        id: 0,
        flags: 0x8400,
        answers: [
          dnsRecord('annas-phone.local', dnsTypes.a, Buffer.from([192, 0, 2, 10])),
          dnsRecord('_http._tcp.local', dnsTypes.ptr, dnsName('Anna._http._tcp.local')),
        ],
      }),
    }),
  ])
  expect(result.localNames.map(({ kind, value, frame }) => `${frame} ${kind} ${value}`)).toEqual([
    '1 host-name annas-phone',
    '1 vendor-class android-dhcp-14',
    '2 host-name annas-phone.local',
    '2 service anna._http._tcp.local',
  ])
  expect(result.recipients.map(({ protocols }) => protocols)).toEqual([['dhcp'], ['mdns']])
  expect(observed(result)).toEqual([])
  expect(result.findings).toEqual([])
})
