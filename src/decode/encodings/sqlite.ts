import { holdsAt } from '../../core/signs/holds-at.ts'
import type { Budget } from '../budget.ts'
import { BinaryValues } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Encoding, Written } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'

/** SQLite file format, 1.3: what a database begins with. */
const magic = Buffer.from('SQLite format 3\0')
const headBytes = 100
/** Where the head says how large pages are, what of each is kept for others, and how texts are written. */
const pageSizeAt = 16
const reservedAt = 20
const textFormAt = 56
const pageBytesMin = 512
/** Kinds of pages (1.6): of tables, inner ones and leaves, and of indexes. */
const kinds = { inner: 5, leaf: 13, innerIndex: 2, leafIndex: 10 } as const
const innerHeadBytes = 12
const leafHeadBytes = 8
/** The page of the list of tables. */
const schemaPage = 1
/** Where a row of that list has the kind, the name, the first page and the text by which it was made. */
const schemaColumns: readonly string[] = ['type', 'name', 'tbl_name', 'rootpage', 'sql']
/** A text that makes a table is short. */
const sqlBytesMax = 65_536
const variableBytesMax = 9
/** Rows are counted from one: smaller numbers say nothing, whatever their name. */
const tellingNumberMin = 10_000

/**
 * A database of SQLite (SQLite file format), as programs send their own and those of contacts and messages: each value of each
 * row by table and column. Pages that no table has (rows that were deleted) are read without names. Tables without row
 * numbers are counted as not read, as are pages that are cut off.
 */
export const encoding: Encoding = {
  name: 'sqlite',
  kind: 'container',
  title: 'SQLite',
  probe: (bytes) => (bytes.length >= headBytes && holdsAt(bytes, 0, magic) ? certainty.magic : certainty.no),
  decode(bytes, _hint, budget) {
    const size = bytes.readUInt16BE(pageSizeAt)
    const pageBytes = size === 1 ? 65_536 : size
    if (pageBytes < pageBytesMin || (pageBytes & (pageBytes - 1)) !== 0) return 'no size of pages'
    const reader = new Database(bytes, pageBytes, budget)
    reader.read()
    const { pieces } = reader.values
    return pieces.length === 0 ? 'no rows' : { pieces, isWhole: true }
  },
  mayHide: (bytes, start, end) =>
    bytes[start] === magic[0] &&
    bytes.compare(magic, 0, magic.length, start, Math.min(end, start + magic.length)) === 0,
  hidesIn: { firstBytes: magic.subarray(0, 1), bytesMin: magic.length },
}

/** One value of a row: its kind and length (2.1), and where it stands. */
interface Cell {
  readonly type: number
  readonly start: number
  readonly end: number
}

interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  readonly page: number
}

/** `isRowNumber`: the rows have no value there, which is their number (`integer primary key`). */
interface Column {
  readonly name: string
  readonly isRowNumber: boolean
}

/** Bytes of a row; `at`: where they stand in the file, -1 where they are put together of several pages; likewise its number. */
interface Row {
  readonly bytes: Buffer
  readonly at: number
  readonly number: number
  readonly numberAt: number
  readonly numberEnd: number
  /** How many of them lie in the page of the cell. */
  readonly local: number
}

class Database {
  readonly values: BinaryValues
  private readonly bytes: Buffer
  private readonly pageBytes: number
  private readonly usable: number
  private readonly textForm: BufferEncoding | 'utf16be'
  private readonly budget: Budget
  private readonly seen: Set<number> = new Set()
  private isCut = false
  private isOverlapping = false

  constructor(bytes: Buffer, pageBytes: number, budget: Budget) {
    this.bytes = bytes
    this.pageBytes = pageBytes
    this.usable = pageBytes - (bytes[reservedAt] as number)
    this.budget = budget
    this.values = new BinaryValues('sqlite', bytes, budget)
    const form = bytes.readUInt32BE(textFormAt)
    this.textForm = form === 2 ? 'utf16le' : form === 3 ? 'utf16be' : 'utf8'
  }

