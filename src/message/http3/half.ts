import { RunOrigin } from '../../core/origin.ts'
import { Gather } from '../gather.ts'
import type { Side } from '../quic/stream-taker.ts'
import type { StrayBytes } from '../stray-bytes.ts'
import { Part } from '../types.ts'

/** What one direction of a stream is for. */
export const roles = {
  /** Of one direction only; its type is still to come. */
  untold: 0,
  /** Requests and responses. */
  message: 1,
  control: 2,
  encoder: 3,
  decoder: 4,
  /** Not HTTP/3's: searched as plain bytes. */
  other: 5,
  /** Of no content at all. */
  grease: 6,
  /** Its type is lost: an encoder stream, or another. */
  lost: 7,
} as const

/** What a direction reads next. */
export const states = {
  streamType: 0,
  pushId: 1,
  frameType: 2,
  frameLength: 3,
  payload: 4,
  /** The frames are lost. */
  lost: 5,
  /** Of WebTransport: what follows is the application's. */
  sessionId: 6,
} as const

/** What the object of a waiting piece takes, beside its bytes. */
const pieceCostBytes = 128

/** What waits behind a field section that waits. */
interface Waiting {
  /** Null: a gap of `length` bytes. */
  readonly bytes: Buffer | null
  readonly length: number
  readonly origin: RunOrigin
}

/** For the next streams: a connection has many, each with a block of few bytes. */
const idleBlocks: Gather[] = []
const idleBlocksMax = 64
/** Of directions that are over. Nothing is put into it. */
const spent = new Gather(new Part())

/** One direction of one stream. */
export class Half {
  readonly id: number
  readonly side: Side
  role = 0
  state = 0
  /** By which the messages know the stream: a push stream is known by its push id. */
  messageId: number
  /** Bytes of a number that was cut by the end of a chunk. */
  cut: Buffer | null = null
  cutLength = 0
  type = 0
  remaining = 0
  frames = 0
  /** The field section, settings, or instructions being collected, and where the frame began. */
  block: Gather = idleBlocks.pop() ?? new Gather(new Part())
  readonly origin: RunOrigin = new RunOrigin()
  /** Of an encoder stream: with fewer bytes the instruction at its beginning is not whole. */
  wanted = 0
  isSkipped = false
  isBlocked = false
  /** Entries that it waits for. */
  required = 0
  waiting: Waiting[] = []
  waitingBytes = 0
  /** It ended while it waited: 1, 2 if it was reset. */
  ending = 0
  /** What its sender was free to write: frames and streams of types that mean nothing. */
  stray: StrayBytes | null = null
  /** Bytes of the frame that is of no known type. */
  foreignBytes = 0
  chargedBytes = 0

  constructor(id: number, side: Side) {
    this.id = id
    this.side = side
    this.messageId = id
  }

  get heldBytes(): number {
    const waitingBytes = this.waitingBytes + this.waiting.length * pieceCostBytes
    return this.block.heldBytes + waitingBytes + (this.stray?.heldBytes ?? 0)
  }

  /** It is over: its block is another's. */
  end(): void {
    if (this.block === spent) return
    this.block.release()
    if (idleBlocks.length < idleBlocksMax) idleBlocks.push(this.block)
    this.block = spent
  }
}

/** Pushed exchanges are known by numbers that no stream has. */
export function messageIdOf(pushId: number): number {
  return -1 - pushId
}
