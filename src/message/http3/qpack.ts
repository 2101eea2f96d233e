/**
 * Decodes field sections (QPACK, RFC 9204) to fields, with the map of each field to its bytes on the wire: those of its
 * representation, and where it stands in the dynamic table also those by which it was inserted.
 *
 * A table that is not known in full (a gap in the encoder stream, or more in it than is kept) does not hide the rest:
 * a field of an entry that is not known cannot be told, and a value whose name cannot is given under the name
 * `unknown-index-N`.
 */
import { copyBytes } from '../copy-bytes.ts'
import { limits } from '../../core/limits.ts'
import type { RunMap } from '../../core/origin.ts'
import { DynamicTable, entryOverheadBytes } from '../http-fields/dynamic-table.ts'
import { FieldList } from '../http-fields/field-list.ts'
import { IntegerReading, integerStates } from '../http-fields/integer.ts'
import { appendString } from '../http-fields/string-literal.ts'
import { tableOddities } from '../http-fields/table-oddities.ts'
import type { Part } from '../types.ts'
import { staticTable } from './static-table.ts'

/** Room that a table's entry takes here, beside its bytes and the runs that inserted it. */
const originCostBytes = 96
const runCostBytes = 24
/** What a connection may expand from its table before its own bytes allow for more. */
const allowanceAtFirst = 1_048_576
/** Longest instruction that can fill a table: its strings, and the numbers before them. */
const instructionBytesMax = limits.message.qpackTableBytesMax + 64

const integer = new IntegerReading()
/** The entry that an instruction inserts. */
const inserted = new FieldList()

/** Instead of where a representation or instruction ends. */
const notWhole = -1
const malformed = -2
/** Instead of where an entry's value starts. */
const notKnown = -1
const noRoom = -2

/** The decoder of what one side sends: its encoder stream, and the field sections that refer to it. */
export class QpackDecoder {
  /** What the other side said of the largest table it can keep; -1 while it has not. */
  capacityMax = -1
  /** Entries inserted since the start: sections say how many they need. */
  insertCount = 0
  /** The encoder stream cannot be followed any further: what is not known by now will not be. */
  isBroken = false
  /** Of the last call: oddities, and bytes that were not read: beyond a limit, or not to be understood. */
  oddities = 0
  limitBytes = 0
  lostBytes = 0
  /** Of the last call of `readInstructions`: bytes that the instruction needs at least which is not whole; 0 where all are. */
  wantedBytes = 0
  private readonly table: DynamicTable = new DynamicTable(0)
  /** By absolute index: frame, offset and length of the bytes that inserted the entry, for each run of them. */
  private readonly origins: Map<number, readonly number[]> = new Map()
  /** Of all entries. */
  private originRuns = 0
  private oldest = 0
  private isPartial = false
  private isForced = false
  /** Where the string ends that was cut last. */
  private wantedEnd = 0
  /** Bytes that may still be copied out of the table: a single byte may stand for a large entry. */
  private allowance = allowanceAtFirst

  get heldBytes(): number {
    const originBytes = this.origins.size * originCostBytes + this.originRuns * runCostBytes
    return this.table.heldBytes + originBytes
  }

  /** Nothing of the table is known any more, nor will be. */
  forget(): void {
    this.isBroken = true
    this.isPartial = true
    this.table.release()
    this.origins.clear()
    this.originRuns = 0
    this.oldest = this.insertCount
  }

  /** The encoder stream has a hole: entries that come behind it are not known. */
  lose(): void {
    this.isBroken = true
    this.isPartial = true
  }

  /** Reads the whole instructions in `part`. Returns where the first one that is not whole starts. */
  readInstructions(part: Part): number {
    this.isForced = false
    this.oddities = 0
    this.limitBytes = 0
    this.lostBytes = 0
    this.wantedBytes = 0
    let at = part.start
    while (at < part.end && !this.isBroken) {
      this.wantedEnd = 0
      const next = this.instruction(part, at)
      if (next > at) this.allowance += (next - at) * limits.message.qpackExpansionRatioMax
      if (next === notWhole && part.end - at <= instructionBytesMax) {
        // An instruction of many bytes, which come one by one, is not read anew with each.
        this.wantedBytes = Math.min(Math.max(0, this.wantedEnd - at), instructionBytesMax)
        return at
      }
      if (next < 0) {
        this.oddities |= next === malformed ? tableOddities.malformed : tableOddities.tableTooLarge
        this.lose()
        break
      }
      at = next
    }
    if (this.isBroken) this.lostBytes += part.end - at
    return this.isBroken ? part.end : at
  }

