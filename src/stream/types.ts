import type { RunOrigin } from '../core/origin.ts'
import type { Protection } from '../core/protection.ts'
import type { Direction, Verdict } from '../core/verdict.ts'
import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'

/**
 * Why a flow is over: FIN from both, RST, silence for longer than the limit, a new flow on its ports, no room in the
 * table, the end of the capture.
 */
export type EndReason = 'closed' | 'reset' | 'idle' | 'replaced' | 'evicted' | 'capture-end'

/** A conversation, as handed to consumers. Objects are made once for each flow that has payload. */
export interface Flow {
  /** From 0, in the order of first packets; unique in a capture. */
  readonly id: number
  readonly transport: 'tcp' | 'udp'
  readonly family: 4 | 6
  readonly clientAddress: string
  readonly serverAddress: string
  /** The server's address as four 32-bit words (IPv4 as ::ffff:a.b.c.d): compares without making a string. */
  readonly server0: number
  readonly server1: number
  readonly server2: number
  readonly server3: number
  readonly clientPort: number
  readonly serverPort: number
  /** Community ID v1, seed 0 (computed when asked). */
  readonly communityId: string
  /** True where no handshake was seen and the roles are a guess (see stream/roles.ts; else the first sender is the client). */
  readonly isRoleGuessed: boolean
  /** Of a guess: it has nothing to go by but who was seen speaking first, or ports that contradict that. */
  readonly isUnsure: boolean
  /** Bytes of the client wait behind others that are missing: what it sent before is not all that it sent by now. */
  readonly isClientAhead: boolean
  /** Time of the first packet. */
  readonly firstSec: number
  readonly firstNsec: number
  /** Number of the program that speaks, as the capture names it (see source/packets/apps.ts); 0 where it does not, or not yet. */
  readonly app: number
  /** Kinds of tunnels that its packets came through, as bits (see packet/tunnel/tunnels.ts); 0 for none. */
  readonly tunnels: number
  /** How its bytes travelled: `plaintext` for a flow as captured, else what its content was decrypted from. */
  readonly protection: Protection
  /** The flow that carries this one inside; null for a flow as captured. */
  readonly outer: Flow | null
  /** Bytes of payload captured so far, by direction. */
  bytesToServer: number
  bytesToClient: number
  /**
   * Where it went on with payload after a silence of `limits.stream.idleSecondsMax`: for each time, seconds and the bytes
   * to the server until then. null where it never did.
   */
  readonly bursts: readonly number[] | null
  /**
   * Of UDP, as the message layer says: all that was asked on it was answered, and nothing else is spoken on it. It is over sooner
   * than others, unless somebody asks again.
   */
  isAnswered: boolean
  /** Belongs to the message layer: its parser for this flow. */
  parser: unknown
  /** Belongs to the consumer of messages: what it keeps of this flow. Starts as null. */
  note: unknown
}

