/** Deeper ones are no records of a device. */
const depthMax = 6
/** Values that are read of one message. */
const itemsMax = 4_096
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6, simple: 7 } as const
/** Numbers of any size, and those that are a whole number times a power of ten or two (RFC 8949, 3.4.3 and 3.4.4). */
const tags = { unsigned: 2, negative: 3, decimal: 4, binary: 5 } as const
/** Of a number: longer ones are keys. */
const numberBytesMax = 16
/** In the head of a value whose end is marked, and that mark. */
const openLength = 31
const breakByte = 0xff

/** A value of CBOR, where it stands, and what it is; members of a map in turn: name, value, name, value. */
export interface CborItem {
  readonly kind: 'number' | 'text' | 'list' | 'map' | 'other'
  readonly start: number
  readonly end: number
  readonly number: number
  readonly text: string
  readonly items: readonly CborItem[]
}

/**
 * Reads the one value (RFC 8949) that fills `buf[start, end)`; null where it is none. A tree, since numbers are the names
 * here, and a list of them may be one; the decoder of CBOR hands on values as they come.
 */
export function readCbor(buf: Buffer, start: number, end: number): CborItem | null {
  const reader = new Reader(buf, start, end)
  const item = reader.item(0)
  return item !== null && item.end === end ? item : null
}

class Reader {
  private readonly buf: Buffer
  private readonly end: number
  private at: number
  private count = 0

  constructor(buf: Buffer, start: number, end: number) {
    this.buf = buf
    this.at = start
    this.end = end
  }

  item(depth: number): CborItem | null {
    const { buf } = this
    const start = this.at
    if (start >= this.end || depth > depthMax || ++this.count > itemsMax) return null
    const first = buf[this.at++] as number
    const kind = first >> 5
    const size = first & 31
    const isOpen = size === openLength && kind >= major.bytes && kind <= major.map && kind !== major.tag
    const width = size < 24 || isOpen ? 0 : size < 28 ? 1 << (size - 24) : -1
    if (width < 0 || this.at + width > this.end) return null
    const head = this.at
    this.at += width
    if (kind === major.simple) return this.simple(size, start, head)
    const argument = isOpen
      ? Number.POSITIVE_INFINITY
      : width === 0
        ? size
        : width === 8
          ? Number(buf.readBigUInt64BE(head))
          : buf.readUIntBE(head, width)
    switch (kind) {
      case major.unsigned:
      case major.negative:
        return this.made('number', start, kind === major.unsigned ? argument : -1 - argument)
      case major.bytes:
      case major.text:
        return this.string(kind, start, argument, depth)
      case major.tag:
        return this.tagged(argument, start, depth)
      default:
        return this.members(kind === major.map ? 'map' : 'list', start, argument, depth)
    }
  }

  /** A text, or bytes, which say nothing here; in parts up to the break where its length is not told. */
  private string(kind: number, start: number, length: number, depth: number): CborItem | null {
    const isText = kind === major.text
    if (Number.isFinite(length)) {
      const from = this.at
      if (length > this.end - from) return null
      this.at = from + length
      return this.made(
        isText ? 'text' : 'other',
        start,
        0,
        isText ? this.buf.toString('utf8', from, this.at) : '',
      )
    }
    let text = ''
    while (!this.isBreak()) {
      const first = this.buf[this.at] ?? breakByte
      const part = first >> 5 === kind && (first & 31) !== openLength ? this.item(depth + 1) : null
      if (part === null) return null
      text += part.text
    }
    return this.made(isText ? 'text' : 'other', start, 0, text)
  }

  /** Whether the end of an open value is here; goes behind it. */
  private isBreak(): boolean {
    if (this.at >= this.end || this.buf[this.at] !== breakByte) return false
    this.at++
    return true
  }

  /** What a tag makes of the value behind it, where that is a number. */
  private tagged(tag: number, start: number, depth: number): CborItem | null {
    const from = this.at
    const item = this.item(depth + 1)
    if (item === null) return null
    if (tag === tags.unsigned || tag === tags.negative) {
      const size = item.end - from - 1
      if (this.buf[from] !== ((major.bytes << 5) | size) || size === 0 || size > numberBytesMax) return item
      const number = Number(`0x${this.buf.toString('hex', from + 1, item.end)}`)
      return this.made('number', start, tag === tags.unsigned ? number : -1 - number)
    }
    const [exponent, factor] = item.items
    if ((tag !== tags.decimal && tag !== tags.binary) || item.kind !== 'list' || item.items.length !== 2)
      return item
    if (exponent?.kind !== 'number' || factor?.kind !== 'number') return item
    const number =
      tag === tags.decimal
        ? Number(`${factor.number}e${exponent.number}`)
        : factor.number * 2 ** exponent.number
    return Number.isFinite(number) ? this.made('number', start, number) : item
  }

  /** `count` is infinite where the end is marked. */
  private members(kind: 'map' | 'list', start: number, count: number, depth: number): CborItem | null {
    const items: CborItem[] = []
    const each = kind === 'map' ? 2 : 1
    for (let left = count * each; left > 0; left--) {
      if (left === Number.POSITIVE_INFINITY && items.length % each === 0 && this.isBreak()) break
      const item = this.item(depth + 1)
      if (item === null) return null
      items.push(item)
    }
    return this.made(kind, start, 0, '', items)
  }

  /** Fractions; what else is simple says no value. */
  private simple(size: number, start: number, head: number): CborItem {
    if (size === 27) return this.made('number', start, this.buf.readDoubleBE(head))
    if (size === 26) return this.made('number', start, shortFraction(this.buf.readFloatBE(head)))
    if (size === 25) return this.made('number', start, halfFraction(this.buf.readUInt16BE(head)))
    return this.made('other', start, 0)
  }

  private made(
    kind: CborItem['kind'],
    start: number,
    number: number,
    text = '',
    items: readonly CborItem[] = [],
  ): CborItem {
    return { kind, start, end: this.at, number, text, items }
  }
}

/** A fraction of 32 bits as people write it: what is behind its eight digits is rounding. */
export function shortFraction(value: number): number {
  return Number(value.toPrecision(8))
}

/** A fraction of 16 bits (IEEE 754): five of them the exponent, ten what is behind the point. */
function halfFraction(bits: number): number {
  const exponent = (bits >> 10) & 31
  const rest = bits & 0x3ff
  const size =
    exponent === 0 ? rest * 2 ** -24 : exponent === 31 ? Number.NaN : (0x400 + rest) * 2 ** (exponent - 25)
  return bits >> 15 === 0 ? size : -size
}