  /**
   * Puts what the instructions in `part` insert into `fields` as lines, without the table: behind a hole in the encoder stream
   * the places of entries are not known, but what they say is. False where `part` does not begin with an instruction:
   * all must be legible, and of the first entry the name, too.
   */
  readEntries(part: Part, fields: FieldList): boolean {
    this.oddities = 0
    fields.clear()
    let at = part.start
    while (at < part.end) {
      const next = this.entryLine(part, at, fields)
      // The last instruction may go on elsewhere.
      if (next === notWhole && fields.count > 0) break
      if (next < 0 || (this.oddities & tableOddities.badHuffman) !== 0) return false
      at = next
    }
    return fields.count > 0
  }

  private entryLine(part: Part, at: number, fields: FieldList): number {
    const { buf, end } = part
    const first = buf[at] as number
    const start = fields.length
    const isInserted = first >= 0x40
    const prefixBits = (first & 0x80) !== 0 ? 6 : 5
    let next: number
    if (isInserted && prefixBits === 5) next = this.string(part, at, prefixBits, fields)
    else {
      const state = integer.read(buf, at, end, prefixBits)
      if (state !== integerStates.whole) return state === integerStates.more ? notWhole : malformed
      next = integer.next
      // A size of the table, or an entry once more.
      if (!isInserted) return next
      const isStatic = (first & 0x40) !== 0
      const { value } = integer
      if (isStatic ? copyStatic(value, fields, false) < 0 : fields.count === 0) return malformed
      if (!isStatic) makeshiftName(value, fields)
    }
    if (next < 0) return next
    append(fields, ': ')
    const valueStart = fields.length
    next = this.string(part, next, 7, fields)
    if (next < 0) {
      fields.length = start
      return next
    }
    if (!isLegible(fields.buf, start, fields.length) || !hasRoom(fields, 2)) return malformed
    append(fields, '\r\n')
    fields.add(start, valueStart)
    return next
  }

  /** How many inserted entries the section in `part` needs; -1 where it does not say it rightly. */
  requiredCount(part: Part): number {
    if (integer.read(part.buf, part.start, part.end, 8) !== integerStates.whole) return -1
    const encoded = integer.value
    if (encoded === 0) return 0
    // Without the other side's word: the count as it stands, for a table that never wraps.
    if (this.capacityMax < 0) return encoded - 1
    const entriesMax = Math.floor(this.capacityMax / entryOverheadBytes)
    const range = 2 * entriesMax
    if (encoded > range) return -1
    const countMax = this.insertCount + entriesMax
    let count = Math.floor(countMax / range) * range + encoded - 1
    if (count > countMax) {
      if (count <= range) return -1
      count -= range
    }
    return count === 0 ? -1 : count
  }

  /** Decodes the section in `part` to `fields` (which are emptied). `isForced`: entries that it needs may be missing. */
  decode(part: Part, fields: FieldList, isForced = false): void {
    this.isForced = isForced
    this.oddities = 0
    this.limitBytes = 0
    this.lostBytes = 0
    fields.clear()
    this.allowance += part.length * limits.message.qpackExpansionRatioMax
    const required = this.requiredCount(part)
    const { buf, start, end } = part
    let at = -1
    let base = 0
    if (integer.read(buf, start, end, 8) === integerStates.whole) {
      at = integer.next
      if (integer.read(buf, at, end, 7) === integerStates.whole) {
        const isBelow = ((buf[at] as number) & 0x80) !== 0
        at = integer.next
        base = isBelow ? Math.max(0, required) - integer.value - 1 : Math.max(0, required) + integer.value
      } else at = -1
    }
    if (at === -1) {
      this.oddities |= tableOddities.malformed
      this.lostBytes += end - start
      return
    }
    if (required === -1) this.oddities |= tableOddities.badIndex
    while (at < end) {
      const next = this.representation(part, at, base, fields)
      if (next < 0) {
        this.oddities |= tableOddities.malformed
        this.lostBytes += end - at
        return
      }
      at = next
    }
  }

  // The encoder stream (RFC 9204, 4.3).

  private instruction(part: Part, at: number): number {
    const { buf, end } = part
    const first = buf[at] as number
    if ((first & 0x80) !== 0) return this.insertNamed(part, at, (first & 0x40) !== 0)
    if ((first & 0x40) !== 0) {
      inserted.clear()
      let next = this.string(part, at, 5, inserted)
      if (next < 0) return next
      const valueStart = inserted.length
      next = this.string(part, next, 7, inserted)
      if (next >= 0) this.insert(part, at, next, valueStart)
      return next
    }
    const state = integer.read(buf, at, end, 5)
    if (state !== integerStates.whole) return state === integerStates.more ? notWhole : malformed
    const { value, next } = integer
    if ((first & 0x20) !== 0) {
      this.resize(value)
      return next
    }
    inserted.clear()
    const valueStart = this.copyDynamic(this.insertCount - 1 - value, inserted, true)
    if (valueStart < 0) {
      if (valueStart === notKnown) this.unknown()
      inserted.clear()
      makeshiftName(value, inserted)
      this.insert(part, at, next, inserted.length)
      return next
    }
    this.insert(part, at, next, valueStart)
    return next
  }

