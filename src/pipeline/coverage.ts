import { countedBytes } from '../message/message-counts.ts'
import type { MessageCounts } from '../message/types.ts'
import { packetBalance } from '../packet/counts.ts'
import type { PacketCounts } from '../packet/types.ts'
import type { SourceCounts } from '../source/types.ts'
import { verdicts } from '../core/verdict.ts'
import type { StreamCounts } from '../stream/types.ts'
import type { ExamineCounts } from './examine-counts.ts'

/** A sum that must hold: what a layer was given, and what it says became of it, counted apart. */
export interface Equation {
  readonly name: string
  readonly left: number
  readonly right: number
}

/**
 * The coverage statement: what became of every captured byte. All in bytes. Each line is counted by the layer that
 * it names, on its own; `equations` are the sums between them, and a report prints that they hold.
 */
export interface Coverage {
  readonly file: { bytes: number; container: number; frames: number; entries: number; unread: number }
  readonly frames: {
    total: number
    dissected: number
    other: Record<string, number>
    unsupported: Record<string, number>
    /** Encrypted below TCP and UDP (protected Wi-Fi, IPsec, MACsec): not even the recipients can be seen. */
    undecryptable: Record<string, number>
    malformed: number
    /** Of the dissected: those that came through a tunnel, by its name. In no sum. */
    tunnelled: Record<string, number>
  }
  readonly frameBytes: {
    total: number
    headers: number
    tcpPayload: number
    udpPayload: number
    other: number
    unsupported: number
    undecryptable: number
    malformed: number
    fragmentsLost: number
    /** Of fragments that came again with the same bytes; absent where none did. */
    fragmentsTwice?: number
    /** Payload of fragments that went into whole datagrams: counted above as what these hold, so in no sum. */
    fragmentsAssembled: number
  }
  readonly streams: {
    payload: number
    delivered: number
    duplicate: number
    /** From before the first byte seen of a connection, searched by themselves; absent where there are none. */
    earlier?: number
    undecryptable: number
    unrecognised: number
    limit: number
    dropped: number
  }
  /**
   * Bytes that came again (a part of `streams.duplicate` and `streams.earlier`): that differ from what had come for their place, and that
   * nothing was left to compare with. They are read in further readings, or not, as the three others say. Absent where
   * there are none.
   */
  readonly copies?: {
    readonly differing: number
    readonly notCompared: number
    readonly read: number
    readonly undecryptable: number
    readonly limit: number
  }
  readonly messages: {
    given: number
    read: number
    framing: number
    media: number
    undecryptable: number
    unrecognisedRead: number
    unrecognisedSkipped: number
    limit: number
    resync: number
  }
  /**
   * The balance in four lines, over TCP and UDP payload and the frames that are encrypted below it. `payload` is the sum
   * of the others.
   */
  readonly summary: {
    payload: number
    read: number
    undecryptable: number
    duplicate: number
    /** As in `streams`. */
    earlier?: number
    skipped: Record<string, number>
  }
  /**
   * What keys opened: connections and bytes of their content; bytes of all hellos that could be read, and how many lacked a
   * key; connections whose key opened nothing.
   */
  readonly decryption: {
    connections: number
    bytes: number
    helloBytes: number
    hellosWithoutKey: number
    wrongKeys: number
  }
  /**
   * Bytes that were on the wire and are not in the capture: never part of a sum above. A gap in a stream that the snapshot
   * length made is counted as cut off, and in no gap.
   */
  readonly missing: { gaps: number; gapBytes: number; cutBytes: number; droppedFrames: number | null }
  /** Files that hold exchanges or records of contacts instead of packets; null where there is none. */
  readonly entries: EntryCoverage | null
  readonly searched: ExamineCounts
  readonly flows: { tcp: number; udp: number; ipv6: number }
  readonly equations: readonly Equation[]
}

/** What became of the entries of files that hold no packets (HAR, flows, logs). */
export interface EntryCoverage {
  /** All entries: the sum of the four that follow. */
  readonly total: number
  /** Handed on, by what they are. */
  readonly read: Record<string, number>
  /** Well formed, and no contact with a server, or of a kind that is not read. */
  readonly other: Record<string, number>
  /** Say what an earlier one says. */
  readonly duplicate: number
  /** Make no sense; their bytes are unread. */
  readonly malformed: number
  /** Bytes of heads, bodies and messages in them: the payload of `summary`. */
  readonly contentBytes: number
  /** What was on the wire and is not in the file. Never part of a sum. */
  readonly notRecorded: {
    /** Entries of formats that keep no bodies at all. */
    readonly entries: number
    /** Bodies that the recorder left out or cut, and how many bytes of them are known to be. */
    readonly bodies: number
    readonly bodyBytes: number
  }
}

