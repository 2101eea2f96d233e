/** Deeper ones are no records of a device. */
const depthMax = 6
/** Values that are read of one message. */
const itemsMax = 4_096
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6 } as const

/** A value of CBOR, where it stands, and what it is; members of a map in turn: name, value, name, value. */
export interface CborItem {
  readonly kind: 'number' | 'text' | 'list' | 'map' | 'other'
  readonly start: number
  readonly end: number
  readonly number: number
  readonly text: string
  readonly items: readonly CborItem[]
}

/** Reads the one value (RFC 8949) that fills `buf[start, end)`; null where it is none, or has a length that is not told. */
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
    const width = size < 24 ? 0 : size < 28 ? 1 << (size - 24) : -1
    if (width < 0 || this.at + width > this.end) return null
    const head = this.at
    this.at += width
    if (kind > major.tag) return this.simple(size, start, head)
    const argument =
      width === 0 ? size : width === 8 ? Number(buf.readBigUInt64BE(head)) : buf.readUIntBE(head, width)
    switch (kind) {
      case major.unsigned:
      case major.negative:
        return this.made('number', start, kind === major.unsigned ? argument : -1 - argument)
      case major.bytes:
      case major.text: {
        const from = this.at
        if (argument > this.end - from) return null
        this.at = from + argument
        const isText = kind === major.text
        return this.made(
          isText ? 'text' : 'other',
          start,
          0,
          isText ? buf.toString('utf8', from, this.at) : '',
        )
      }
      case major.tag:
        return this.item(depth + 1)
      default:
        return this.members(kind === major.map ? 'map' : 'list', start, argument, depth)
    }
  }

  private members(kind: 'map' | 'list', start: number, count: number, depth: number): CborItem | null {
    const items: CborItem[] = []
    for (let left = kind === 'map' ? count * 2 : count; left > 0; left--) {
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
