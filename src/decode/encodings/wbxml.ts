import { isPrintable } from '../../core/signs/printable.ts'
import type { Budget } from '../budget.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'

/** Global tokens (WAP-192, section 7.1); those of extensions and literals stand in each quarter of the bytes. */
const tokens = {
  switchPage: 0x00,
  end: 0x01,
  entity: 0x02,
  inlineString: 0x03,
  tableString: 0x83,
  opaque: 0xc3,
} as const
/** In a tag: it has content, it has attributes. */
const hasContent = 0x40
const hasAttributes = 0x80
/** Lower six bits of tokens that are global: extensions below the name by the table. */
const literal = 0x04
const firstTag = 0x05
const knownCharsets = new Set([0x6a, 0x03, 0x04, 0x00])
const bytesMin = 8

/** How ActiveSync begins: WBXML 1.3 of no named document type, in UTF-8, without a table (MS-ASWBXML, 2.1.2). */
const syncHead: Buffer = Buffer.from([3, 1, 0x6a, 0])
/** The page of its settings, and what these say of the phone and of who has it (MS-ASWBXML, 2.1.2.1.19). */
const settingsPage = 0x12
const settingsNames: ReadonlyMap<number, string> = new Map([
  [0x15, 'Password'],
  [0x18, 'IMEI'],
  [0x1c, 'PhoneNumber'],
  [0x1f, 'SmtpAddress'],
])
const toSettings: Buffer = Buffer.from([tokens.switchPage, settingsPage])

/**
 * WBXML 1.1 to 1.3, in which SyncML and device management write XML. Names of elements are numbers whose meaning
 * depends on the document type: values go by them, and those by which ActiveSync tells of the phone by their names, too.
 */
export const encoding: Encoding = {
  name: 'wbxml',
  kind: 'container',
  title: 'WBXML',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls === 0) return certainty.no
    const version = bytes[0] as number
    if (version < 1 || version > 3) return certainty.no
    const isDeclared = /wbxml/i.test(hint.contentType)
    const at = charsetAt(bytes)
    return isDeclared || knownCharsets.has(bytes[at] as number) ? certainty.guess + 5 : certainty.no
  },
  decode(bytes, _hint, budget) {
    const table = multiByte(bytes, charsetAt(bytes) + 1)
    const start = table.end + table.value
    if (start > bytes.length) return 'its table reaches behind the end'
    const reader = new Reader(bytes, budget)
    if (table.value > 0)
      reader.pieces.push(exactPiece('wbxml', 'string table', '', bytes, table.end, start, 'value'))
    const fault = reader.read(start)
    if (fault !== '') return fault
    return reader.pieces.length === 0 || reader.depth > 1
      ? 'no WBXML'
      : { pieces: reader.pieces, isWhole: true }
  },
  /** Where characters of a text stand by their numbers, and where names do that say what a value is. */
  mayHide(bytes, start, end) {
    const version = bytes[start] as number
    if (version < 1 || version > 3) return false
    const range = bytes.subarray(start, end)
    if (isSync(range) && range.includes(toSettings, syncHead.length)) return true
    return knownCharsets.has(range[charsetAt(range)] as number) && holdsEntity(range)
  },
  hidesIn: { firstBytes: [1, 2, 3], bytesMin: 4 },
}

function isSync(bytes: Buffer): boolean {
  return (
    bytes.length > syncHead.length && bytes.compare(syncHead, 0, syncHead.length, 0, syncHead.length) === 0
  )
}

/** A character of ASCII by its number, with another or a text right behind. */
function holdsEntity(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(tokens.entity, 1); at !== -1; at = bytes.indexOf(tokens.entity, at + 1)) {
    const next = bytes[at + 2]
    const isText = next === tokens.entity || next === tokens.inlineString
    if (isText && isPrintable(bytes[at + 1] as number)) return true
  }
  return false
}

const depthMax = 64

/** A part of a text; `text` where it is not written as it is. */
interface Part {
  readonly start: number
  readonly end: number
  readonly text: Buffer | null
}

class Reader {
  readonly pieces: Piece[] = []
  private readonly bytes: Buffer
  private readonly budget: Budget
  private readonly open: number[] = []
  /** The element whose attributes are read, and whether content follows them; null outside. */
  private attributes: { readonly tag: number; readonly hasContent: boolean } | null = null
  private at = 0
  private readonly isSync: boolean
  /** The page that names are of. */
  private page = 0
  /** Of the text so far. */
  private parts: Part[] = []

  constructor(bytes: Buffer, budget: Budget) {
    this.bytes = bytes
    this.budget = budget
    this.isSync = isSync(bytes)
  }

