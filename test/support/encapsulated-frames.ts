/** One frame for each tunnel and link layer, for tests that go through all of them. Each carries UDP with `hello`. */

import { pktap } from './app-blocks.ts'
import { ethernetFrame, ipPacket, udpDatagram } from './capture.ts'
import {
  aggregate,
  capwap,
  cookedFrame,
  eoip,
  geneve,
  gre,
  gtpU,
  hex,
  l2tp,
  l2tp3,
  mpls,
  nullEsp,
  overIp,
  overUdp,
  ppi,
  pptp,
  radiotap,
  snap,
  turned,
  groupPolicy,
  tzsp,
  vxlan,
  wlanFrame,
} from './encapsulation.ts'

const v6 = { source: '2001:db8::1', target: '2001:db8::2' }
const outer6 = { source: '2001:db8:1::1', target: '2001:db8:1::2' }
const udp4 = ipPacket(17, udpDatagram({ payload: 'hello' }))
const udp6 = ipPacket(17, udpDatagram({ ...v6, payload: 'hello' }), v6)
const frame4 = ethernetFrame(udp4)
/** Of a host behind a NAT to one that has IPv6. */
const teredo = { source: '2001:0:cb00:7101:0:63bf:3dff:fe9f', target: '2001:db8::2' }
const teredo6 = ipPacket(17, udpDatagram({ ...teredo, payload: 'hello' }), teredo)
const ppp4 = Buffer.concat([hex('ff03 0021'), udp4])

