/**
 * Builds packets and capture files for tests: bytes as a phone or a capture program would write them, with correct
 * checksums and lengths unless a test asks for lies. Addresses default to documentation ranges (RFC 5737, RFC 3849).
 */

import { parseAddress } from '../../src/core/address.ts'

export const tcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const

export interface IpOptions {
  /** Text addresses; the family follows from them. Defaults: 192.0.2.10 and 198.51.100.20. */
  source?: string
  target?: string
  ttl?: number
  /** IPv4 identification, or the identification of an IPv6 fragment header. */
  identification?: number
  /** IPv4 options (padded here to a multiple of 4). */
  ipOptions?: Buffer
  /** IPv6 extension headers between the fixed header and the payload, outermost first: protocol number and bytes. */
  extensions?: { protocol: number; bytes: Buffer }[]
}

export interface LinkOptions {
  /** VLAN ids, outermost first; tagged 0x8100, all but the last 0x88a8. */
  vlans?: number[]
  sourceMac?: string
  targetMac?: string
  /** Bytes behind the IP packet (Ethernet padding, a trailer). */
  trailer?: Buffer
}

export interface UdpOptions extends IpOptions, LinkOptions {
  sourcePort?: number
  targetPort?: number
  payload?: Buffer | string
}

export interface TcpOptions extends UdpOptions {
  sequence?: number
  acknowledgement?: number
  /** Sum of {@link tcpFlags}; default ACK, with PSH where there is payload. */
  flags?: number
  window?: number
  /** TCP options (padded here to a multiple of 4). */
  tcpOptions?: Buffer
}

const defaultSource = '192.0.2.10'
const defaultTarget = '198.51.100.20'

/** An Ethernet frame with a TCP segment. */
export function tcpPacket(options: TcpOptions = {}): Buffer {
  return ethernetFrame(ipPacket(6, tcpSegment(options), options), options)
}

/** An Ethernet frame with a UDP datagram. */
export function udpPacket(options: UdpOptions = {}): Buffer {
  return ethernetFrame(ipPacket(17, udpDatagram(options), options), options)
}

/** A TCP header with payload: no IP header, checksum over the pseudo-header of the options' addresses. */
export function tcpSegment(options: TcpOptions = {}): Buffer {
  const payload = toBuffer(options.payload)
  const tcpOptions = padded(options.tcpOptions ?? Buffer.alloc(0), 4)
  const header = Buffer.alloc(20)
  header.writeUInt16BE(options.sourcePort ?? 40_000, 0)
  header.writeUInt16BE(options.targetPort ?? 80, 2)
  header.writeUInt32BE((options.sequence ?? 1) >>> 0, 4)
  header.writeUInt32BE((options.acknowledgement ?? 0) >>> 0, 8)
  header[12] = ((20 + tcpOptions.length) / 4) << 4
  header[13] = options.flags ?? tcpFlags.ack + (payload.length > 0 ? tcpFlags.psh : 0)
  header.writeUInt16BE(options.window ?? 65_535, 14)
  const segment = Buffer.concat([header, tcpOptions, payload])
  segment.writeUInt16BE(transportChecksum(6, segment, options), 16)
  return segment
}

/** A UDP header with payload: no IP header. */
export function udpDatagram(options: UdpOptions = {}): Buffer {
  const payload = toBuffer(options.payload)
  const datagram = Buffer.concat([Buffer.alloc(8), payload])
  datagram.writeUInt16BE(options.sourcePort ?? 40_000, 0)
  datagram.writeUInt16BE(options.targetPort ?? 53, 2)
  datagram.writeUInt16BE(datagram.length & 0xffff, 4)
  datagram.writeUInt16BE(transportChecksum(17, datagram, options) || 0xffff, 6)
  return datagram
}

/** An IPv4 or IPv6 packet (by the options' addresses) that carries `payload` of IP protocol `protocol`. */
export function ipPacket(protocol: number, payload: Buffer, options: IpOptions = {}): Buffer {
  if (isIpv6(options)) return ipv6Packet(protocol, payload, options)
  return ipv4Packet(protocol, payload, options, 0, false)
}

