/**
 * Bytes that are passed over until a start line is found. They are kept in the reader, up to a limit: by themselves, to be
 * searched as bytes of no protocol; or as the rest of a body that goes on up to that line.
 */
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { streamAnomalies } from '../http-streams/anomalies.ts'
import type { MessageCounts, ParserContext } from '../types.ts'
import { states } from './reader.ts'
import type { Reader } from './reader.ts'
import { tellBytes } from './tell-message.ts'
import { giveUnit, strayOf } from './unit.ts'
import type { Unit } from './unit.ts'

/** Fewer bytes between messages identify nobody: blank lines, the end of a chunk. */
const strayBytesMin = 8

/** Whom bytes between messages are passed over for. */
export interface PassedOwner {
  readonly flow: Flow
  readonly context: ParserContext
  /** Hands on a message that has all that it gets. */
  handOn(unit: Unit): void
}

/** Drops what was gathered while searching: `length` bytes were no start line. */
export function passOver(reader: Reader, length: number): void {
  const unit = reader.unit as Unit
  keepPassed(reader, unit, length)
  giveUnit(unit)
  reader.unit = null
  reader.state = states.idle
}

/** Keeps the first `length` bytes of what was gathered, to be searched; beyond the limit they are counted. */
export function keepPassed(reader: Reader, unit: Unit, length: number): void {
  const stray = reader.overrun ?? (reader.stray ??= strayOf(unit.message))
  const { part } = unit.head
  const { bodyBytesMax, unrecognisedBytesMax } = limits.message
  const max = reader.overrun === null ? unrecognisedBytesMax : bodyBytesMax
  const kept = Math.min(length, Math.max(0, max - reader.strayBytes))
  stray.body.appendCopy(part, part.start, part.start + kept, 0)
  reader.strayBytes += length
}

/** Hands on what was passed over: it is no message, and may say something all the same. */
export function handOnPassed(reader: Reader, owner: PassedOwner): void {
  const { stray, overrun } = reader
  const unit = stray ?? overrun
  if (unit === null) return
  const { counts } = owner.context
  const { message } = unit
  const left = reader.strayBytes - message.body.length
  reader.stray = null
  reader.overrun = null
  reader.strayBytes = 0
  if (stray === null) {
    handOnOverrun(unit, left, owner)
    return
  }
  if (message.body.length < strayBytesMin) counts.resyncBytes += message.body.length
  else {
    counts.unrecognisedReadBytes += message.body.length
    if (left > 0) unit.markIncomplete('limit')
    message.bodyBytesLeftOut = left
    tellBytes(message, owner.flow, owner.context)
  }
  counts.resyncBytes += left
  giveUnit(unit)
}

/** Hands on a message whose body went on; `left` bytes of it are more than is kept. */
function handOnOverrun(unit: Unit, left: number, owner: PassedOwner): void {
  const { anomalies, counts } = owner.context
  counts.readBytes += unit.body.part.length
  counts.limitBytes += left
  if (left > 0) {
    unit.markIncomplete('limit')
    unit.message.bodyBytesLeftOut += left
    if (!unit.isBodyCut) anomalies.note(streamAnomalies.bodyTooLong, unit.message.frame)
  }
  owner.handOn(unit)
}

/** The body, of which the unit may have a part, goes up to the next message. */
export function readToNext(reader: Reader, unit: Unit, counts: MessageCounts): void {
  unit.settle()
  const { part } = unit.body
  // They are counted when all of it is there.
  counts.readBytes -= part.length
  reader.overrun = unit
  reader.strayBytes = part.length
  reader.unit = null
  reader.state = states.idle
  reader.isResync = true
}
