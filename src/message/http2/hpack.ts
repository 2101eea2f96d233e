/**
 * Decodes header blocks (HPACK, RFC 7541) to fields, with the map of each field to the bytes of its representation.
 *
 * A connection that was joined late, or has a gap, has a dynamic table that is not known (in full). What was inserted
 * since is known all the same, since indexes count from the newest entry; a field of an older one cannot be told, and a
 * value whose name cannot is given under the name `unknown-index-N`.
 */
import { copyBytes } from '../copy-bytes.ts'
import { limits } from '../../core/limits.ts'
import { DynamicTable } from '../http-fields/dynamic-table.ts'
import type { FieldList } from '../http-fields/field-list.ts'
import { IntegerReading, integerStates } from '../http-fields/integer.ts'
import { appendString } from '../http-fields/string-literal.ts'
import { tableOddities } from '../http-fields/table-oddities.ts'
import type { Part } from '../types.ts'
import { dynamicIndexMin, staticEntry } from './static-table.ts'

/** Size of a table before its first update (RFC 9113 section 6.5.2). */
const sizeAtFirst = 4_096

const integer = new IntegerReading()

/** The decoder of one direction of a connection. */
export class HpackDecoder {
  private readonly table: DynamicTable = new DynamicTable(sizeAtFirst)
  /** The table has (or may have) older entries than those that are known. */
  isPartial = false
  /** Of the last block: its oddities, and its bytes that were not read: beyond a limit, or not to be understood. */
  oddities = 0
  limitBytes = 0
  lostBytes = 0
  /** Fields of the last block that could not be told, and the index of the first of them. */
  unknownFields = 0
  unknownIndex = 0
  private isStringWhole = true

  get heldBytes(): number {
    return this.table.heldBytes
  }

  /** What was in the table is not known any more, nor how large it is. */
  forget(): void {
    this.table.release()
    this.table.resize(limits.message.hpackTableBytesMax)
    this.isPartial = true
  }

  /** Decodes the block to `fields` (which are emptied). Of a block that is cut, the last field is given as far as it goes. */
  decode(block: Part, fields: FieldList): void {
    this.oddities = 0
    this.limitBytes = 0
    this.lostBytes = 0
    this.unknownFields = 0
    this.unknownIndex = 0
    fields.clear()
    let at = block.start
    while (at < block.end) {
      const next = this.representation(block, at, fields)
      if (next < 0) {
        this.oddities |= tableOddities.malformed
        this.lostBytes += block.end - at
        this.forget()
        return
      }
      at = next
    }
  }

  /** Reads the representation at `at`; returns where it ends, or -1 where it makes no sense. */
  private representation(block: Part, at: number, fields: FieldList): number {
    const { buf, end } = block
    const first = buf[at] as number
    if ((first & 0x80) !== 0) {
      if (integer.read(buf, at, end, 7) !== integerStates.whole || integer.value === 0) return -1
      this.indexed(block, at, integer.next, integer.value, fields)
      return integer.next
    }
    if ((first & 0xe0) === 0x20) {
      if (integer.read(buf, at, end, 5) !== integerStates.whole) return -1
      this.resize(integer.value)
      return integer.next
    }
    const isInserted = (first & 0x40) !== 0
    return this.literal(block, at, isInserted, fields)
  }

  private resize(size: number): void {
    const sizeMax = limits.message.hpackTableBytesMax
    if (size > sizeMax) {
      // What we evict too early may still be referred to.
      this.oddities |= tableOddities.tableTooLarge
      this.isPartial = true
    } else if (size === 0) this.isPartial = false
    this.table.resize(Math.min(size, sizeMax))
  }

  /** An indexed field: name and value stand in a table (section 6.1). */
  private indexed(block: Part, at: number, next: number, index: number, fields: FieldList): void {
    const length = this.entryLength(index)
    if (length < 0) {
      this.unknown(index)
      this.lostBytes += next - at
      return
    }
    if (!this.hasRoom(fields, length)) {
      this.limitBytes += next - at
      return
    }
    const start = fields.length
    const valueStart = this.copyEntry(index, fields, true)
    fields.add(start, valueStart)
    fields.runs.addWholeRange(start, block.runs, at - block.start, next - block.start)
  }

