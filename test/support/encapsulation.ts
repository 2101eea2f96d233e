/** Builds what lies around packets: tunnels, labels and Wi-Fi frames, as real systems write them. */

import { ethernetFrame, ipPacket, udpDatagram } from './capture.ts'
import type { IpOptions } from './capture.ts'

/** Bytes from hex, blanks left out. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex')
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value & 0xffff, 0)
  return bytes
}

export interface GtpOptions {
  message?: number
  sequence?: number
  /** Extension headers: type, and content of 2 bytes more than a multiple of 4. */
  extensions?: { type: number; content: Buffer }[]
}

/** A GTP-U message (3GPP TS 29.281 section 5) around an IP packet. */
export function gtpU(packet: Buffer, options: GtpOptions = {}): Buffer {
  const extensions = options.extensions ?? []
  const hasOptional = options.sequence !== undefined || extensions.length > 0
  const flags = 0x30 | (extensions.length > 0 ? 4 : 0) | (options.sequence === undefined ? 0 : 2)
  const next = (index: number): Buffer => Buffer.from([extensions[index]?.type ?? 0])
  const body = Buffer.concat([
    ...(hasOptional ? [u16(options.sequence ?? 0), Buffer.alloc(1), next(0)] : []),
    ...extensions.map(({ content }, index) =>
      Buffer.concat([Buffer.from([(content.length + 2) / 4]), content, next(index + 1)]),
    ),
    packet,
  ])
  return Buffer.concat([
    Buffer.from([flags, options.message ?? 255]),
    u16(body.length),
    hex('0000abcd'),
    body,
  ])
}

/** The VXLAN packet with the group policy of draft-smith-vxlan-group-policy: its bit, D and A, and a group. */
export function groupPolicy(packet: Buffer, group = 7): Buffer {
  const changed = Buffer.from(packet)
  changed.writeUInt32BE((0x8848_0000 | group) >>> 0, 0)
  return changed
}

/** A VXLAN header (RFC 7348) around an Ethernet frame. */
export function vxlan(frame: Buffer, network = 42): Buffer {
  const header = Buffer.alloc(8)
  header[0] = 8
  header.writeUIntBE(network, 4, 3)
  return Buffer.concat([header, frame])
}

/** A Geneve header (RFC 8926) with an option of `optionWords` words around what `protocol` names. */
export function geneve(protocol: number, content: Buffer, optionWords = 0): Buffer {
  return Buffer.concat([
    Buffer.from([optionWords, 0]),
    u16(protocol),
    hex('00002a00'),
    Buffer.alloc(optionWords * 4, 0x01),
    content,
  ])
}

/** A data message of L2TP version 2 (RFC 2661) around a PPP frame, with the fields that `flags` ask for. */
export function l2tp(frame: Buffer, flags = 0): Buffer {
  const optional = [(flags & 0x0800) === 0 ? '' : '00050004', (flags & 0x0200) === 0 ? '' : '0002ffff'].join(
    '',
  )
  const rest = Buffer.concat([hex(`00070009${optional}`), frame])
  const hasLength = (flags & 0x4000) !== 0
  return Buffer.concat([u16(flags | 2), ...(hasLength ? [u16(rest.length + 4)] : []), rest])
}

/** A data message of L2TP version 3 over UDP (RFC 3931) around an Ethernet frame, with a cookie and a sublayer. */
export function l2tp3(frame: Buffer, session: string): Buffer {
  return Buffer.concat([hex(`00030000 00000009${session}`), frame])
}

/** An Ethernet frame with `payload` in UDP between two gateways. */
export function overUdp(payload: Buffer, targetPort: number, addresses: IpOptions = {}): Buffer {
  const ends = { source: '203.0.113.1', target: '203.0.113.2', ...addresses }
  return ethernetFrame(ipPacket(17, udpDatagram({ ...ends, sourcePort: 50_000, targetPort, payload }), ends))
}

/** An Ethernet frame with `payload` of an IP protocol between two gateways. */
export function overIp(protocol: number, payload: Buffer, addresses: IpOptions = {}): Buffer {
  return ethernetFrame(
    ipPacket(protocol, payload, { source: '203.0.113.1', target: '203.0.113.2', ...addresses }),
  )
}