  private insertNamed(part: Part, at: number, isStatic: boolean): number {
    const state = integer.read(part.buf, at, part.end, 6)
    if (state !== integerStates.whole) return state === integerStates.more ? notWhole : malformed
    const { value: index, next } = integer
    inserted.clear()
    const found = isStatic
      ? copyStatic(index, inserted, false)
      : this.copyDynamic(this.insertCount - 1 - index, inserted, false)
    if (found < 0) {
      if (found === notKnown) this.unknown()
      makeshiftName(index, inserted)
    }
    const valueStart = inserted.length
    const valueEnd = this.string(part, next, 7, inserted)
    if (valueEnd >= 0) this.insert(part, at, valueEnd, valueStart)
    return valueEnd
  }

  private insert(part: Part, start: number, next: number, valueStart: number): void {
    this.table.insert(inserted.buf, 0, valueStart, inserted.length)
    const origin: number[] = []
    for (const span of part.runs.spans(start - part.start, next - part.start))
      origin.push(span.frame, span.start, span.end - span.start)
    this.origins.set(this.insertCount, origin)
    this.originRuns += origin.length / 3
    this.insertCount++
    if (this.table.count === 0) this.oddities |= tableOddities.tableTooLarge
    this.dropEvicted()
  }

  private resize(capacity: number): void {
    const capacityMax = limits.message.qpackTableBytesMax
    if (capacity > capacityMax) {
      // What we evict too early may still be referred to.
      this.oddities |= tableOddities.tableTooLarge
      this.isPartial = true
    }
    this.table.resize(Math.min(capacity, capacityMax))
    this.dropEvicted()
  }

  private dropEvicted(): void {
    for (; this.oldest < this.insertCount - this.table.count; this.oldest++) {
      this.originRuns -= this.runsOf(this.oldest)
      this.origins.delete(this.oldest)
    }
  }

  // Field sections (RFC 9204, 4.5).

  private representation(part: Part, at: number, base: number, fields: FieldList): number {
    const first = part.buf[at] as number
    if ((first & 0x80) !== 0) return this.indexed(part, at, 6, (first & 0x40) !== 0, base - 1, -1, fields)
    if ((first & 0x40) !== 0) return this.named(part, at, 4, (first & 0x10) !== 0, base - 1, -1, fields)
    if ((first & 0x20) !== 0) return this.literal(part, at, fields)
    if ((first & 0x10) !== 0) return this.indexed(part, at, 4, false, base, 1, fields)
    return this.named(part, at, 3, false, base, 1, fields)
  }

  /** A field that stands in a table: the entry is `base + sign * index`, as absolute index, where it is the dynamic one. */
  private indexed(
    part: Part,
    at: number,
    prefixBits: number,
    isStatic: boolean,
    base: number,
    sign: 1 | -1,
    fields: FieldList,
  ): number {
    if (integer.read(part.buf, at, part.end, prefixBits) !== integerStates.whole) return malformed
    const { value, next } = integer
    const absolute = base + sign * value
    const start = fields.length
    if (!hasRoom(fields, 0)) {
      this.oddities |= tableOddities.tooLong
      this.limitBytes += next - at
      return next
    }
    const valueStart = isStatic ? copyStatic(value, fields, true) : this.copyDynamic(absolute, fields, true)
    if (valueStart === notKnown) {
      this.unknown()
      this.lostBytes += next - at
      return next
    }
    if (valueStart === noRoom) {
      this.limitBytes += next - at
      return next
    }
    fields.add(start, valueStart)
    fields.runs.addWholeRange(start, part.runs, at - part.start, next - part.start)
    if (!isStatic) this.addOrigin(absolute, start, fields.runs)
    return next
  }

  /** A field whose name stands in a table. */
  private named(
    part: Part,
    at: number,
    prefixBits: number,
    isStatic: boolean,
    base: number,
    sign: 1 | -1,
    fields: FieldList,
  ): number {
    if (integer.read(part.buf, at, part.end, prefixBits) !== integerStates.whole) return malformed
    const { value, next } = integer
    const absolute = base + sign * value
    const start = fields.length
    const runsBefore = fields.runs.count
    const found = isStatic ? copyStatic(value, fields, false) : this.copyDynamic(absolute, fields, false)
    if (found === notKnown) {
      this.unknown()
      makeshiftName(value, fields)
    }
    fields.runs.addWholeRange(start, part.runs, at - part.start, next - part.start)
    return this.finish(part, at, next, start, runsBefore, fields)
  }

