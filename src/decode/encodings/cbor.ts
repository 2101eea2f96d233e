import { BinaryReader } from '../binary-reader.ts'
import { BinaryValues } from '../binary-values.ts'
import type { Range } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'

const bytesMin = 6
const breakByte = 0xff
const tags = { unsigned: 2n, negative: 3n } as const
/** Of a number: longer ones are keys. */
const numberBytesMax = 16
/** In the head of a value whose end is marked, and such heads. */
const openLength = 31
const openBytes = 0x5f
const openText = 0x7f
/** So many parts are no chance, whatever is behind them. */
const partsSeenMax = 16
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6, simple: 7 } as const
const everyByte = Array.from({ length: 256 }, (_, byte) => byte)

/** CBOR (RFC 8949): a map, list or tag at the top, read to the last byte; definite and indefinite lengths, parts put together. */
export const encoding: Encoding = {
  name: 'cbor',
  kind: 'container',
  title: 'CBOR',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls + hint.shape.high === 0) return certainty.no
    return isTop(bytes[0] as number) ? certainty.guess + 2 : certainty.no
  },
  decode(bytes, _hint, budget) {
    return new Reader(bytes, new BinaryValues('cbor', bytes, budget)).read('CBOR')
  },
  /** Of parts, which may cut what the probe would see, and of texts in a row, whose heads are letters between them. */
  mayHide: (bytes, start, end) =>
    isTop(bytes[start] as number) && end - start >= bytesMin && holdsParts(bytes, start, end),
  hidesIn: { firstBytes: everyByte.filter(isTop), bytesMin },
}

function isTop(first: number): boolean {
  const kind = first >> 5
  return kind === major.map || kind === major.list || kind === major.tag
}

/** A text or bytes in parts: two or more of the same kind behind its head, and the mark of the end, or many; texts in a row. */
function holdsParts(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const head = bytes[at] as number
    if (head < pieceHeadMin || head > openText) continue
    if (head === openText || head === openBytes) {
      if (arePartsAt(bytes, at + 1, end, head >> 5)) return true
    } else if (head >= rowHeadMin && head <= longText && isRowAt(bytes, at, end)) return true
  }
  return false
}

const pieceHeadMin = 0x5f
/** Heads of texts: of one with four bytes, and of one whose length is in the next byte. */
const rowHeadMin = 0x64
const longText = 0x78

/** A text that can be read, another one as long behind it, and behind that one that is no longer, or the end. */
function isRowAt(bytes: Buffer, at: number, end: number): boolean {
  const head = bytes[at] as number
  const isLong = head === longText
  const size = isLong ? (bytes[at + 1] ?? 0) : head - 0x60
  const step = size + (isLong ? 2 : 1)
  const second = at + step
  if (second + step > end || bytes[second] !== head || (isLong && bytes[second + 1] !== size)) return false
  return (
    isPrintable(bytes[second - 1]) && isPrintable(bytes[second - 2]) && isPrintable(bytes[second + step - 1])
  )
}

function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte < 0x7f
}

function arePartsAt(bytes: Buffer, from: number, end: number, kind: number): boolean {
  let count = 0
  for (let at = from; at < end; count++) {
    const first = bytes[at] as number
    if (first === breakByte) return count > 1
    if (count === partsSeenMax) return true
    const size = first & 31
    const width = size < 24 ? 0 : 1 << (size - 24)
    if (first >> 5 !== kind || width > 4 || at + 1 + width > end) return false
    at += 1 + width + (width === 0 ? size : bytes.readUIntBE(at + 1, width))
  }
  return false
}

class Reader extends BinaryReader {
  protected value(path: string, key: string, depth: number): void {
    const { values } = this
    const start = this.at
    const first = this.first(depth)
    if (first < 0) return
    const kind = first >> 5
    const size = first & 31
    if (kind === major.simple) {
      this.simple(size, path, key, start)
      return
    }
    const isOpen = size === openLength
    const argument = isOpen ? 0n : this.argument(size)
    if (values.isBroken) return
    if (kind === major.unsigned) values.number(path, key, argument, start, this.at)
    else if (kind === major.negative) values.number(path, key, -1n - argument, start, this.at)
    else if (kind === major.tag) this.tagged(argument, path, key, depth, start)
    else if (kind === major.bytes || kind === major.text) {
      if (isOpen) this.parts(kind, path, key)
      else this.span(Number(argument), path, key, kind === major.text)
    } else this.members(Number(argument), isOpen, kind === major.map, path, key, depth)
  }