/** A GRE header (RFC 2784, 2890) with whatever `flags` ask for, around `payload`. */
export function gre(protocol: number, payload: Buffer, flags = 0): Buffer {
  const words = [0x8000, 0x2000, 0x1000].filter((flag) => (flags & flag) !== 0)
  return Buffer.concat([u16(flags), u16(protocol), ...words.map(() => hex('00000007')), payload])
}

/** A packet of ESP (RFC 4303) that encrypts nothing, around what `protocol` names, with a check value of `checkBytes`. */
export function nullEsp(protocol: number, content: Buffer, checkBytes = 12, vectorBytes = 0): Buffer {
  const padBytes = (4 - ((vectorBytes + content.length + 2) % 4)) % 4
  const padding = Buffer.from(Array.from({ length: padBytes }, (_, index) => index + 1))
  return Buffer.concat([
    hex('c1234567 00000009'),
    Buffer.alloc(vectorBytes, 0x5a),
    content,
    padding,
    Buffer.from([padBytes, protocol]),
    Buffer.alloc(checkBytes, 0xa5),
  ])
}

/** The header of TZSP with two tags (signal strength, padding) before a frame: 1 Ethernet, 18 Wi-Fi. */
export function tzsp(kind: number, frame: Buffer): Buffer {
  return Buffer.concat([hex('0100'), u16(kind), hex('0a01d2 00 01'), frame])
}

/** A header of CAPWAP (RFC 5415) of two words, for a binding to Wi-Fi (1), around a frame as it was in the air or of Ethernet. */
export function capwap(frame: Buffer, binding: number, isNative: boolean): Buffer {
  return Buffer.concat([
    Buffer.from([0, 2 << 3, (binding << 1) | (isNative ? 1 : 0), 0]),
    Buffer.alloc(4),
    frame,
  ])
}

/** The frame with its first two bytes the other way around. */
export function turned(frame: Buffer): Buffer {
  return Buffer.concat([frame.subarray(1, 2), frame.subarray(0, 1), frame.subarray(2)])
}

/** A frame in the GRE of MikroTik's routers (EoIP): a length, and the number of the tunnel with its last byte first. */
export function eoip(frame: Buffer): Buffer {
  return Buffer.concat([hex('2001 6400'), u16(frame.length), hex('0700'), frame])
}

/** A frame of another kind of interface in a Linux cooked capture: by the number of the kind, and what stands for its EtherType. */
export function cookedFrame(version: 1 | 2, hardware: number, protocol: number, frame: Buffer): Buffer {
  return version === 1
    ? Buffer.concat([u16(4), u16(hardware), hex('0006 020000000001 0000'), u16(protocol), frame])
    : Buffer.concat([
        u16(protocol),
        hex('0000 00000002'),
        u16(hardware),
        hex('0406 020000000001 0000'),
        frame,
      ])
}

/** PPTP's GRE (RFC 2637) around a PPP frame. */
export function pptp(frame: Buffer, hasAcknowledgement: boolean): Buffer {
  return Buffer.concat([
    hex(hasAcknowledgement ? '3081 880b' : '3001 880b'),
    u16(frame.length),
    hex('0001 00000005'),
    ...(hasAcknowledgement ? [hex('00000004')] : []),
    frame,
  ])
}

/** A stack of MPLS labels before `payload`. */
export function mpls(labels: number[], payload: Buffer): Buffer {
  const stack = labels.map((label, index) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(((label << 12) | (index === labels.length - 1 ? 0x100 : 0) | 64) >>> 0, 0)
    return bytes
  })
  return Buffer.concat([...stack, payload])
}

const station = '02005e005301'
const accessPoint = '02005e005302'
const router = '02005e005303'

