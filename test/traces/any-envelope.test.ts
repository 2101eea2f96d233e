/**
 * The same traffic, however the network carried it and a recorder wrote it down, shows the same: who was sent what, through
 * which encodings, and what was answered.
 */
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { leakingFrames, profileYaml } from '../e2e/leaking-phone.ts'
import {
  ethernetFrame,
  ipFragments,
  ipPacket,
  pcapFile,
  pcapngFile,
  tcpFlags,
  tcpPacket,
} from '../support/capture.ts'
import type { CapturedFrame, PcapOptions, TcpOptions } from '../support/capture.ts'
import { gtpU, mpls, overUdp, vxlan } from '../support/encapsulation.ts'
import { scanBytes } from '../support/scan-frames.ts'

const start = 1_550_000_000
const ethernetBytes = 14
const ipBytes = 20
const protocols = { tcp: 6, udp: 17 } as const

/** A packet of IPv4 without options, as the helper makes them. */
interface Packet {
  readonly ip: Buffer
  readonly protocol: number
  readonly source: string
  readonly target: string
  /** All behind the header of IP. */
  readonly content: Buffer
}

function packetOf(frame: Buffer): Packet {
  const ip = frame.subarray(ethernetBytes)
  return {
    ip,
    protocol: ip[9] as number,
    source: ip.subarray(12, 16).join('.'),
    target: ip.subarray(16, 20).join('.'),
    content: ip.subarray(ipBytes),
  }
}

/** How to make a segment of TCP again; null for what is none. */
function segmentOf({ protocol, source, target, content }: Packet): (TcpOptions & { payload: Buffer }) | null {
  if (protocol !== protocols.tcp) return null
  return {
    source,
    target,
    sourcePort: content.readUInt16BE(0),
    targetPort: content.readUInt16BE(2),
    sequence: content.readUInt32BE(4),
    acknowledgement: content.readUInt32BE(8),
    flags: content[13] as number,
    payload: content.subarray(((content[12] as number) >> 4) * 4),
  }
}

/** Segments of so many bytes instead of one; the flags that end it are on the last. */
function cut(frame: Buffer, bytes: number): Buffer[] {
  const segment = segmentOf(packetOf(frame))
  if (segment === null || segment.payload.length <= bytes) return [frame]
  const { payload, sequence = 0 } = segment
  return Array.from({ length: Math.ceil(payload.length / bytes) }, (_, index) =>
    tcpPacket({
      ...segment,
      sequence: (sequence + index * bytes) >>> 0,
      payload: payload.subarray(index * bytes, (index + 1) * bytes),
      flags: tcpFlags.ack,
    }),
  )
}

function fragments(frame: Buffer): Buffer[] {
  const { protocol, source, target, content } = packetOf(frame)
  if (content.length < 64) return [frame]
  const offsets = Array.from({ length: Math.ceil(content.length / 48) }, (_, index) => index * 48)
  const identification = content.readUInt16BE(0) ^ content.length
  return ipFragments(protocol, content, offsets, { source, target, identification }).map((one) =>
    ethernetFrame(one),
  )
}

/** Sequence numbers begin so far before their overflow that each connection runs over it. */
function shifted(frame: Buffer): Buffer {
  const segment = segmentOf(packetOf(frame))
  if (segment === null) return frame
  const by = 0xffff_ffff - 2_020
  const { sequence = 0, acknowledgement = 0 } = segment
  return tcpPacket({
    ...segment,
    sequence: (sequence + by) >>> 0,
    acknowledgement: ((segment.flags ?? 0) & tcpFlags.ack) === 0 ? 0 : (acknowledgement + by) >>> 0,
  })
}

const isHandshake = (frame: Buffer): boolean => {
  const segment = segmentOf(packetOf(frame))
  return segment !== null && segment.payload.length === 0 && ((segment.flags ?? 0) & tcpFlags.fin) === 0
}

/** A frame a millisecond, as long as nothing else is said. */
const timed = (frames: readonly Buffer[]): CapturedFrame[] =>
  frames.map((bytes, index) => ({
    bytes,
    sec: start + Math.floor(index / 1_000),
    nsec: (index % 1_000) * 1_000_000,
  }))

const carried = (into: (packet: Packet) => Buffer) => (frames: readonly Buffer[]) =>
  timed(frames.map((frame) => into(packetOf(frame))))

const cooked = (ip: Buffer): Buffer =>
  Buffer.concat([Buffer.from('000000010006020000000001000008 00'.replaceAll(' ', ''), 'hex'), ip])

type Envelope = (frames: readonly Buffer[]) => CapturedFrame[]