/** Counts of the layers for one capture. */
export interface LayerCounts {
  readonly fileBytes: number
  readonly source: SourceCounts
  readonly packet: PacketCounts
  readonly stream: StreamCounts
  readonly message: MessageCounts
  readonly examine: ExamineCounts
}

/**
 * The statement of a capture of packets, with the sums that must hold between the layers. Sums that do not hold are
 * said in it, not thrown.
 */
export function coverageOf(counts: LayerCounts): Coverage {
  const { source, packet, stream, message } = counts
  const given = countedBytes(message)
  const streams = streamsOf(packet, stream)
  const copies = copiesOf(stream)
  const summary = summaryOf(counts, streams)
  return {
    file: {
      bytes: counts.fileBytes,
      container: source.containerBytes,
      frames: source.frameBytes,
      entries: 0,
      unread: source.unreadBytes,
    },
    frames: framesOf(packet),
    frameBytes: {
      total: packet.frameBytes,
      headers: packet.headerBytes,
      tcpPayload: packet.tcpPayloadBytes,
      udpPayload: packet.udpPayloadBytes,
      other: packet.otherBytes,
      unsupported: packet.unsupportedBytes,
      undecryptable: packet.undecryptableBytes,
      malformed: packet.malformedBytes,
      fragmentsLost: packet.fragmentBytesLost,
      ...(packet.fragmentBytesTwice === 0 ? {} : { fragmentsTwice: packet.fragmentBytesTwice }),
      fragmentsAssembled: packet.fragmentBytesAssembled,
    },
    streams,
    ...(copies === null ? {} : { copies }),
    messages: messageBytes(message, given),
    summary,
    decryption: decryptionOf(message),
    missing: {
      gaps: stream.gaps + message.gaps,
      gapBytes: stream.gapBytes + message.gapBytes,
      cutBytes: source.cutBytes,
      droppedFrames: source.droppedFrames,
    },
    entries: null,
    searched: counts.examine,
    flows: { tcp: stream.tcpFlows, udp: stream.udpFlows, ipv6: stream.ipv6Flows },
    equations: [
      {
        name: 'file bytes = container + frames + unread',
        left: counts.fileBytes,
        right: source.containerBytes + source.frameBytes + source.unreadBytes,
      },
      ...frameEquations(source, packet),
      ...streamEquations(packet, streams, given, summary),
      ...(copies === null ? [] : [copyEquation(copies)]),
    ],
  }
}

function framesOf(packet: PacketCounts): Coverage['frames'] {
  return {
    total: packet.frames,
    dissected: packet.dissectedFrames,
    other: Object.fromEntries(packet.otherFrames),
    unsupported: Object.fromEntries(packet.unsupportedFrames),
    undecryptable: Object.fromEntries(packet.undecryptableFrames),
    malformed: packet.malformedFrames,
    tunnelled: Object.fromEntries(packet.tunnelledFrames),
  }
}

function streamsOf(packet: PacketCounts, stream: StreamCounts): Coverage['streams'] {
  const counted = (verdict: number): number =>
    (stream.countedBytes[verdict] ?? 0) + (stream.udpCountedBytes[verdict] ?? 0)
  return {
    payload: packet.tcpPayloadBytes + packet.udpPayloadBytes,
    delivered: stream.deliveredBytes + stream.udpDeliveredBytes,
    duplicate: stream.duplicateBytes + stream.udpDuplicateBytes,
    ...(stream.earlierBytes === 0 ? {} : { earlier: stream.earlierBytes }),
    undecryptable: counted(verdicts.undecryptable),
    unrecognised: counted(verdicts.unrecognised),
    limit: counted(verdicts.limit),
    dropped: stream.droppedBytes,
  }
}

/** Null where no bytes came again that differ, or that nothing was left to compare with. */
function copiesOf(stream: StreamCounts): NonNullable<Coverage['copies']> | null {
  if (stream.differingBytes + stream.uncomparedBytes === 0) return null
  return {
    differing: stream.differingBytes,
    notCompared: stream.uncomparedBytes,
    read: stream.copiesReadBytes,
    undecryptable: stream.copiesUndecryptableBytes,
    limit: stream.copiesLimitBytes,
  }
}

function summaryOf({ packet, message }: LayerCounts, streams: Coverage['streams']): Coverage['summary'] {
  return {
    payload: streams.payload + packet.undecryptableBytes,
    read: message.readBytes + message.framingBytes + message.unrecognisedReadBytes,
    undecryptable: streams.undecryptable + message.undecryptableBytes + packet.undecryptableBytes,
    duplicate: streams.duplicate,
    ...(streams.earlier === undefined ? {} : { earlier: streams.earlier }),
    skipped: {
      'media content': message.mediaBytes,
      'unrecognised protocol, beyond the searched start':
        streams.unrecognised + message.unrecognisedSkippedBytes,
      'limit reached': streams.limit + message.limitBytes + streams.dropped,
      'between messages (resynchronising)': message.resyncBytes,
    },
  }
}