/** SNAP (RFC 1042) before an IP packet, as in Wi-Fi frames. */
export function snap(packet: Buffer, etherType?: number): Buffer {
  return Buffer.concat([
    hex('aaaa03 000000'),
    u16(etherType ?? ((packet[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800)),
    packet,
  ])
}

export interface WlanOptions {
  /** First byte of frame control; default QoS data, or data without QoS where `qos` is null. */
  control?: number
  /** Second byte of frame control; default to the access point. */
  flags?: number
  /** First byte of QoS control; null for a frame without. */
  qos?: number | null
  /** Marks that a mesh's own control follows the header. */
  isMesh?: boolean
  fragment?: number
  /** Number of the frame that it is a fragment of. */
  sequence?: number
}

/** A Wi-Fi data frame (IEEE 802.11-2020 section 9.3.2) around LLC and packet. */
export function wlanFrame(content: Buffer, options: WlanOptions = {}): Buffer {
  const qos = options.qos === undefined ? 0 : options.qos
  const control = options.control ?? (qos === null ? 0x08 : 0x88)
  const flags = options.flags ?? 0x01
  const sequence = Buffer.alloc(2)
  sequence.writeUInt16LE(((options.sequence ?? 1) << 4) | (options.fragment ?? 0), 0)
  return Buffer.concat([
    Buffer.from([control, flags]),
    hex('3000'),
    hex(accessPoint + station + router),
    sequence,
    ...((flags & 3) === 3 ? [hex(station)] : []),
    ...(qos === null ? [] : [Buffer.from([qos, options.isMesh === true ? 1 : 0])]),
    ...(qos !== null && (flags & 0x80) !== 0 ? [hex('00000000')] : []),
    content,
  ])
}

/** Fragments of a Wi-Fi frame (IEEE 802.11-2020 section 10.4), all but the last with `bytes` of its content. */
export function wlanFragments(content: Buffer, bytes: number, options: WlanOptions = {}): Buffer[] {
  const count = Math.ceil(content.length / bytes)
  return Array.from({ length: count }, (_, number) =>
    wlanFrame(content.subarray(number * bytes, (number + 1) * bytes), {
      ...options,
      flags: (options.flags ?? 1) | (number < count - 1 ? 4 : 0),
      fragment: number,
    }),
  )
}

/** An A-MSDU: each part with addresses and length, padded to four but for the last. */
export function aggregate(parts: Buffer[]): Buffer {
  return Buffer.concat(
    parts.map((part, index) => {
      const padding = index === parts.length - 1 ? 0 : -(14 + part.length) & 3
      return Buffer.concat([hex(router + station), u16(part.length), part, Buffer.alloc(padding)])
    }),
  )
}

export interface RadiotapOptions {
  /** The flags field: 0x10 check sequence behind the frame, 0x20 padded header, 0x40 damaged. */
  flags?: number
  /** With the timer, which moves the flags; and with a second word of fields. */
  hasTimer?: boolean
  hasSecondWord?: boolean
}

/** A radiotap header (radiotap.org) before a Wi-Fi frame. */
export function radiotap(frame: Buffer, options: RadiotapOptions = {}): Buffer {
  const hasTimer = options.hasTimer ?? false
  const words = options.hasSecondWord === true ? 2 : 1
  const present = (hasTimer ? 1 : 0) | 2 | (words === 2 ? 0x8000_0000 : 0)
  const fixed = 4 + 4 * words
  const timer = hasTimer ? Buffer.alloc((-fixed & 7) + 8) : Buffer.alloc(0)
  const header = Buffer.concat([Buffer.alloc(fixed), timer, Buffer.from([options.flags ?? 0])])
  header.writeUInt16LE(header.length, 2)
  header.writeUInt32LE(present >>> 0, 4)
  return Buffer.concat([header, frame])
}

/** A PPI header before a frame of `linkType`; `commonFlags` adds the 802.11-Common field. */
export function ppi(frame: Buffer, linkType: number, commonFlags?: number): Buffer {
  const common = Buffer.alloc(24)
  common.writeUInt16LE(2, 0)
  common.writeUInt16LE(20, 2)
  common.writeUInt16LE(commonFlags ?? 0, 12)
  const fields = commonFlags === undefined ? Buffer.alloc(0) : common
  const header = Buffer.alloc(8)
  header.writeUInt16LE(8 + fields.length, 2)
  header.writeUInt32LE(linkType, 4)
  return Buffer.concat([header, fields, frame])
}