/** Name, link type, frame, and the tunnels that the packet in it came through. */
export const tunnelCases: [name: string, linkType: number, frame: Buffer, tunnels: string[]][] = [
  ['GTP-U, IPv4', 1, overUdp(gtpU(udp4), 2152), ['gtp-u']],
  ['GTP-U, IPv6 in IPv6', 1, overUdp(gtpU(udp6), 2152, outer6), ['gtp-u']],
  ['GTP-U with a sequence number', 1, overUdp(gtpU(udp4, { sequence: 7 }), 2152), ['gtp-u']],
  [
    'GTP-U with the PDU session container of 5G',
    1,
    overUdp(gtpU(udp6, { extensions: [{ type: 0x85, content: hex('1009') }] }), 2152),
    ['gtp-u'],
  ],
  [
    'GTP-U with two extension headers',
    1,
    overUdp(
      gtpU(udp4, {
        sequence: 1,
        extensions: [
          { type: 0xc0, content: hex('0001') },
          { type: 0x85, content: hex('100900000000') },
        ],
      }),
      2152,
    ),
    ['gtp-u'],
  ],
  ['GTP-U on another port', 1, overUdp(gtpU(udp4), 40_999), ['gtp-u']],
  ['GTP-U, IPv6, on another port', 1, overUdp(gtpU(udp6), 40_999), ['gtp-u']],
  ['VXLAN', 1, overUdp(vxlan(frame4), 4789), ['vxlan']],
  ['VXLAN with a tag, IPv6', 1, overUdp(vxlan(ethernetFrame(udp6, { vlans: [7] })), 4789), ['vxlan']],
  ['VXLAN with group policy', 1, overUdp(groupPolicy(vxlan(frame4)), 4789), ['vxlan']],
  ['VXLAN on the old port of Linux', 1, overUdp(vxlan(frame4), 8472), ['vxlan']],
  [
    'VXLAN on another port, padded frame',
    1,
    overUdp(vxlan(ethernetFrame(udp4, { trailer: Buffer.alloc(46 - udp4.length) })), 40_999),
    ['vxlan'],
  ],
  ['IPv4 in IPv4', 1, overIp(4, udp4), ['ip-in-ip']],
  ['6in4', 1, overIp(41, udp6), ['6in4']],
  ['IPv4 in IPv6', 1, overIp(4, udp4, outer6), ['ip-in-ip']],
  ['IPv6 in IPv6', 1, overIp(41, udp6, outer6), ['6in4']],
  ['GRE, IPv4', 1, overIp(47, gre(0x0800, udp4)), ['gre']],
  ['GRE, IPv6, with all fields', 1, overIp(47, gre(0x86dd, udp6, 0xb000)), ['gre']],
  ['GRE over IPv6', 1, overIp(47, gre(0x0800, udp4, 0x2000), outer6), ['gre']],
  ['GRE, Ethernet', 1, overIp(47, gre(0x6558, frame4)), ['gre']],
  ['GRE, MPLS', 1, overIp(47, gre(0x8847, mpls([16], udp4))), ['gre']],
  ['GRE, ERSPAN I', 1, overIp(47, gre(0x88be, frame4)), ['gre']],
  [
    'GRE, ERSPAN II',
    1,
    overIp(47, gre(0x88be, Buffer.concat([hex('1000 0001 00000000'), frame4]), 0x1000)),
    ['gre'],
  ],
  [
    'GRE, ERSPAN III with a subheader',
    1,
    overIp(
      47,
      gre(0x22eb, Buffer.concat([hex('2000 0001 00000000 0000 0001 0000000000000000'), frame4]), 0x1000),
    ),
    ['gre'],
  ],
  ['PPTP', 1, overIp(47, pptp(ppp4, false)), ['gre']],
  ['PPTP with an acknowledgement', 1, overIp(47, pptp(ppp4, true)), ['gre']],
  ['GRE, WCCP', 1, overIp(47, gre(0x883e, udp4)), ['gre']],
  ['GRE, WCCP 2', 1, overIp(47, gre(0x883e, Buffer.concat([hex('00010000'), udp4]))), ['gre']],
  ['EoIP of MikroTik', 1, overIp(47, eoip(frame4)), ['gre']],
  ['EtherIP', 1, overIp(97, Buffer.concat([hex('3000'), frame4])), ['etherip']],
  ['Ethernet in IPv6', 1, overIp(143, frame4, outer6), ['etherip']],
  [
    'Ethernet in IPv6, behind a segment routing header',
    1,
    overIp(43, Buffer.concat([hex('8f02040000000000 20010db8000100000000000000000002'), frame4]), outer6),
    ['etherip'],
  ],
  ['MPLS in IP', 1, overIp(137, mpls([16, 17], udp6)), ['mpls-in-ip']],
  ['Geneve', 1, overUdp(geneve(0x6558, frame4), 6081), ['geneve']],
  ['Geneve with options, bare IPv6', 1, overUdp(geneve(0x86dd, udp6, 3), 6081, outer6), ['geneve']],
  ['L2TP', 1, overUdp(l2tp(ppp4), 1701), ['l2tp']],
  [
    'L2TP with all fields, IPv6 without address and control bytes',
    1,
    overUdp(l2tp(Buffer.concat([hex('0057'), udp6]), 0x4a00), 1701),
    ['l2tp'],
  ],
  ['L2TP version 3, with a sublayer', 1, overUdp(l2tp3(frame4, '00000000'), 1701), ['l2tp']],
  ['L2TP version 3 in IP', 1, overIp(115, Buffer.concat([hex('00000009 00000000'), frame4])), ['l2tp']],
  ['Teredo', 1, overUdp(teredo6, 3544), ['teredo']],
  [
    'Teredo from a server, with both indicators',
    1,
    overUdp(Buffer.concat([hex('0001 0000 1122334455667788 00'), hex('0000 63bf 3dfffe9f'), teredo6]), 3544),
    ['teredo'],
  ],
  ['Teredo between peers, on another port', 1, overUdp(teredo6, 40_999), ['teredo']],
  ['IPsec without encryption', 1, ethernetFrame(ipPacket(50, nullEsp(17, udp4.subarray(20)))), ['esp-null']],
  [
    'IPsec without encryption, IPv6, with a vector and a longer check value',
    1,
    ethernetFrame(ipPacket(50, nullEsp(17, udp6.subarray(40), 16, 8), v6)),
    ['esp-null'],
  ],
  [
    'IPsec without encryption around a packet',
    1,
    overIp(50, nullEsp(4, udp4, 16), outer6),
    ['ip-in-ip', 'esp-null'],
  ],
  ['IPsec without encryption behind a NAT', 1, overUdp(nullEsp(41, udp6), 4500), ['esp-null']],
  ['TZSP', 1, overUdp(tzsp(1, frame4), 37_008), ['tzsp']],
  ['TZSP, Wi-Fi', 1, overUdp(tzsp(18, wlanFrame(snap(udp6))), 37_008), ['tzsp']],
  ['VXLAN-GPE', 1, overUdp(Buffer.concat([hex('0c000003 00002a00'), frame4]), 4790), ['vxlan']],
  ['VXLAN-GPE, bare IPv6', 1, overUdp(Buffer.concat([hex('0c000002 00002a00'), udp6]), 4790), ['vxlan']],
  ['GRE in UDP', 1, overUdp(gre(0x0800, udp4), 4754), ['gre']],
  ['GRE in UDP with key and number, Ethernet', 1, overUdp(gre(0x6558, frame4, 0x3000), 4754), ['gre']],
  ['IPv4 in UDP', 1, overUdp(udp4, 5555), ['fou']],
  ['IPv6 in UDP', 1, overUdp(udp6, 5555, outer6), ['fou']],
  ['IPv4 in UDP on another port', 1, overUdp(udp4, 40_999), ['fou']],
  ['GUE, IPv4', 1, overUdp(Buffer.concat([hex('00040000'), udp4]), 6080), ['gue']],
  [
    'GUE with words of its own, IPv6',
    1,
    overUdp(Buffer.concat([hex('02290001 0000000000000000'), udp6]), 6080),
    ['gue'],
  ],
  [
    'GUE, GRE with a key',
    1,
    overUdp(Buffer.concat([hex('002f0000'), gre(0x0800, udp4, 0x2000)]), 6080),
    ['gue'],
  ],
  ['GUE version 1', 1, overUdp(udp4, 6080), ['gue']],
  ['CAPWAP, Ethernet', 1, overUdp(capwap(frame4, 1, false), 5247), ['capwap']],
  ['CAPWAP, Wi-Fi', 1, overUdp(capwap(wlanFrame(snap(udp6)), 1, true), 5247), ['capwap']],
  [
    'CAPWAP, Wi-Fi with its first bytes turned',
    1,
    overUdp(capwap(turned(wlanFrame(snap(udp4))), 1, true), 5247),
    ['capwap'],
  ],
  ['MPLS', 1, ethernetFrame(mpls([16], udp4), {}, 0x8847), []],
  ['MPLS, three labels, multicast', 1, ethernetFrame(mpls([16, 17, 18], udp6), {}, 0x8848), []],
  ['MPLS in a VLAN', 1, ethernetFrame(mpls([16], udp4), { vlans: [9] }, 0x8847), []],
  ['MPLS link type', 219, mpls([16], udp4), []],
  [
    'Ethernet over MPLS with a control word',
    1,
    ethernetFrame(mpls([16], Buffer.concat([hex('00000000'), frame4])), {}, 0x8847),
    [],
  ],
  ['Ethernet over MPLS', 1, ethernetFrame(mpls([16], frame4), {}, 0x8847), []],
  ...['45:00:5e:00:53:02', '60:45:cb:00:53:02'].map((targetMac): [string, number, Buffer, string[]] => [
    `Ethernet over MPLS to ${targetMac}, which begins as IP does`,
    1,
    ethernetFrame(mpls([16], ethernetFrame(udp4, { targetMac })), {}, 0x8847),
    [],
  ]),
  ['packet tap of Apple, Ethernet', 258, pktap(frame4, 1, { pid: 7, name: 'Kitchen' }), []],
  ['packet tap of Apple, raw', 258, pktap(udp6, 12, { pid: 7, name: 'Kitchen' }), []],
  ['Cisco HDLC', 104, Buffer.concat([hex('0f00 0800'), udp4]), []],
  ['PPP of the Linux daemon', 166, Buffer.concat([hex('0003 0021'), udp4]), []],
  ['PPP multilink, a whole packet', 9, Buffer.concat([hex('ff03 003d c0000001 0021'), udp4]), []],
  ['PPP multilink with short numbers, compressed', 9, Buffer.concat([hex('3d c001 57'), udp6]), []],
  [
    'L2TP with PPP multilink',
    1,
    overUdp(l2tp(Buffer.concat([hex('ff03 003d c0000001 0021'), udp4])), 1701),
    ['l2tp'],
  ],
  [
    'Ethernet in Ethernet (802.1ah)',
    1,
    ethernetFrame(Buffer.concat([hex('00000abc'), frame4]), {}, 0x88e7),
    [],
  ],
  [
    'Ethernet in Ethernet in a tag of the backbone',
    1,
    ethernetFrame(
      Buffer.concat([hex('00000abc'), ethernetFrame(udp6, { vlans: [7] })]),
      { vlans: [5] },
      0x88e7,
    ),
    [],
  ],
  ['NSH, Ethernet', 1, ethernetFrame(Buffer.concat([hex('0fc20203 00002aff'), frame4]), {}, 0x894f), []],
  [
    'NSH with contexts, IPv6',
    1,
    ethernetFrame(Buffer.concat([hex('0fc60102 00002aff'), Buffer.alloc(16), udp6]), {}, 0x894f),
    [],
  ],
  ['IPsec interface of BSD', 109, Buffer.concat([hex('02000000 00000007 00000c00'), udp4]), []],
  ['log of a firewall of BSD', 117, Buffer.concat([hex('3d020000'), Buffer.alloc(60), udp4]), []],
  ['log of a firewall of BSD, IPv6', 117, Buffer.concat([hex('641c0000'), Buffer.alloc(96), udp6]), []],
  ['PPP with a direction', 204, Buffer.concat([hex('01 ff03 0057'), udp6]), []],
  [
    'GTP-U in VXLAN in GRE in IPv6',
    1,
    overIp(
      47,
      gre(0x0800, ipPacket(17, udpDatagram({ targetPort: 4789, payload: vxlan(overUdp(gtpU(udp6), 2152)) }))),
      outer6,
    ),
    ['gtp-u', 'vxlan', 'gre'],
  ],
]