  get depth(): number {
    return this.open.length
  }

  /** Reads to the end; says what is wrong, '' where nothing is. */
  read(start: number): string {
    const { bytes, budget } = this
    this.at = start
    while (this.at < bytes.length) {
      if (this.pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        this.parts = []
        // What is open then stays open.
        this.open.length = 0
        return ''
      }
      const token = bytes[this.at++] as number
      if (token !== tokens.inlineString && token !== tokens.entity) this.endText()
      const isFine = (token & 63) < firstTag ? this.global(token) : this.tag(token)
      if (!isFine) return 'a value reaches behind the end, or it is too deep'
    }
    this.endText()
    return ''
  }

  private global(token: number): boolean {
    if (token === tokens.inlineString || (token >= 0x40 && token <= 0x42)) return this.inline(token)
    if (token === tokens.opaque) return this.opaque()
    if (token === tokens.switchPage) this.page = this.bytes[this.at++] ?? 0
    else if (token === tokens.end) this.end()
    else if (token === tokens.entity) this.entity()
    else if (token >= 0x80 && token <= tokens.tableString) this.at = multiByte(this.bytes, this.at).end
    else if ((token & 63) === literal) {
      this.at = multiByte(this.bytes, this.at).end
      return this.tag(token)
    }
    return true
  }

  /** A tag; among attributes the beginning of one, or of its value, which are names that only the document type knows. */
  private tag(token: number): boolean {
    if (this.attributes !== null) return true
    const tag = token & 63
    if ((token & hasAttributes) !== 0) this.attributes = { tag, hasContent: (token & hasContent) !== 0 }
    else if ((token & hasContent) !== 0) this.open.push(tag)
    return this.open.length <= depthMax
  }

  private end(): void {
    const { attributes } = this
    if (attributes === null) this.open.pop()
    else if (attributes.hasContent) this.open.push(attributes.tag)
    this.attributes = null
  }

  private inline(token: number): boolean {
    const { bytes, at } = this
    const stop = bytes.indexOf(0, at)
    if (stop < 0) return false
    if (token !== tokens.inlineString) this.add(at, stop)
    else if (stop > at) this.parts.push({ start: at, end: stop, text: null })
    this.at = stop + 1
    return true
  }

  /** A character by its number (WAP-192, 5.8.4.1): of the text around it. */
  private entity(): void {
    const { at } = this
    const { value, end } = multiByte(this.bytes, at)
    this.at = end
    if (value > 0 && value <= 0x10ffff)
      this.parts.push({ start: at, end, text: Buffer.from(String.fromCodePoint(value)) })
  }

  /** Texts and characters that nothing stands between are one. */
  private endText(): void {
    const { bytes, parts } = this
    const [first] = parts
    const last = parts.at(-1)
    if (first === undefined || last === undefined) return
    this.parts = []
    if (first === last) {
      // One character alone says nothing.
      if (first.text === null) this.add(first.start, first.end)
      return
    }
    const whole = Buffer.concat(parts.map(({ start, end, text }) => text ?? bytes.subarray(start, end)))
    if (this.budget.takeBytes(whole.length))
      this.pieces.push(transformedPiece('wbxml', this.path, whole, first.start, last.end, 'value'))
  }

  private opaque(): boolean {
    const length = multiByte(this.bytes, this.at)
    const stop = length.end + length.value
    if (stop > this.bytes.length) return false
    this.add(length.end, stop)
    this.at = stop
    return true
  }

  private get path(): string {
    const tags = this.attributes === null ? this.open : [...this.open, this.attributes.tag]
    return tags.map((tag) => tag.toString(16)).join('.')
  }

  /** Of the element that a value stands in; '' where it is not known. */
  private get name(): string {
    return this.isSync && this.page === settingsPage ? (settingsNames.get(this.open.at(-1) ?? 0) ?? '') : ''
  }

  private add(start: number, end: number): void {
    if (end > start)
      this.pieces.push(exactPiece('wbxml', this.path, this.name, this.bytes, start, end, 'value'))
  }
}

/**
 * Where the character set stands, between the number of the document type and the length of the string table. The number
 * has one byte and more (`a4 01` for SyncML 1.2); behind 0 stands where the table has its name (WAP-192, 5.4, 7.2).
 */
function charsetAt(bytes: Buffer): number {
  return multiByte(bytes, bytes[1] === 0 ? 2 : 1).end
}

function multiByte(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0
  let at = start
  for (let count = 0; count < 4 && at < bytes.length; count++) {
    const byte = bytes[at++] as number
    value = value * 128 + (byte & 127)
    if (byte < 128) break
  }
  return { value, end: at }
}