/** What the packet layer was given by the source, and what it says became of it. */
function frameEquations(source: SourceCounts, packet: PacketCounts): Equation[] {
  const { frames, framesAccounted, bytesAccounted } = packetBalance(packet, true)
  return [
    { name: 'frames read = frames given to the packet layer', left: source.frames, right: frames },
    {
      name: 'frames = dissected + other + unsupported + undecryptable + malformed',
      left: frames,
      right: framesAccounted,
    },
    {
      name: 'frame bytes = headers + payload + other + unsupported + undecryptable + malformed + fragments',
      left: source.frameBytes,
      right: bytesAccounted,
    },
  ]
}

/** What the stream layer was given, the protocols behind it, and what the summary says of both. */
function streamEquations(
  packet: PacketCounts,
  streams: Coverage['streams'],
  given: number,
  summary: Coverage['summary'],
): Equation[] {
  const { earlier = 0 } = streams
  return [
    {
      name: 'payload = delivered + duplicate + earlier + undecryptable + unrecognised + limit + dropped',
      left: streams.payload,
      right:
        streams.delivered +
        streams.duplicate +
        earlier +
        streams.undecryptable +
        streams.unrecognised +
        streams.limit +
        streams.dropped,
    },
    {
      name: 'delivered = what the protocols say they did with it',
      left: streams.delivered,
      right: given,
    },
    {
      name: 'payload + encrypted frames = read + undecryptable + duplicate + earlier + skipped',
      left: streams.payload + packet.undecryptableBytes,
      right: summary.read + summary.undecryptable + summary.duplicate + earlier + sum(summary.skipped),
    },
  ]
}

function copyEquation(copies: NonNullable<Coverage['copies']>): Equation {
  return {
    name: 'other copies = read + undecryptable + limit',
    left: copies.differing + copies.notCompared,
    right: copies.read + copies.undecryptable + copies.limit,
  }
}

/** All bytes of a breakdown. */
export function sum(parts: Record<string, number>): number {
  let total = 0
  for (const part of Object.values(parts)) total += part
  return total
}

/** What became of the bytes that the protocols were given. */
export function messageBytes(message: MessageCounts, given: number): Coverage['messages'] {
  return {
    given,
    read: message.readBytes,
    framing: message.framingBytes,
    media: message.mediaBytes,
    undecryptable: message.undecryptableBytes,
    unrecognisedRead: message.unrecognisedReadBytes,
    unrecognisedSkipped: message.unrecognisedSkippedBytes,
    limit: message.limitBytes,
    resync: message.resyncBytes,
  }
}

/** How much was decrypted, and what lacked a key. */
export function decryptionOf(message: MessageCounts): Coverage['decryption'] {
  return {
    connections: message.decryptedConnections,
    bytes: message.decryptedBytes,
    helloBytes: message.helloBytes,
    hellosWithoutKey: message.hellosWithoutKey,
    wrongKeys: message.connectionsWithWrongKey,
  }
}

/**
 * The statement over several captures: every count added up, and the equations of one name that hold made one. One that does
 * not hold stays by itself: what one capture has too much could make up for what another lacks.
 */
export function addCoverage(all: readonly Coverage[]): Coverage {
  const first = all[0]
  if (first === undefined) throw new Error('coverage of no capture')
  const counts = all
    .slice(1)
    .reduce((left, right) => addValues(left, { ...right, equations: [] }) as Coverage, first)
  return {
    ...counts,
    missing: { ...counts.missing, droppedFrames: droppedFramesOf(all) },
    equations: addEquations(all.flatMap((coverage) => coverage.equations)),
  }
}

function addEquations(all: readonly Equation[]): Equation[] {
  return [...Map.groupBy(all, (equation) => equation.name)].flatMap(([name, same]) => {
    const holding = same.filter(({ left, right }) => left === right)
    const total = holding.reduce((sides, { left }) => sides + left, 0)
    const broken = same.filter(({ left, right }) => left !== right)
    return holding.length === 0 ? broken : [{ name, left: total, right: total }, ...broken]
  })
}

/** Of files with frames. That some lost none says nothing of those that do not tell. */
function droppedFramesOf(all: readonly Coverage[]): number | null {
  const each = all.filter(({ entries }) => entries === null).map(({ missing }) => missing.droppedFrames)
  const dropped = each.reduce((total: number, number) => total + (number ?? 0), 0)
  return dropped === 0 && (each.length === 0 || each.includes(null)) ? null : dropped
}

function addValues(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (left === null || right === null || left === undefined || right === undefined)
    return left ?? right ?? null
  if (typeof left === 'string') return left
  if (Array.isArray(left)) return left
  const added: Record<string, unknown> = {}
  const from = left as Record<string, unknown>
  const to = right as Record<string, unknown>
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
    added[key] = addValues(from[key], to[key])
  return added
}