/**
 * The packet cut into IP fragments whose payloads begin at `offsets` (ascending, multiples of 8, first 0), in order.
 */
export function ipFragments(
  protocol: number,
  payload: Buffer,
  offsets: number[],
  options: IpOptions = {},
): Buffer[] {
  return offsets.map((offset, index) => {
    const next = offsets[index + 1]
    return ipFragment(protocol, payload.subarray(offset, next), offset, next !== undefined, options)
  })
}

/** One IP fragment: `piece` at byte `offset` of the datagram. */
export function ipFragment(
  protocol: number,
  piece: Buffer,
  offset: number,
  hasMore: boolean,
  options: IpOptions = {},
): Buffer {
  if (!isIpv6(options)) return ipv4Packet(protocol, piece, options, offset, hasMore)
  const header = Buffer.alloc(8)
  header[0] = protocol
  header.writeUInt16BE(offset | (hasMore ? 1 : 0), 2)
  header.writeUInt32BE((options.identification ?? 1) >>> 0, 4)
  return ipv6Packet(44, Buffer.concat([header, piece]), options)
}

/** An Ethernet frame around an IP packet (or around anything, with `etherType`). */
export function ethernetFrame(packet: Buffer, options: LinkOptions = {}, etherType?: number): Buffer {
  const type = etherType ?? ((packet[0] ?? 0x40) >> 4 === 6 ? 0x86dd : 0x0800)
  const vlans = options.vlans ?? []
  const header = Buffer.alloc(14 + vlans.length * 4)
  macBytes(options.targetMac ?? '02:00:5e:00:53:02').copy(header, 0)
  macBytes(options.sourceMac ?? '02:00:5e:00:53:01').copy(header, 6)
  let at = 12
  vlans.forEach((vlan, index) => {
    header.writeUInt16BE(index === vlans.length - 1 ? 0x8100 : 0x88a8, at)
    header.writeUInt16BE(vlan, at + 2)
    at += 4
  })
  header.writeUInt16BE(type, at)
  return Buffer.concat([header, packet, options.trailer ?? Buffer.alloc(0)])
}

function ipv4Packet(
  protocol: number,
  payload: Buffer,
  options: IpOptions,
  offset: number,
  hasMore: boolean,
): Buffer {
  const ipOptions = padded(options.ipOptions ?? Buffer.alloc(0), 4)
  const header = Buffer.concat([Buffer.alloc(20), ipOptions])
  header[0] = 0x40 | (header.length / 4)
  header.writeUInt16BE((header.length + payload.length) & 0xffff, 2)
  // A datagram that may not be cut needs no number; without one, the same bytes again are another datagram.
  const isWhole = offset === 0 && !hasMore
  header.writeUInt16BE((options.identification ?? (isWhole ? 0 : 1)) & 0xffff, 4)
  header.writeUInt16BE((hasMore ? 0x2000 : 0) | (offset >> 3), 6)
  header[8] = options.ttl ?? 64
  header[9] = protocol
  addressBytes(options.source ?? defaultSource).copy(header, 12)
  addressBytes(options.target ?? defaultTarget).copy(header, 16)
  header.writeUInt16BE(foldChecksum(sumWords(header)), 10)
  return Buffer.concat([header, payload])
}

function ipv6Packet(protocol: number, payload: Buffer, options: IpOptions): Buffer {
  const extensions = options.extensions ?? []
  const next = (index: number): number => extensions[index]?.protocol ?? protocol
  const chain = extensions.map((extension, index) => {
    const bytes = Buffer.from(extension.bytes)
    bytes[0] = next(index + 1)
    return bytes
  })
  const body = Buffer.concat([...chain, payload])
  const header = Buffer.alloc(40)
  header[0] = 0x60
  header.writeUInt16BE(body.length & 0xffff, 4)
  header[6] = next(0)
  header[7] = options.ttl ?? 64
  addressBytes(options.source ?? defaultSource).copy(header, 8)
  addressBytes(options.target ?? defaultTarget).copy(header, 24)
  return Buffer.concat([header, body])
}

