import type { Direction } from '../../core/verdict.ts'
import type { StrayBytes } from '../stray-bytes.ts'
import { notCounted } from './unit.ts'
import type { Unit } from './unit.ts'

/** What a direction reads next. */
export const states = {
  /** Between messages. */
  idle: 0,
  head: 1,
  /** A body of known length. */
  sized: 2,
  untilClose: 3,
  chunkSize: 4,
  chunkBytes: 5,
  /** The line end behind a chunk. */
  chunkEnd: 6,
  trailer: 7,
} as const

/** One direction, from the first byte of a message until it is whole; between messages a parser has none. */
export class Reader {
  direction: Direction = 0
  state = 0
  /** The message being read; null between messages, and for one that was handed on before its end. */
  unit: Unit | null = null
  /** Bytes left of the body or chunk; of a chunk size line, the size so far. */
  remaining = 0
  chunkDigits = 0
  /** Why the line around a chunk that was just read is none. */
  chunkProblem: 'absurdChunkSize' | 'badChunk' | null = null
  /** A sign or `0x` stands in front of the size. */
  hasPrefix = false
  isInExtension = false
  /** More than white space stands there. */
  hasExtension = false
  /** Behind a chunk a carriage return stands: but one may. */
  hasReturned = false
  /** The extensions of the body's chunks; null while none had any. */
  extensions: StrayBytes | null = null
  /** A start line is looked for: bytes before it are passed over. */
  isResync = false
  /** A CONNECT or upgrade was asked for: what is no message belongs to the tunnel. */
  isTunnelLikely = false
  /** What was passed over since a start line is looked for: it is searched as bytes of no protocol. */
  stray: Unit | null = null
  /** Or the message whose body goes on up to that line; it has an exchange. */
  overrun: Unit | null = null
  /** How long that one of them is, with what is not kept of it. */
  strayBytes = 0

  /** Nothing is known that the next message would need. */
  get isAtRest(): boolean {
    return (
      this.state === states.idle &&
      this.unit === null &&
      !this.isResync &&
      !this.isTunnelLikely &&
      this.stray === null &&
      this.overrun === null
    )
  }

  /** The body that goes on up to the next start line has no length that counts: a gap is within it, and no end is its own. */
  get isOpenEnded(): boolean {
    return this.overrun !== null && this.overrun.contentLength === notCounted
  }

  get heldBytes(): number {
    const extensionBytes = this.extensions === null ? 0 : this.extensions.heldBytes
    const passed = this.stray ?? this.overrun
    const strayBytes = passed === null ? 0 : passed.heldBytes
    return (this.unit === null ? 0 : this.unit.heldBytes) + strayBytes + extensionBytes
  }

  clear(): void {
    this.state = states.idle
    this.unit = null
    this.remaining = 0
    this.chunkDigits = 0
    this.hasPrefix = false
    this.isInExtension = false
    this.hasExtension = false
    this.hasReturned = false
    this.isResync = false
    this.isTunnelLikely = false
    this.stray = null
    this.overrun = null
    this.strayBytes = 0
  }
}

/** Whom a direction is read for: what becomes of the message that is read. */
export interface MessageOwner {
  /** Hands on the message that is read, and waits for the next. */
  complete(reader: Reader): void
  /** The bytes that follow may be anything. */
  loseSync(reader: Reader): void
}

/** Readers that are at rest, for directions in which a message begins: most live flows only wait. */
const idleReaders: Reader[] = []
const idleReadersMax = 256

/** A reader of a direction in which a message begins. */
export function takeReader(direction: Direction): Reader {
  const reader = idleReaders.pop() ?? new Reader()
  reader.direction = direction
  return reader
}

/** Gives a reader back that is at rest. */
export function giveReader(reader: Reader): void {
  reader.clear()
  if (idleReaders.length < idleReadersMax) idleReaders.push(reader)
}