  read(): void {
    const tables: Table[] = []
    let withoutRows = 0
    for (const row of this.rows(schemaPage)) {
      const [type, name, , page, sql] = this.texts(row, schemaColumns.length)
      if (type !== 'table' || Number(page) <= 0) continue
      if (this.isIndex(Number(page))) withoutRows++
      else tables.push({ name: name as string, columns: columnsOf(sql as string), page: Number(page) })
    }
    for (const { name, columns, page } of tables)
      for (const row of this.rows(page)) {
        if (!this.values.hasRoom) return
        this.addRow(row, `${name}[${row.number}]`, columns)
      }
    this.readRest()
    if (withoutRows > 0)
      this.budget.leave(`${withoutRows} tables without row numbers of a database of SQLite`)
    if (this.isCut) this.budget.leave('pages of a database of SQLite that are cut off')
    if (this.isOverlapping) this.budget.leave('rows of a database of SQLite that lie over each other')
  }

  /** Tables without row numbers are kept as indexes are. */
  private isIndex(page: number): boolean {
    const kind = this.bytes[(page - 1) * this.pageBytes]
    return kind === kinds.innerIndex || kind === kinds.leafIndex
  }

  /** Leaves that no table has any more. */
  private readRest(): void {
    const count = Math.floor(this.bytes.length / this.pageBytes)
    for (let page = schemaPage + 1; page <= count; page++) {
      if (this.seen.has(page) || this.bytes[(page - 1) * this.pageBytes] !== kinds.leaf) continue
      for (const row of this.rows(page)) {
        if (!this.values.hasRoom) return
        this.addRow(row, `page ${page}[${row.number}]`, [])
      }
    }
  }

  /** The rows below a page, in order; each page once, whatever the file says. */
  private *rows(root: number): Generator<Row> {
    const pages = [root]
    for (let page = pages.pop(); page !== undefined; page = pages.pop()) {
      const start = (page - 1) * this.pageBytes
      if (page < 1 || this.seen.has(page)) continue
      if (start + this.pageBytes > this.bytes.length) {
        this.isCut = true
        continue
      }
      this.seen.add(page)
      const at = page === schemaPage ? headBytes : start
      const kind = this.bytes[at]
      const count = this.bytes.readUInt16BE(at + 3)
      if (kind === kinds.inner) {
        const children = this.pointers(at + innerHeadBytes, start, count).map((cell) =>
          this.bytes.readUInt32BE(cell),
        )
        pages.push(this.bytes.readUInt32BE(at + 8), ...children.toReversed())
      } else if (kind === kinds.leaf) yield* this.leaf(at, start, count)
    }
  }

  /** The rows of a leaf: together they are no more than its bytes. */
  private *leaf(at: number, start: number, count: number): Generator<Row> {
    let left = this.usable
    for (const cell of this.pointers(at + leafHeadBytes, start, count)) {
      const row = this.rowAt(cell, start + this.usable)
      if (row === null) continue
      left -= row.local
      if (left < 0) {
        this.isOverlapping = true
        return
      }
      yield row
    }
  }

  /** Where the cells of a page begin, of those that are inside of it. */
  private pointers(at: number, start: number, count: number): number[] {
    const found: number[] = []
    const most = Math.min(count, Math.floor((start + this.usable - at) / 2))
    for (let index = 0; index < most; index++) {
      const cell = start + this.bytes.readUInt16BE(at + index * 2)
      if (cell >= at + most * 2 && cell + 4 <= start + this.usable) found.push(cell)
    }
    return found
  }

  /** A cell of a leaf (1.6): the length of the row, its number, and as much of it as the page takes. */
  private rowAt(cell: number, end: number): Row | null {
    const length = variable(this.bytes, cell, end)
    if (length === null) return null
    const number = variable(this.bytes, length.end, end)
    if (number === null) return null
    const at = number.end
    const size = length.value
    const most = this.usable - 35
    const place = { number: number.value, numberAt: length.end, numberEnd: at }
    if (size <= most)
      return at + size > end
        ? null
        : { bytes: this.bytes.subarray(at, at + size), at, ...place, local: at + size - cell }
    const least = Math.floor(((this.usable - 12) * 32) / 255) - 23
    const wanted = least + ((size - least) % (this.usable - 4))
    const local = wanted <= most ? wanted : least
    if (at + local + 4 > end) return null
    if (size > this.bytes.length) this.isCut = true
    if (size > this.bytes.length || !this.budget.takeBytes(size)) return null
    const parts = [this.bytes.subarray(at, at + local)]
    let left = size - local
    let page = this.bytes.readUInt32BE(at + local)
    for (let pages = 0; left > 0 && page > 0; pages++) {
      const start = (page - 1) * this.pageBytes
      if (start + this.pageBytes > this.bytes.length || pages * pageBytesMin > size) {
        this.isCut = true
        break
      }
      this.seen.add(page)
      const part = this.bytes.subarray(start + 4, start + 4 + Math.min(left, this.usable - 4))
      parts.push(part)
      left -= part.length
      page = this.bytes.readUInt32BE(start)
    }
    if (left > 0) this.isCut = true
    return { bytes: Buffer.concat(parts), at: -1, ...place, local: at + local + 4 - cell }
  }