function transportChecksum(protocol: number, segment: Buffer, options: IpOptions): number {
  const pseudo = Buffer.concat([
    addressBytes(options.source ?? defaultSource),
    addressBytes(options.target ?? defaultTarget),
  ])
  return foldChecksum(sumWords(pseudo) + sumWords(segment) + segment.length + protocol)
}

function sumWords(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) {
    sum += ((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0)
  }
  return sum
}

function foldChecksum(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return ~folded & 0xffff
}

function isIpv6(options: IpOptions): boolean {
  return (options.source ?? options.target ?? '').includes(':')
}

/** 4 or 16 bytes of a text address. */
export function addressBytes(text: string): Buffer {
  const words = parseAddress(text)
  if (words === null) throw new Error(`not an address: ${text}`)
  const bytes = Buffer.alloc(16)
  words.forEach((word, index) => bytes.writeInt32BE(word, index * 4))
  return text.includes(':') ? bytes : bytes.subarray(12)
}

function macBytes(text: string): Buffer {
  return Buffer.from(text.replaceAll(':', ''), 'hex')
}

function toBuffer(payload: Buffer | string | undefined): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : (payload ?? Buffer.alloc(0))
}

function padded(bytes: Buffer, unit: number): Buffer {
  const rest = bytes.length % unit
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(unit - rest)])
}

/**
 * Both sides of a TCP connection: keeps the sequence numbers and collects frames, in order.
 * `new TcpConversation().open().send('GET / …').reply('HTTP/1.1 200 …').close().frames`
 */
export class TcpConversation {
  readonly frames: Buffer[] = []
  private readonly options: TcpOptions
  private clientSequence: number
  private serverSequence: number

  constructor(options: TcpOptions = {}, initialSequence = 1_000, serverInitialSequence = 2_000) {
    this.options = options
    this.clientSequence = initialSequence
    this.serverSequence = serverInitialSequence
  }

  /** SYN, SYN+ACK, ACK. */
  open(): this {
    this.fromClient(tcpFlags.syn, '')
    this.fromServer(tcpFlags.syn | tcpFlags.ack, '')
    return this.fromClient(tcpFlags.ack, '')
  }

  /** Client to server, in segments of at most `segmentBytes`. */
  send(payload: Buffer | string, segmentBytes = 1_400): this {
    for (const piece of pieces(toBuffer(payload), segmentBytes)) {
      this.fromClient(tcpFlags.ack | tcpFlags.psh, piece)
    }
    return this
  }

  /** Server to client, in segments of at most `segmentBytes`. */
  reply(payload: Buffer | string, segmentBytes = 1_400): this {
    for (const piece of pieces(toBuffer(payload), segmentBytes)) {
      this.fromServer(tcpFlags.ack | tcpFlags.psh, piece)
    }
    return this
  }

  /** FIN from both sides, and the last ACK. */
  close(): this {
    this.fromClient(tcpFlags.fin | tcpFlags.ack, '')
    this.fromServer(tcpFlags.fin | tcpFlags.ack, '')
    return this.fromClient(tcpFlags.ack, '')
  }

  /** One segment from the client with any flags. */
  fromClient(flags: number, payload: Buffer | string): this {
    this.frames.push(
      tcpPacket({
        ...this.options,
        payload,
        flags,
        sequence: this.clientSequence,
        acknowledgement: (flags & tcpFlags.ack) === 0 ? 0 : this.serverSequence,
      }),
    )
    this.clientSequence = advance(this.clientSequence, flags, payload)
    return this
  }

  /** One segment from the server with any flags. */
  fromServer(flags: number, payload: Buffer | string): this {
    const { source, target, sourcePort, targetPort, sourceMac, targetMac } = this.options
    this.frames.push(
      tcpPacket({
        ...this.options,
        source: target ?? defaultTarget,
        target: source ?? defaultSource,
        sourcePort: targetPort ?? 80,
        targetPort: sourcePort ?? 40_000,
        sourceMac: targetMac ?? '02:00:5e:00:53:02',
        targetMac: sourceMac ?? '02:00:5e:00:53:01',
        payload,
        flags,
        sequence: this.serverSequence,
        acknowledgement: (flags & tcpFlags.ack) === 0 ? 0 : this.clientSequence,
      }),
    )
    this.serverSequence = advance(this.serverSequence, flags, payload)
    return this
  }
}

