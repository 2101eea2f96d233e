import { BinaryReader } from '../binary-reader.ts'
import { BinaryValues } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'

const bytesMin = 6

/** MessagePack (its specification of 2013): a map or list at the top, read to the last byte. */
export const encoding: Encoding = {
  name: 'message-pack',
  kind: 'container',
  title: 'MessagePack',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls + hint.shape.high === 0) return certainty.no
    const first = bytes[0] as number
    const isTop = (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf)
    return isTop ? certainty.guess + 3 : certainty.no
  },
  decode(bytes, _hint, budget) {
    return new Reader(bytes, new BinaryValues('message-pack', bytes, budget)).read('MessagePack')
  },
}

class Reader extends BinaryReader {
  /** Every character of ASCII is a whole number here. */
  protected override isBare(first: number): boolean {
    return first < 0x80
  }

  protected value(path: string, key: string, depth: number): void {
    const { values } = this
    const start = this.at
    const first = this.first(depth)
    if (first < 0) return
    if (first < 0x80 || first >= 0xe0)
      values.number(path, key, first < 0x80 ? first : first - 256, start, this.at)
    else if (first <= 0x8f) this.map(first & 15, path, depth)
    else if (first <= 0x9f) this.list(first & 15, path, key, depth)
    else if (first <= 0xbf) this.span(first & 31, path, key, true)
    else this.typed(first, path, key, depth, start)
  }

  private typed(first: number, path: string, key: string, depth: number, start: number): void {
    const { values } = this
    if (first === 0xc0 || first === 0xc2 || first === 0xc3) return
    // Bytes and extensions (whose type stands behind their length), then texts, by the size of their length.
    if (first >= 0xc4 && first <= 0xc6) this.span(this.unsigned(1 << (first - 0xc4)), path, key, false)
    else if (first >= 0xc7 && first <= 0xc9)
      this.span(this.unsigned(1 << (first - 0xc7)) + 1, path, key, false)
    else if (first >= 0xd4 && first <= 0xd8) this.span((1 << (first - 0xd4)) + 1, path, key, false)
    else if (first >= 0xd9 && first <= 0xdb) this.span(this.unsigned(1 << (first - 0xd9)), path, key, true)
    else if (first === 0xdc || first === 0xdd)
      this.list(this.unsigned(first === 0xdc ? 2 : 4), path, key, depth)
    else if (first === 0xde || first === 0xdf) this.map(this.unsigned(first === 0xde ? 2 : 4), path, depth)
    else if (first === 0xca || first === 0xcb) {
      const size = first === 0xca ? 4 : 8
      if (!this.has(size)) return
      const number = size === 4 ? this.bytes.readFloatBE(this.at) : this.bytes.readDoubleBE(this.at)
      this.at += size
      values.number(path, key, number, start, this.at)
    } else if (first >= 0xcc && first <= 0xd3) this.whole(first, path, key, start)
    else values.isBroken = true
  }

  private whole(first: number, path: string, key: string, start: number): void {
    const number = this.wholeAt(start)
    if (!this.has(1 << (first & 3)) || number === null) return
    this.at += 1 << (first & 3)
    this.values.number(path, key, number, start, this.at)
  }

  /** The whole number that begins at `at`; null where none does. */
  private wholeAt(at: number): number | bigint | null {
    const { bytes } = this
    const first = bytes[at] ?? 0xc1
    if (first < 0x80 || first >= 0xe0) return first < 0x80 ? first : first - 256
    const isSigned = first >= 0xd0
    const size = 1 << (first & 3)
    if (first < 0xcc || first > 0xd3 || at + 1 + size > bytes.length) return null
    if (size === 8) return isSigned ? bytes.readBigInt64BE(at + 1) : bytes.readBigUInt64BE(at + 1)
    return isSigned ? bytes.readIntBE(at + 1, size) : bytes.readUIntBE(at + 1, size)
  }

  private map(count: number, path: string, depth: number): void {
    const { values } = this
    for (let index = 0; index < count && !values.isBroken && values.hasRoom; index++) {
      const first = this.bytes[this.at]
      let name = ''
      if (first !== undefined && first >= 0xa0 && first <= 0xbf) name = this.name(first & 31, 1)
      else if (first === 0xd9) name = this.name(this.bytes[this.at + 1] ?? 0, 2)
      else {
        // A letter that names a letter is a text in another format.
        const isLetters = isLetter(first) && isLetter(this.bytes[this.at + 1])
        if (isLetters) values.isBroken = true
        name = String(this.wholeAt(this.at) ?? index)
        this.value(path, '', depth + 1)
      }
      this.value(memberPath(path, name), name, depth + 1)
    }
  }

  private name(length: number, head: number): string {
    this.at += head
    return this.nameText(length)
  }

  private list(count: number, path: string, key: string, depth: number): void {
    const { values } = this
    for (let index = 0; index < count && !values.isBroken && values.hasRoom; index++)
      this.value(`${path}[${index}]`, key, depth + 1)
  }

  private unsigned(size: number): number {
    if (!this.has(size)) return 0
    const number = this.bytes.readUIntBE(this.at, size)
    this.at += size
    return number
  }
}

/** Whether it is one of ASCII that can be printed, which is a small number here. */
function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte < 0x7f
}