/** Takes stream bytes in order, gaps, datagrams and ends. `origin` and the bytes are valid during the call only. */
export interface StreamConsumer {
  /** In-order bytes `buf[start, end)` of a TCP direction. */
  chunk(flow: Flow, direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict
  /** `length` bytes that are missing from a TCP direction (never captured). */
  gap(flow: Flow, direction: Direction, length: number, origin: RunOrigin): Verdict
  /** One UDP payload. `origin.offset` is its offset in the frame. */
  datagram(
    flow: Flow,
    direction: Direction,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
  ): Verdict
  /**
   * Of a flow of UDP whose datagrams are only counted: whether this one, of the client's, begins another conversation between
   * the same ends. Then the flow ends, and the datagram is the first of the next.
   */
  beginsAnew?(flow: Flow, buf: Buffer, start: number, end: number): boolean
  /**
   * Of a flow of TCP whose bytes are only counted, as encrypted ones: this direction shows text. Whether both directions are to be
   * read again from here on; what came before in them is not known.
   */
  resumes?(flow: Flow, direction: Direction): boolean
  /** No more bytes of this direction (FIN); the flow may go on in the other. */
  finished(flow: Flow, direction: Direction): void
  /** The flow is over; called once for each flow that had a payload byte or was opened. */
  end(flow: Flow, reason: EndReason): void
}

/**
 * Bytes of a stream, in one of several readings of it. `first`: as delivered; `other`: another copy, that differs; `again`:
 * came again when the first copy was no longer known.
 */
export interface CopyPiece {
  readonly sequence: number
  readonly bytes: Buffer
  readonly frame: number
  readonly offset: number
  readonly sec: number
  readonly nsec: number
  readonly kind: 'first' | 'other' | 'again'
}

/** Takes further readings of streams of which the capture holds several copies (see stream/copies/other-copies.ts). */
export interface CopyConsumer {
  /** False where no copy can be read: the flow is encrypted. */
  isReadable(flow: Flow): boolean
  /** Another copy of these bytes of frames, that were delivered, differs from them. */
  contradicted(frame: number, start: number, end: number): void
  /**
   * A part of a direction with other copies in it: pieces in order of sequence, without overlap; holes are gaps. Where it
   * is not the `whole` of the copies, it mixes bytes that nobody may have sent together.
   */
  reading(flow: Flow, direction: Direction, pieces: readonly CopyPiece[], isWhole: boolean): void
}

/**
 * Is told, while the packet that says so is at hand, where the packets of a connection do not fit together: one of them may
 * have been damaged on the way. None of it happens in a connection as it should be.
 */
export interface DamageWatch {
  /** What the segment in frame `other`, at hand, carries or goes on with contradicts that in frame `first`. */
  contradicted(first: number, other: number): void
  /** What the header of the packet at hand says fits nothing that is known: it begins in the middle, or lies far off. */
  unfitting(frame: number): void
  /** Of the packet in this frame, which is not at hand any more, that nothing came of what it says was sent. */
  suspected(frame: number): void
  /** The connection goes on, with the segment at hand, where the packet in frame `behind` said that it ends. */
  wentOn(frame: number, behind: number): void
  /** A SYN or FIN without payload, in frame `frame`, can not be its sender's: the connection goes on as if it were not there. */
  mistaken(frame: number): void
  isMistaken(frame: number): boolean
  /** The segment at hand is shorter than its packet says. */
  cutShort(frame: number): void
  /** The segment at hand came again. `isCompared`: with all that it carries, and that is the same, or was told to differ. */
  cameAgain(frame: number, isCompared: boolean): void
  /** In a direction of the flow, `length` bytes from `sequence` on did not come, or were kept from the stream layer. */
  missed(flow: Flow, direction: Direction, sequence: number, length: number): void
}

/**
 * Is told where the order of the frames took bytes from their place, so that the capture may be read again in another one. The
 * first copy of a segment may stand behind the acknowledgement of it, or behind the end of its connection: who records writes
 * what several network queues or interfaces bring.
 */
export interface OrderWatch {
  /**
   * A packet, of `frame`, stands behind one that was sent after it, or what it goes with does not stand where it belongs (then 0).
   * `isOlder`: its time says so, too; else only what it carries does.
   */
  cameBehind(frame: number, isOlder: boolean): void
  /** The packet at hand, of `frame`, is older than another before it by more than a second. A clock may have been set back. */
  wentBack(frame: number): void
  /** In a direction of the flow the packet at hand brings any of `length` bytes from `sequence` on, whose place was a gap by then. */
  filled(flow: Flow, direction: Direction, sequence: number, length: number): void
  /** Whether any of so many bytes that have not come is known to come yet: they are no gap then. */
  willCome(flow: Flow, direction: Direction, sequence: number, length: number): boolean
}

/** Looks at flows with the headers of a packet of theirs. */
export interface FlowWatch {
  /** A flow begins with this packet, which is valid during the call only. */
  begins?(packet: PacketView): void
  /** A flow over IPv6 began to carry payload, with this packet. Everything but the flow is valid during the call only. */
  began(flow: Flow, packet: PacketView, context: FrameContext): void
}

/** What the stream layer counted. The sums that must hold are equations of the coverage statement. */
export interface StreamCounts {
  tcpFlows: number
  udpFlows: number
  ipv6Flows: number
  /** TCP payload bytes as captured. = delivered + duplicate + earlier + counted by verdict + dropped. */
  tcpPayloadBytes: number
  deliveredBytes: number
  /** Bytes that had been seen before (retransmission, overlap, the same frame captured twice, keep-alive). */
  duplicateBytes: number
  /** From before the first byte that was seen of a client, once later ones were delivered: read in a reading of their own. */
  earlierBytes: number
  /** Of both: bytes that differ from what was delivered for their place; and bytes that nothing is left to compare with. */
  differingBytes: number
  uncomparedBytes: number
  /** The sum of both: read in further readings, not read since they are encrypted, not read since a limit was reached. */
  copiesReadBytes: number
  copiesUndecryptableBytes: number
  copiesLimitBytes: number
  /** Bytes not delivered because the consumer had ended the direction, by verdict number. */
  countedBytes: number[]
  /**
   * New bytes that no place in a stream was found for: before its start, far outside and never confirmed, or of an answer and
   * later than their place was given up.
   */
  droppedBytes: number
  /** UDP payload bytes as captured. = delivered + duplicate + counted by verdict. */
  udpPayloadBytes: number
  udpDeliveredBytes: number
  /** Of datagrams that the capture holds a second time. */
  udpDuplicateBytes: number
  udpCountedBytes: number[]
  /**
   * Bytes that were on the wire but are not in the capture (holes in sequence numbers), without those that the source counts as
   * cut off. Not part of any sum of captured bytes.
   */
  gapBytes: number
  gaps: number
  /** Flows by reason of their end. */
  ends: Record<EndReason, number>
}
