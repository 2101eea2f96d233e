/** An identifier that stands where no payload is: in headers, in names, in what frames messages. */
import { expect, test } from 'vitest'
import {
  ethernetFrame,
  ipPacket,
  TcpConversation,
  tcpFlags,
  tcpPacket,
  udpDatagram,
  udpPacket,
} from '../support/capture.ts'
import { geneve, overIp, overUdp, vxlan } from '../support/encapsulation.ts'
import { clientHello, tlsRecords } from '../support/tls-hello.ts'
import { observed, scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'
const profile = `name: p\nidentifiers:\n  imei: ${imei}\n`
const text = Buffer.from(`imei=${imei}`)
const option = (kind: number): Buffer => Buffer.concat([Buffer.from([kind, text.length + 2]), text])

function requestTo(host: string): readonly Buffer[] {
  return new TcpConversation().open().send(`GET /a HTTP/1.1\r\nHost: ${host}\r\n\r\n`).close().frames
}

const six = { source: '2001:db8::10', target: '2001:db8::20' }
const places: Record<string, readonly Buffer[]> = {
  'an option of TCP in a SYN': [tcpPacket({ flags: tcpFlags.syn, tcpOptions: option(253) })],
  'an option of TCP beside a time': [
    tcpPacket({
      payload: 'x',
      tcpOptions: Buffer.concat([Buffer.from('0101080a0102030405060708', 'hex'), option(254)]),
    }),
  ],
  'an option of IPv4': [udpPacket({ payload: 'hello', ipOptions: option(0x9e) })],
  'an option of IPv6 for the target': [
    udpPacket({
      ...six,
      payload: 'hello',
      extensions: [{ protocol: 60, bytes: Buffer.concat([Buffer.from([0, 2, 0x3e, 20]), text]) }],
    }),
  ],
  'bytes behind a datagram of UDP': [
    ethernetFrame(ipPacket(17, Buffer.concat([udpDatagram({ payload: 'hello' }), text]))),
  ],
  'ARP in a tunnel': [
    overUdp(vxlan(ethernetFrame(Buffer.concat([Buffer.alloc(28), text]), {}, 0x0806)), 4789),
  ],
  'LLDP in a tunnel': [overUdp(geneve(0x6558, ethernetFrame(text, {}, 0x88cc)), 6081)],
  'bytes behind a packet in a tunnel': [
    overUdp(vxlan(ethernetFrame(ipPacket(17, udpDatagram({ payload: 'hello' })), { trailer: text })), 4789),
  ],
  'a frame of no known type in a tunnel': [overIp(47, Buffer.concat([Buffer.from('000088b5', 'hex'), text]))],
  'what keeps a tunnel open': [overIp(47, Buffer.concat([Buffer.alloc(4), text]))],
  'what sets a tunnel up': [overIp(115, Buffer.concat([Buffer.from('00000000c8030024', 'hex'), text]))],
  'what routers say to each other, sent over the Internet': [overIp(89, text)],
  'what groups are joined with, sent over the Internet': [
    overIp(2, Buffer.concat([Buffer.from('16000000', 'hex'), text])),
  ],
  'bytes behind the times of ICMP': [
    overIp(
      1,
      Buffer.concat([Buffer.from('0d000000 00010001'.replace(' ', ''), 'hex'), Buffer.alloc(12), text]),
    ),
  ],
  'text in the place of what IPsec encrypts': [
    overIp(50, Buffer.concat([Buffer.from('0000100000000001', 'hex'), Buffer.from('what it says: '), text])),
  ],
  'an extension of TLS': new TcpConversation({ targetPort: 443 })
    .open()
    .send(tlsRecords(clientHello({ sni: 'a.example', extensions: [[0xfe77, text]] }), 16_000))
    .close().frames,
  'the name of a session of TLS': new TcpConversation({ targetPort: 443 })
    .open()
    .send(tlsRecords(Buffer.from(clientHello({ sni: 'a.example' })).fill(text, 39, 39 + text.length), 16_000))
    .close().frames,
  'the host of a request, cut over its labels': requestTo('35693803.5643809.t.example.com'),
  'the host of a request, cut in three': requestTo('35693.80356.43809.t.example.com'),
  'the name in a hello, cut over its labels': new TcpConversation({ targetPort: 443 })
    .open()
    .send(tlsRecords(clientHello({ sni: '35693.80356.43809.t.example.com' }), 16_000))
    .close().frames,
}

test.each(Object.keys(places))('%s', async (place) => {
  const result = await scanFrames(places[place] as readonly Buffer[], { profile })
  expect(observed(result).filter((line) => line.startsWith(`imei ${imei}`))).toHaveLength(1)
})

test('what a router mirrors to who watches was not sent to him', async () => {
  const arp = ethernetFrame(Buffer.concat([Buffer.alloc(28), text]), {}, 0x0806)
  const trailed = ethernetFrame(ipPacket(17, udpDatagram({ payload: 'hello' })), { trailer: text })
  const frames = [arp, trailed].flatMap((frame) => [
    overUdp(Buffer.concat([Buffer.from('0100000101', 'hex'), frame]), 37_008),
    overIp(47, Buffer.concat([Buffer.from('100088be000000011001000100000000', 'hex'), frame])),
  ])
  const result = await scanFrames(frames, { profile })
  expect(result.observations).toEqual([])
  expect(result.coverage.searched.looseBytes).toBe(0)
})

test('what every connection has in its headers is no message', async () => {
  const usual = Buffer.from('020405b40402080a0102030405060708010303078001', 'hex').subarray(0, 20)
  const conversation = [
    tcpPacket({ flags: tcpFlags.syn, tcpOptions: usual }),
    tcpPacket({ payload: '', tcpOptions: Buffer.from('0101050a0102030405060708', 'hex') }),
  ]
  // A cookie of TCP Fast Open: asked for, given, and shown (RFC 7413, 4.1.1).
  const opened = (option: string, more: Parameters<typeof tcpPacket>[0] = {}): Buffer =>
    tcpPacket({ flags: tcpFlags.syn, tcpOptions: Buffer.from(`020405b4${option}`, 'hex'), ...more })
  const server = { source: '198.51.100.20', target: '192.0.2.10', sourcePort: 80, targetPort: 40_000 }
  conversation.push(opened('22020101'), opened('220a0123456789abcdef', { ...server, flags: 18 }))
  conversation.push(opened('220a0123456789abcdef', { payload: 'x' }))
  const result = await scanFrames(conversation, { profile })
  expect(result.observations).toEqual([])
  expect(result.exchanges).toBe(0)
  expect(result.coverage.searched.looseBytes).toBe(0)
  expect(result.recipients.map(({ addresses }) => addresses.map(({ address }) => address))).toEqual([
    ['198.51.100.20'],
  ])
})