  private members(
    count: number,
    isOpen: boolean,
    isMap: boolean,
    path: string,
    key: string,
    depth: number,
  ): void {
    const { values } = this
    const most = isOpen ? this.bytes.length : count
    for (let index = 0; index < most && !values.isBroken && values.hasRoom; index++) {
      if (isOpen && this.bytes[this.at] === breakByte) {
        this.at++
        return
      }
      if (!isMap) this.value(`${path}[${index}]`, key, depth + 1)
      else {
        const name = this.name(path, depth)
        this.value(memberPath(path, name), name, depth + 1)
      }
    }
  }

  /** The name of a member: a text or a whole number, else whatever it is. */
  private name(path: string, depth: number): string {
    const first = this.bytes[this.at]
    if (first === undefined || first >> 5 !== major.text || (first & 31) === openLength) {
      const start = this.at
      this.value(path, '', depth + 1)
      const kind = (first ?? breakByte) >> 5
      if (kind === major.unsigned || kind === major.negative) return this.wholeAt(start)
      return this.bytes
        .toString('latin1', start, Math.min(this.at, start + 16))
        .replace(/[^0-9A-Za-z_-]/g, '')
    }
    this.at++
    return this.nameText(Number(this.argument(first & 31)))
  }

  /** The whole number whose head is at `start`, as text. */
  private wholeAt(start: number): string {
    const end = this.at
    const first = this.bytes[start] as number
    this.at = start + 1
    const argument = this.argument(first & 31)
    this.at = end
    return String(first >> 5 === major.unsigned ? argument : -1n - argument)
  }

  /** A number of any size is its bytes, with the highest first, behind a tag of its sign (RFC 8949, 3.4.3). */
  private tagged(tag: bigint, path: string, key: string, depth: number, start: number): void {
    const { bytes, values } = this
    const first = bytes[this.at] ?? breakByte
    const size = first & 31
    const isNumber = (tag === tags.unsigned || tag === tags.negative) && first >> 5 === major.bytes
    if (!isNumber || size === 0 || size > numberBytesMax) {
      this.value(path, key, depth + 1)
      return
    }
    this.at++
    if (!this.has(size)) return
    const number = BigInt(`0x${bytes.toString('hex', this.at, this.at + size)}`)
    this.at += size
    values.number(path, key, tag === tags.unsigned ? number : -1n - number, start, this.at)
  }

  /** Parts of one kind, each with its length, up to the break (RFC 8949, 3.2.3), put together. */
  private parts(kind: number, path: string, key: string): void {
    const { bytes, values } = this
    const parts: Range[] = []
    while (bytes[this.at] !== breakByte) {
      const first = bytes[this.at] ?? breakByte
      if (first >> 5 !== kind || (first & 31) === openLength) values.isBroken = true
      this.at++
      const length = Number(this.argument(first & 31))
      if (values.isBroken || !this.has(length)) return
      if (length > 0) parts.push({ start: this.at, end: this.at + length })
      this.at += length
    }
    this.at++
    values.joined(path, key, parts, kind === major.text)
  }

  private simple(size: number, path: string, key: string, start: number): void {
    const { bytes, values } = this
    const width = size === 25 ? 2 : size === 26 ? 4 : size === 27 ? 8 : size === 24 ? 1 : 0
    if (size > 27) values.isBroken = true
    if (size > 27 || !this.has(width)) return
    const at = this.at
    this.at += width
    if (width === 4 || width === 8)
      values.number(path, key, width === 4 ? bytes.readFloatBE(at) : bytes.readDoubleBE(at), start, this.at)
  }

  private argument(size: number): bigint {
    if (size < 24) return BigInt(size)
    const width = 1 << (size - 24)
    if (size > 27) this.values.isBroken = true
    if (size > 27 || !this.has(width)) return 0n
    const at = this.at
    this.at += width
    return width === 8 ? this.bytes.readBigUInt64BE(at) : BigInt(this.bytes.readUIntBE(at, width))
  }
}