  private addRow(row: Row, path: string, columns: readonly Column[]): void {
    const { values } = this
    for (const [index, { type, start, end }] of cellsOf(row.bytes).entries()) {
      if (!values.hasRoom) return
      const { name: key = '', isRowNumber = false } = columns[index] ?? {}
      if (isRowNumber && type === 0 && row.number >= tellingNumberMin)
        values.number(memberPath(path, key), key, row.number, row.numberAt, row.numberEnd)
      const detail = key === '' ? `${path}[${index}]` : memberPath(path, key)
      const number = numberOf(row.bytes, type, start)
      const from = Math.max(0, row.at + start)
      const to = row.at < 0 ? this.bytes.length : row.at + end
      if (number !== null) values.number(detail, key, number, row.at < 0 ? 0 : from, to)
      else if (end > start) {
        const isText = (type & 1) === 1
        if (row.at >= 0 && !(isText && this.textForm !== 'utf8')) values.span(detail, key, from, to, isText)
        else {
          const made = isText
            ? Buffer.from(this.text(row.bytes.subarray(start, end)))
            : row.bytes.subarray(start, end)
          values.pieces.push({
            ...transformedPiece('sqlite', detail, made, row.at < 0 ? 0 : from, to, 'value'),
            key,
          })
        }
      }
    }
  }

  /** The first values of a row as texts. */
  private texts({ bytes }: Row, count: number): string[] {
    const texts = cellsOf(bytes).map(({ type, start, end }) => {
      const number = numberOf(bytes, type, start)
      return number === null
        ? this.text(bytes.subarray(start, Math.min(end, start + sqlBytesMax)))
        : String(number)
    })
    return Array.from({ length: count }, (_, index) => texts[index] ?? '')
  }

  private text(bytes: Buffer): string {
    if (this.textForm !== 'utf16be') return bytes.toString(this.textForm)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le')
  }
}

/** A number of variable length (1.6), most significant bits first; of one too large for a double its nearest. */
function variable(bytes: Buffer, at: number, end: number): { value: number; end: number } | null {
  let value = 0
  for (let index = 0; index < variableBytesMax && at + index < end; index++) {
    const byte = bytes[at + index] as number
    if (index === variableBytesMax - 1) return { value: value * 256 + byte, end: at + index + 1 }
    value = value * 128 + (byte & 127)
    if (byte < 128) return { value, end: at + index + 1 }
  }
  return null
}

const integerBytes: readonly number[] = [0, 1, 2, 3, 4, 6, 8]
const floatType = 7
const firstTextType = 12

/** The values of a row (2.1): kinds and lengths in front, then one behind the other. */
function cellsOf(bytes: Buffer): Cell[] {
  const head = variable(bytes, 0, bytes.length)
  if (head === null || head.value > bytes.length) return []
  const cells: Cell[] = []
  let start = head.value
  for (let at = head.end; at < head.value; ) {
    const type = variable(bytes, at, head.value)
    if (type === null) break
    at = type.end
    const { value } = type
    const size =
      value >= firstTextType
        ? Math.floor((value - firstTextType) / 2)
        : value === floatType
          ? 8
          : (integerBytes[value] ?? 0)
    if (start + size > bytes.length) break
    cells.push({ type: value, start, end: start + size })
    start += size
  }
  return cells
}

/** A number, null for what is none. 8 and 9 stand for 0 and 1, and 0 for no value. */
function numberOf(bytes: Buffer, type: number, start: number): number | bigint | null {
  if (type === floatType) return bytes.readDoubleBE(start)
  if (type === 8 || type === 9) return type - 8
  if (type < 1 || type >= floatType) return null
  const size = integerBytes[type] as number
  return size === 8 ? bytes.readBigInt64BE(start) : bytes.readIntBE(start, size)
}