const envelopes: readonly [name: string, envelope: Envelope, options?: PcapOptions][] = [
  ['segments of seven bytes', (frames) => timed(frames.flatMap((frame) => cut(frame, 7)))],
  ['segments in backward order', (frames) => timed(frames.flatMap((frame) => cut(frame, 30).toReversed()))],
  [
    'all data sent twice, the second time later',
    (frames) =>
      timed(frames.flatMap((frame) => (segmentOf(packetOf(frame)) === null ? [frame] : [frame, frame]))),
  ],
  ['fragments of IP', (frames) => timed(frames.flatMap(fragments))],
  [
    'fragments of IP in backward order',
    (frames) => timed(frames.flatMap((frame) => fragments(frame).toReversed())),
  ],
  ['sequence numbers that overflow', (frames) => timed(frames.map(shifted))],
  ['no handshake', (frames) => timed(frames.filter((frame) => !isHandshake(frame)))],
  [
    'checksums that the sender leaves to its hardware',
    carried(({ ip, protocol }) => {
      const copy = Buffer.from(ip)
      copy.writeUInt16BE(0x1234, ipBytes + (protocol === protocols.tcp ? 16 : 6))
      return ethernetFrame(copy)
    }),
  ],
  [
    'a length of zero, as large sends have',
    carried(({ ip, protocol }) => {
      const copy = Buffer.from(ip)
      if (protocol === protocols.tcp) copy.writeUInt16BE(0, 2)
      return ethernetFrame(copy)
    }),
  ],
  [
    'padding and a checksum behind frames',
    carried(({ ip }) => ethernetFrame(ip, { trailer: Buffer.from('\xa5'.repeat(24), 'latin1') })),
  ],
  ['bare IP', carried(({ ip }) => ip), { linkType: 101 }],
  ['Linux cooked', carried(({ ip }) => cooked(ip)), { linkType: 113 }],
  ['two tags of VLAN', carried(({ ip }) => ethernetFrame(ip, { vlans: [5, 7] }))],
  ['a label of MPLS', carried(({ ip }) => ethernetFrame(mpls([16], ip), {}, 0x8847))],
  ['VXLAN', carried(({ ip }) => overUdp(vxlan(ethernetFrame(ip)), 4_789))],
  ['GTP-U', carried(({ ip }) => overUdp(gtpU(ip), 2_152))],
  ['IP in IP', carried(({ ip }) => ethernetFrame(ipPacket(4, ip)))],
  ['the other order of bytes, and nanoseconds', timed, { bigEndian: true, nano: true }],
  ['no times', (frames) => frames.map((bytes) => ({ bytes, sec: 0, nsec: 0 }))],
  ['one time for all', (frames) => frames.map((bytes) => ({ bytes, sec: start, nsec: 0 }))],
  [
    'a clock that is set back in the middle',
    (frames) =>
      timed(frames).map((frame, index) => ({
        ...frame,
        sec: (frame.sec ?? 0) - (index * 2 > frames.length ? 30 : 0),
      })),
  ],
  [
    'times that jump to and fro',
    (frames) =>
      timed(frames).map((frame, index) => ({ ...frame, nsec: (index * 37_000_000) % 1_000_000_000 })),
  ],
]

/** What the traffic shows, without where in the file it stands. */
function shownBy({ observations, transmissions, recipients, findings }: ScanResult): string[] {
  const hosts = new Map(recipients.map(({ id, host, addresses }) => [id, host || addresses[0]?.address]))
  return [
    ...observations.map(
      ({ identifier, normal, direction, chain, confidence, recipient }) =>
        `${direction} ${identifier} ${normal} ${confidence} ${hosts.get(recipient)} ${chain.map(({ step, detail }) => `${step} ${detail}`).join(' → ')}`,
    ),
    ...transmissions.map(
      ({ recipient, identifiers, protection, receipt, summary }) =>
        `to ${hosts.get(recipient)}: ${identifiers.join(' ')}, ${protection}, ${receipt?.status ?? 'no answer'}, ${summary.method} ${summary.path}`,
    ),
    ...findings.map(({ title, severity, confidence }) => `${severity} ${confidence} ${title}`),
  ].sort()
}

const frames = leakingFrames()
let expected: string[] = []

beforeAll(async () => {
  expected = shownBy(await scanBytes(pcapFile(timed(frames)), profileYaml))
  expect(expected.length).toBeGreaterThan(80)
})

test.each(envelopes)('%s', async (_, envelope, options = {}) => {
  expect(shownBy(await scanBytes(pcapFile(envelope(frames), options), profileYaml))).toEqual(expected)
})

/** As `cat` joins the files of a ring buffer: docs/sources.md. */
test.each<[format: string, write: (frames: readonly CapturedFrame[]) => Buffer]>([
  ['pcap', (part) => pcapFile(part)],
  ['pcapng', (part) => pcapngFile(part)],
  ['pcap in gzip', (part) => gzipSync(pcapFile(part))],
  ['pcapng in gzip', (part) => gzipSync(pcapngFile(part))],
])('five files of %s that were joined', async (_, write) => {
  const all = timed(frames)
  const size = Math.ceil(all.length / 5)
  const files = Array.from({ length: 5 }, (__, index) => write(all.slice(index * size, (index + 1) * size)))
  expect(shownBy(await scanBytes(Buffer.concat(files), profileYaml))).toEqual(expected)
})