  private literal(part: Part, at: number, fields: FieldList): number {
    const start = fields.length
    const runsBefore = fields.runs.count
    const next = this.string(part, at, 3, fields)
    return next < 0 ? malformed : this.finish(part, at, next, start, runsBefore, fields)
  }

  /** Reads the value of a field whose name is there, and adds it. */
  private finish(
    part: Part,
    at: number,
    valueAt: number,
    start: number,
    runsBefore: number,
    fields: FieldList,
  ): number {
    const valueStart = fields.length
    const next = this.string(part, valueAt, 7, fields)
    const isKept =
      next >= 0 && fields.length <= limits.message.headBytesMax && fields.count < limits.message.fieldsMax
    if (isKept) {
      fields.add(start, valueStart)
      return next
    }
    fields.length = start
    fields.runs.count = runsBefore
    if (next < 0) return malformed
    this.oddities |= tableOddities.tooLong
    this.limitBytes += next - at
    return next
  }

  /** Reads a string, whose length has a prefix of so many bits and the Huffman bit before it. */
  private string(part: Part, at: number, prefixBits: number, fields: FieldList): number {
    const { buf, end } = part
    const state = integer.read(buf, at, end, prefixBits)
    if (state !== integerStates.whole) return state === integerStates.more ? notWhole : malformed
    const isHuffman = ((buf[at] as number) & (1 << prefixBits)) !== 0
    const from = integer.next
    const to = from + integer.value
    if (to > end) {
      this.wantedEnd = to
      return notWhole
    }
    if (!appendString(part, from, to, isHuffman, fields)) this.oddities |= tableOddities.badHuffman
    return to
  }

  /** Puts the entry behind the fields' bytes. Returns where its value starts there, `notKnown` or `noRoom`. */
  private copyDynamic(absolute: number, fields: FieldList, withValue: boolean): number {
    const { table } = this
    const index = this.insertCount - 1 - absolute
    if (index < 0 || index >= table.count) return notKnown
    const start = table.startOf(index)
    const valueStart = table.valueStartOf(index)
    const end = withValue ? table.endOf(index) : valueStart
    // An instruction that came in many pieces is told by all of them.
    const cost = end - start + (withValue ? this.runsOf(absolute) * runCostBytes : 0)
    if (cost > this.allowance || !hasRoom(fields, end - start)) {
      this.oddities |= tableOddities.tooLong
      return noRoom
    }
    this.allowance -= cost
    return copyEntry(table.buf, start, valueStart, end, fields)
  }

  private runsOf(absolute: number): number {
    return (this.origins.get(absolute)?.length ?? 0) / 3
  }

  private addOrigin(absolute: number, position: number, runs: RunMap): void {
    const origin = this.origins.get(absolute)
    if (origin === undefined) return
    for (let index = 0; index < origin.length; index += 3)
      runs.addWhole(
        position,
        origin[index] as number,
        origin[index + 1] as number,
        origin[index + 2] as number,
      )
  }

  private unknown(): void {
    this.oddities |= this.isPartial || this.isForced ? tableOddities.unknownIndex : tableOddities.badIndex
  }
}

function hasRoom(fields: FieldList, bytes: number): boolean {
  return fields.length + bytes <= limits.message.headBytesMax && fields.count < limits.message.fieldsMax
}

function copyStatic(index: number, fields: FieldList, withValue: boolean): number {
  const entry = staticTable.at(index)
  if (entry === null) return notKnown
  const { bytes, valueStart } = entry
  return copyEntry(bytes, 0, valueStart, withValue ? bytes.length : valueStart, fields)
}

function copyEntry(from: Buffer, start: number, valueStart: number, end: number, fields: FieldList): number {
  const target = fields.length
  copyBytes(from, start, end, fields.room(end - start), target)
  fields.length += end - start
  return target + valueStart - start
}

function makeshiftName(index: number, fields: FieldList): void {
  append(fields, `unknown-index-${index}`)
}

function append(fields: FieldList, text: string): void {
  fields.room(text.length).write(text, fields.length, 'latin1')
  fields.length += text.length
}

/** Fields are of printable bytes, and seldom of others than ASCII. */
function isLegible(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte < 0x20 || byte === 0x7f) return false
  }
  return true
}