const constraint = /^(?:constraint|primary|unique|check|foreign)\b/i
const columnName = /^\s*(?:"([^"]{1,64})"|`([^`]{1,64})`|\[([^\]]{1,64})\]|'([^']{1,64})'|([\w$]{1,64}))/
/** Texts and names in quotes, which may hold any sign, and comments; what is not closed goes on to the end. */
const quotedText =
  /"[^"]*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|'[^']*(?:'|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g
/** Only what this says has the number of the row for its value (CREATE TABLE, 5: ROWIDs and the INTEGER PRIMARY KEY). */
const rowNumber = /^\S+\s+integer\s[^,]{0,80}?\bprimary\s+key(?!\s+desc)\b/i
/** A column that is counted when it is asked for stands in no row. */
const generated = /\bas\s*\(/i
const stored = /\bstored$/i

/** The columns, in order, by the text that made the table. */
function columnsOf(sql: string): Column[] {
  // Signs inside of quotes part nothing; comments are none of it.
  const bare = sql.replace(quotedText, (text) => (/^[-/]/.test(text) ? ' ' : 'x').repeat(text.length))
  const open = bare.indexOf('(')
  if (open < 0) return []
  const columns: Column[] = []
  let depth = 0
  let from = open + 1
  for (let at = open; at < bare.length; at++) {
    const char = bare[at]
    if (char === '(') depth++
    else if (char === ')') depth--
    if (depth > 1 || (depth === 1 && char !== ',')) continue
    const part = bare.slice(from, at)
    const start = from + part.length - part.trimStart().length
    from = at + 1
    const name = columnName
      .exec(sql.slice(start, at))
      ?.slice(1)
      .find((one) => one !== undefined)
    const said = part.trim()
    if (name !== undefined && !constraint.test(said) && (!generated.test(said) || stored.test(said)))
      columns.push({ name, isRowNumber: rowNumber.test(said) })
    if (depth === 0) break
  }
  return columns
}

/** A database of two pages, which a row with the text fits into. */
export const written: Written = {
  name: 'database of SQLite',
  family: 'E5',
  gives: 'binary',
  isForDocuments: true,
  encode(bytes) {
    let pageBytes = pageBytesMin
    while (pageBytes < bytes.length + headBytes) pageBytes *= 2
    const file = Buffer.alloc(pageBytes * 2)
    file.set(magic)
    file.writeUInt16BE(pageBytes & 0xffff || 1, pageSizeAt)
    file.set([1, 1, 0, 64, 32, 32], 18)
    file.writeUInt32BE(2, 28)
    file.writeUInt32BE(4, 44)
    file.writeUInt32BE(1, textFormAt)
    const sql = 'create table log(entry text)'
    writeLeaf(file, headBytes, pageBytes, ['table', 'log', 'log', 2, sql])
    writeLeaf(file, pageBytes, pageBytes * 2, [bytes])
    return file
  },
}

/** A leaf with one row, whose cell is the last thing in its page. */
function writeLeaf(
  file: Buffer,
  at: number,
  end: number,
  values: readonly (string | number | Buffer)[],
): void {
  const types: Buffer[] = []
  const parts: Buffer[] = []
  for (const value of values) {
    const part = typeof value === 'number' ? Buffer.from([value]) : Buffer.from(value)
    types.push(writtenNumber(typeof value === 'number' ? 1 : part.length * 2 + firstTextType + 1))
    parts.push(part)
  }
  const head = Buffer.concat(types)
  const row = Buffer.concat([Buffer.from([head.length + 1]), head, ...parts])
  const cell = Buffer.concat([writtenNumber(row.length), Buffer.from([1]), row])
  file[at] = kinds.leaf
  file.writeUInt16BE(1, at + 3)
  const start = end - cell.length
  const page = at === headBytes ? 0 : at
  file.writeUInt16BE(start - page, at + 5)
  file.writeUInt16BE(start - page, at + leafHeadBytes)
  file.set(cell, start)
}

/** A number of at most 28 bits as one of variable length. */
function writtenNumber(value: number): Buffer {
  const bytes = [value & 127]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 127) | 128)
  return Buffer.from(bytes)
}