const data = wlanFrame(snap(udp4))
const checkSequence = Buffer.alloc(4, 0xee)
const prism = (frame: Buffer): Buffer => {
  const header = Buffer.alloc(144)
  header.writeUInt32LE(0x44, 0)
  header.writeUInt32LE(144, 4)
  return Buffer.concat([header, frame])
}
const avs = (frame: Buffer): Buffer => Buffer.concat([hex('80211001 00000040'), Buffer.alloc(56), frame])

/** Between stations of a mesh (IEEE 802.11-2020 section 9.2.4.8.3): flags, hops, a number, and further addresses. */
const meshFrame = (addresses: number, content: Buffer): Buffer =>
  wlanFrame(
    Buffer.concat([Buffer.from([addresses]), hex('1f 07000000'), Buffer.alloc(6 * addresses, 2), content]),
    { flags: 3, isMesh: true },
  )

/** Name, link type, frame. */
export const wlanCases: [name: string, linkType: number, frame: Buffer][] = [
  ['802.11 without QoS', 105, wlanFrame(snap(udp4), { qos: null })],
  ['802.11 with QoS, IPv6', 105, wlanFrame(snap(udp6))],
  ['from the access point', 105, wlanFrame(snap(udp4), { flags: 2 })],
  ['between access points (four addresses)', 105, wlanFrame(snap(udp4), { flags: 3 })],
  ['with a control field for high throughput', 105, wlanFrame(snap(udp4), { flags: 0x81 })],
  ['marked as protected, but decrypted by the card', 105, wlanFrame(snap(udp4), { flags: 0x41 })],
  [
    'decrypted by the card, with the vector left in',
    105,
    wlanFrame(Buffer.concat([hex('0102002003040506'), snap(udp6)]), { flags: 0x42 }),
  ],
  [
    'an aggregate, decrypted by the card, with the vector left in',
    105,
    wlanFrame(Buffer.concat([hex('0102002003040506'), aggregate([snap(udp4)])]), { flags: 0x41, qos: 0x80 }),
  ],
  ['radiotap', 127, radiotap(data)],
  ['radiotap with timer and second word', 127, radiotap(data, { hasTimer: true, hasSecondWord: true })],
  [
    'radiotap with the check sequence',
    127,
    radiotap(Buffer.concat([data, checkSequence]), { flags: 0x10, hasTimer: true }),
  ],
  [
    'radiotap with a padded header',
    127,
    radiotap(wlanFrame(Buffer.concat([hex('0000'), snap(udp4)])), { flags: 0x20 }),
  ],
  ['PPI', 192, ppi(data, 105)],
  ['PPI with the check sequence', 192, ppi(Buffer.concat([data, checkSequence]), 105, 1)],
  ['PPI around Ethernet', 192, ppi(ethernetFrame(udp4), 1)],
  ['PPI around radiotap', 192, ppi(radiotap(data), 127)],
  ['Prism', 119, prism(data)],
  ['AVS', 163, avs(data)],
  ['AVS under the number of Prism', 119, avs(data)],
  ['radiotap in Linux cooked v1', 113, cookedFrame(1, 803, 4, radiotap(data))],
  ['radiotap in Linux cooked v2', 276, cookedFrame(2, 803, 4, radiotap(data))],
  ['802.11 in Linux cooked v1', 113, cookedFrame(1, 801, 4, data)],
  ['Ethernet of a GRE interface in Linux cooked v1', 113, cookedFrame(1, 778, 0x6558, ethernetFrame(udp4))],
  ['in a mesh', 105, meshFrame(0, snap(udp4))],
  ['in a mesh, for stations behind it', 105, meshFrame(2, snap(udp6))],
  ['an aggregate of one', 105, wlanFrame(aggregate([snap(udp4)]), { qos: 0x80 })],
]
