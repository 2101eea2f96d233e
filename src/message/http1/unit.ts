import type { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Exchange, IncompleteReason } from '../types.ts'
import { Gather } from '../gather.ts'
import type { BodyReader } from '../http-streams/body-reader.ts'
import { Message } from '../types.ts'

/** What a head was found to be odd in; bits of `Unit.oddities`. */
export const oddities = {
  bareLineFeed: 1,
  spaceBeforeColon: 2,
  foldedField: 4,
  lowerCaseMethod: 8,
  noVersion: 16,
  repeatedHost: 32,
  repeatedLength: 64,
  conflictingLengths: 128,
  badLength: 256,
  unknownCoding: 512,
  tooManyFields: 1024,
  controlInHead: 2048,
} as const

/** Fields whose values steer the reading. */
export const fields = {
  other: 0,
  host: 1,
  contentLength: 2,
  transferEncoding: 3,
  contentType: 4,
  contentEncoding: 5,
  upgrade: 6,
  onlineHost: 7,
} as const

/** What of the request decides how the response is read. `simple`: without a version, as in HTTP/0.9. */
export const methodKinds = { other: 0, head: 1, connect: 2, simple: 3 } as const

/** Of a content length: it is stated, but not to be counted. */
export const notCounted = -2

/** A message in the making, with what only its parser needs to know. Pooled: a direction between messages has none. */
export class Unit {
  readonly message: Message = new Message()
  readonly head: Gather = new Gather(this.message.head)
  readonly body: Gather = new Gather(this.message.body)
  readonly trailer: Gather = new Gather(this.message.trailer)
  exchange: Exchange | null = null
  /** Its exchange had its final response before the request was whole. */
  isAnswered = false
  /** Its exchange goes on in the protocol that follows. */
  isExchangeKept = false
  /** Absolute in the head's buffer: start of the line being read, and where to search on for its end. */
  lineStart = 0
  searchFrom = 0
  /** Counted from the trailer's start: start of the line being read. */
  trailerLine = 0
  /** Whole lines read so far. */
  lines = 0
  oddities = 0
  lastField = 0
  methodKind = 0
  hasUpgrade = false
  /** The shortest that the head states. -1: none stated; or {@link notCounted}. */
  contentLength = -1
  /** How many bytes the longest length adds that the head states, too; 0 where it states one. */
  furtherBytes = 0
  /** Its body is as long as the shorter length says: what follows tells which one counts. */
  isAtShorterEnd = false
  hasTransferEncoding = false
  isChunked = false
  /** Its transfer coding is none, or not the last: the body may be chunks all the same. */
  mayBeChunks = false
  /** The body is counted by its type, not kept. */
  isMedia = false
  isBodyCut = false
  /** What is gathered goes on a body of which as much as is read at once was handed on. */
  isRest = false
  /** Hands on a body in pieces; null for one that is kept as a whole. */
  reader: BodyReader | null = null
  /** How long the body may get, as far as is known: for the size of its first buffer. */
  bodyExpected = 0

  get heldBytes(): number {
    return this.head.heldBytes + this.body.heldBytes + this.trailer.heldBytes
  }

  /** Says that bytes are missing; the first reason stays. */
  markIncomplete(reason: IncompleteReason): void {
    this.message.isComplete = false
    if (this.message.incompleteReason === '') this.message.incompleteReason = reason
  }

  /** Moves all that still points into the chunk to buffers of its own. */
  settle(): void {
    if (!this.head.isHeld) {
      const moved = this.head.settle(0)
      if (moved !== 0) this.shift(moved)
    }
    this.body.settle(this.bodyExpected)
    this.trailer.settle(0)
  }

  /** Makes it as new and gives its memory back. */
  clear(): void {
    this.head.release()
    this.body.release()
    this.trailer.release()
    const message = this.message
    message.protocol = 'http'
    message.clearFacts()
    this.exchange = null
    this.isAnswered = false
    this.isExchangeKept = false
    this.lineStart = 0
    this.searchFrom = 0
    this.trailerLine = 0
    this.lines = 0
    this.oddities = 0
    this.lastField = 0
    this.methodKind = 0
    this.hasUpgrade = false
    this.contentLength = -1
    this.furtherBytes = 0
    this.isAtShorterEnd = false
    this.mayBeChunks = false
    this.hasTransferEncoding = false
    this.isChunked = false
    this.isMedia = false
    this.isBodyCut = false
    this.isRest = false
    this.reader = null
    this.bodyExpected = 0
  }

  /** The head's bytes moved within their buffer or to another: all positions in it move along. */
  private shift(by: number): void {
    const message = this.message
    this.lineStart += by
    this.searchFrom += by
    if (this.lines === 0) return
    message.fieldsStart += by
    // Absent ones stay 0, 0; none that is present ends at 0.
    if (message.methodEnd > 0) {
      message.methodStart += by
      message.methodEnd += by
      message.targetStart += by
      message.targetEnd += by
    }
    if (message.hostEnd > 0) {
      message.hostStart += by
      message.hostEnd += by
    }
    if (message.contentTypeEnd > 0) {
      message.contentTypeStart += by
      message.contentTypeEnd += by
    }
    if (message.contentEncodingEnd > 0) {
      message.contentEncodingStart += by
      message.contentEncodingEnd += by
    }
  }
}

const idleUnits: Unit[] = []
const idleUnitsMax = 1_024

/** A unit as new. */
export function takeUnit(): Unit {
  return idleUnits.pop() ?? new Unit()
}

/** Gives a unit back, with its memory. */
export function giveUnit(unit: Unit): void {
  unit.clear()
  if (idleUnits.length < idleUnitsMax) idleUnits.push(unit)
}

/** A unit for bytes of a message that are handed on by themselves: it has the direction and time of that. */
export function strayOf(from: Message): Unit {
  const stray = takeUnit()
  const { message } = stray
  message.protocol = 'unrecognised'
  message.direction = from.direction
  message.frame = from.frame
  message.sec = from.sec
  message.nsec = from.nsec
  return stray
}

/** Its message begins with `buf[at]` of the chunk that is being pushed. */
export function startAt(unit: Unit, direction: Direction, at: number, origin: RunOrigin): void {
  unit.message.direction = direction
  unit.lineStart = at
  unit.searchFrom = at
  setOrigin(unit.message, origin)
}

/** Gives a message the frame and time of the bytes at hand. */
export function setOrigin(message: Message, origin: RunOrigin): void {
  message.frame = origin.frame
  message.sec = origin.sec
  message.nsec = origin.nsec
}