function pieces(payload: Buffer, size: number): Buffer[] {
  const cut: Buffer[] = []
  for (let at = 0; at < payload.length; at += size) cut.push(payload.subarray(at, at + size))
  return cut
}

function advance(sequence: number, flags: number, payload: Buffer | string): number {
  const phantom = (flags & (tcpFlags.syn | tcpFlags.fin)) === 0 ? 0 : 1
  return (sequence + Buffer.byteLength(payload) + phantom) >>> 0
}

/** A frame with its time and lengths; a bare Buffer stands for one with the defaults. */
export interface CapturedFrame {
  bytes: Buffer
  /** Default: one millisecond after the frame before, from 2019-02-11T06:00:00Z on. */
  sec?: number
  nsec?: number
  /** Bytes on the wire; default what was captured. */
  wireLength?: number
  /** pcapng only. */
  interfaceNumber?: number
}

const firstSecond = 1_549_864_800

function timeOf(frame: CapturedFrame, index: number): { sec: number; nsec: number } {
  const sec = frame.sec ?? firstSecond + Math.floor(index / 1000)
  return { sec, nsec: frame.nsec ?? (frame.sec === undefined ? (index % 1000) * 1_000_000 : 0) }
}

function toFrame(frame: Buffer | CapturedFrame): CapturedFrame {
  return Buffer.isBuffer(frame) ? { bytes: frame } : frame
}

export interface PcapOptions {
  nano?: boolean
  bigEndian?: boolean
  linkType?: number
  snapLength?: number
}

/** A pcap file (draft-ietf-opsawg-pcap): frames longer than `snapLength` are cut to it. */
export function pcapFile(frames: readonly (Buffer | CapturedFrame)[], options: PcapOptions = {}): Buffer {
  const write = writer(options.bigEndian ?? false)
  const snapLength = options.snapLength ?? 262_144
  const header = Buffer.concat([
    write.u32(options.nano === true ? 0xa1b23c4d : 0xa1b2c3d4),
    write.u16(2),
    write.u16(4),
    write.u32(0),
    write.u32(0),
    write.u32(snapLength),
    write.u32(options.linkType ?? 1),
  ])
  const records = frames.map((given, index) => {
    const frame = toFrame(given)
    const { sec, nsec } = timeOf(frame, index)
    const bytes = frame.bytes.subarray(0, snapLength)
    return Buffer.concat([
      write.u32(sec),
      write.u32(options.nano === true ? nsec : Math.floor(nsec / 1000)),
      write.u32(bytes.length),
      write.u32(frame.wireLength ?? frame.bytes.length),
      bytes,
    ])
  })
  return Buffer.concat([header, ...records])
}

export interface PcapngInterface {
  linkType?: number
  snapLength?: number
  name?: string
  /** The option's raw byte: exponent of 10, or of 2 with the high bit set. */
  timeResolution?: number
  timeOffset?: bigint
}

export interface PcapngOptions {
  bigEndian?: boolean
  interfaces?: PcapngInterface[]
  application?: string
  comment?: string
  /** Whole blocks (see {@link pcapngBlock}) put before the packets. */
  before?: Buffer[]
  /** Whole blocks put behind the packets. */
  after?: Buffer[]
}

/** One section of a pcapng file (draft-ietf-opsawg-pcapng) with an enhanced packet block for each frame. */
export function pcapngFile(frames: readonly (Buffer | CapturedFrame)[], options: PcapngOptions = {}): Buffer {
  const bigEndian = options.bigEndian ?? false
  const interfaces = options.interfaces ?? [{}]
  const shbOptions = []
  if (options.application !== undefined) shbOptions.push({ code: 4, value: Buffer.from(options.application) })
  if (options.comment !== undefined) shbOptions.push({ code: 1, value: Buffer.from(options.comment) })
  return Buffer.concat([
    sectionHeaderBlock(shbOptions, bigEndian),
    ...interfaces.map((description) => interfaceBlock(description, bigEndian)),
    ...(options.before ?? []),
    ...frames.map((given, index) => {
      const frame = toFrame(given)
      const resolution = interfaces[frame.interfaceNumber ?? 0]?.timeResolution ?? 6
      return enhancedPacketBlock(frame, timeOf(frame, index), resolution, bigEndian)
    }),
    ...(options.after ?? []),
  ])
}