  /**
   * A literal field: the name may stand in a table, the value does not (section 6.2). Returns where it ends, or -1. An
   * inserted one whose name is not known has its place in the table all the same, under its makeshift name.
   */
  private literal(block: Part, at: number, isInserted: boolean, fields: FieldList): number {
    const { buf } = block
    if (integer.read(buf, at, block.end, isInserted ? 6 : 4) !== integerStates.whole) return -1
    const index = integer.value
    let next = integer.next
    const start = fields.length
    const runsBefore = fields.runs.count
    if (index === 0) next = this.string(block, next, fields)
    else {
      if (this.entryLength(index) >= 0) this.copyEntry(index, fields, false)
      else {
        this.unknown(index)
        const name = `unknown-index-${index}`
        fields.room(name.length).write(name, start, 'latin1')
        fields.length += name.length
      }
      fields.runs.addWholeRange(start, block.runs, at - block.start, next - block.start)
    }
    const valueStart = fields.length
    if (next >= 0) next = this.string(block, next, fields)
    if (next >= 0 && isInserted && this.isStringWhole)
      this.table.insert(fields.buf, start, valueStart, fields.length)
    const isKept =
      next >= 0 && fields.length <= limits.message.headBytesMax && fields.count < limits.message.fieldsMax
    if (isKept) fields.add(start, valueStart)
    else {
      fields.length = start
      fields.runs.count = runsBefore
    }
    if (next < 0) return -1
    if (!isKept) {
      this.oddities |= tableOddities.tooLong
      this.limitBytes += next - at
    }
    if (!this.isStringWhole) {
      this.oddities |= tableOddities.malformed
      this.forget()
    }
    return next
  }

  /**
   * Reads a string literal behind the fields' bytes (section 5.2); returns where it ends, or -1. Where the block ends
   * within it, it is given that far, and `isStringWhole` is false.
   */
  private string(block: Part, at: number, fields: FieldList): number {
    const { buf, end } = block
    if (integer.read(buf, at, end, 7) !== integerStates.whole) return -1
    const isHuffman = ((buf[at] as number) & 0x80) !== 0
    const from = integer.next
    this.isStringWhole = integer.value <= end - from
    const to = this.isStringWhole ? from + integer.value : end
    if (!appendString(block, from, to, isHuffman, fields) && this.isStringWhole)
      this.oddities |= tableOddities.badHuffman
    return to
  }

  /** Bytes of the name and value of an entry of either table, -1 where it is not known. */
  private entryLength(index: number): number {
    if (index < dynamicIndexMin) return staticEntry(index).bytes.length
    const at = index - dynamicIndexMin
    return at < this.table.count ? this.table.endOf(at) - this.table.startOf(at) : -1
  }

  /** Puts an entry's name, and its value if wanted, behind the fields' bytes. Returns where the value starts. */
  private copyEntry(index: number, fields: FieldList, withValue: boolean): number {
    const target = fields.length
    let from: Buffer
    let start = 0
    let valueStart: number
    let end: number
    if (index < dynamicIndexMin) {
      const entry = staticEntry(index)
      from = entry.bytes
      ;({ valueStart } = entry)
      end = from.length
    } else {
      const { table } = this
      const at = index - dynamicIndexMin
      from = table.buf
      start = table.startOf(at)
      valueStart = table.valueStartOf(at)
      end = table.endOf(at)
    }
    if (!withValue) end = valueStart
    copyBytes(from, start, end, fields.room(end - start), target)
    fields.length += end - start
    return target + valueStart - start
  }

  private hasRoom(fields: FieldList, length: number): boolean {
    if (fields.length + length <= limits.message.headBytesMax && fields.count < limits.message.fieldsMax)
      return true
    this.oddities |= tableOddities.tooLong
    return false
  }

  /** An index that no entry is known for: of older entries, or of none. */
  private unknown(index: number): void {
    this.oddities |= this.isPartial ? tableOddities.unknownIndex : tableOddities.badIndex
    if (this.unknownIndex === 0) this.unknownIndex = index
    this.unknownFields++
  }
}