export interface PcapngOption {
  code: number
  value: Buffer
}

/** Any pcapng block: type, length, body padded to 4 bytes, length again. */
export function pcapngBlock(type: number, body: Buffer, bigEndian = false): Buffer {
  const write = writer(bigEndian)
  const content = padded(body, 4)
  const length = write.u32(content.length + 12)
  return Buffer.concat([write.u32(type), length, content, length])
}

export function sectionHeaderBlock(options: PcapngOption[] = [], bigEndian = false): Buffer {
  const write = writer(bigEndian)
  const fixed = [write.u32(0x1a2b3c4d), write.u16(1), write.u16(0), Buffer.alloc(8, 0xff)]
  return pcapngBlock(0x0a0d0d0a, Buffer.concat([...fixed, pcapngOptions(options, bigEndian)]), bigEndian)
}

export function interfaceBlock(description: PcapngInterface = {}, bigEndian = false): Buffer {
  const write = writer(bigEndian)
  const options: PcapngOption[] = []
  if (description.name !== undefined) options.push({ code: 2, value: Buffer.from(description.name) })
  if (description.timeResolution !== undefined) {
    options.push({ code: 9, value: Buffer.from([description.timeResolution]) })
  }
  if (description.timeOffset !== undefined) {
    options.push({ code: 14, value: write.u64(BigInt.asUintN(64, description.timeOffset)) })
  }
  const fixed = [write.u16(description.linkType ?? 1), write.u16(0), write.u32(description.snapLength ?? 0)]
  return pcapngBlock(1, Buffer.concat([...fixed, pcapngOptions(options, bigEndian)]), bigEndian)
}

/** `resolution` is the raw byte of the interface's if_tsresol. */
export function enhancedPacketBlock(
  frame: CapturedFrame,
  at: { sec: number; nsec: number },
  resolution = 6,
  bigEndian = false,
  options: PcapngOption[] = [],
): Buffer {
  const write = writer(bigEndian)
  const ticksPerSecond =
    (resolution & 0x80) === 0 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution & 0x7f)
  const ticks = BigInt(at.sec) * ticksPerSecond + (BigInt(at.nsec) * ticksPerSecond) / 1_000_000_000n
  const body = Buffer.concat([
    write.u32(frame.interfaceNumber ?? 0),
    write.u32(Number((ticks >> 32n) & 0xffff_ffffn)),
    write.u32(Number(ticks & 0xffff_ffffn)),
    write.u32(frame.bytes.length),
    write.u32(frame.wireLength ?? frame.bytes.length),
    padded(frame.bytes, 4),
    pcapngOptions(options, bigEndian),
  ])
  return pcapngBlock(6, body, bigEndian)
}

/** Options with their end mark; nothing where there are none. */
export function pcapngOptions(options: PcapngOption[], bigEndian = false): Buffer {
  if (options.length === 0) return Buffer.alloc(0)
  const write = writer(bigEndian)
  const encoded = options.map(({ code, value }) =>
    Buffer.concat([write.u16(code), write.u16(value.length), padded(value, 4)]),
  )
  return Buffer.concat([...encoded, Buffer.alloc(4)])
}

interface Writer {
  u16(value: number): Buffer
  u32(value: number): Buffer
  u64(value: bigint): Buffer
}

function writer(bigEndian: boolean): Writer {
  const bytes = (size: number, fill: (buffer: Buffer) => void): Buffer => {
    const buffer = Buffer.alloc(size)
    fill(buffer)
    return buffer
  }
  return {
    u16: (value) => bytes(2, (b) => (bigEndian ? b.writeUInt16BE(value) : b.writeUInt16LE(value))),
    u32: (value) =>
      bytes(4, (b) => (bigEndian ? b.writeUInt32BE(value >>> 0) : b.writeUInt32LE(value >>> 0))),
    u64: (value) => bytes(8, (b) => (bigEndian ? b.writeBigUInt64BE(value) : b.writeBigUInt64LE(value))),
  }
}
