import { BinaryValues, memberPath } from '../binary-values.ts'
import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'
import { isText } from '../text.ts'

const bytesMin = 6
const nameBytesMax = 256
const breakByte = 0xff
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6, simple: 7 } as const

/** CBOR (RFC 8949): a map, list or tag at the top, read to the last byte; definite and indefinite lengths. */
export const encoding: Encoding = {
  name: 'cbor',
  kind: 'container',
  title: 'CBOR',
  probe(bytes, hint) {
    if (bytes.length < bytesMin || hint.shape.controls + hint.shape.high === 0) return certainty.no
    const kind = (bytes[0] as number) >> 5
    return kind === major.map || kind === major.list || kind === major.tag
      ? certainty.guess + 2
      : certainty.no
  },
  decode(bytes, _hint, budget) {
    const values = new BinaryValues('cbor', bytes, budget)
    const reader = new Reader(bytes, values)
    while (reader.at < bytes.length && !values.isBroken && values.hasRoom) reader.value('$', '', 0)
    if (values.isBroken || values.texts + values.names === 0) return 'no CBOR'
    return values.pieces.length === 0 ? 'nothing in it' : { pieces: values.pieces, isWhole: true }
  },
}

class Reader {
  at = 0
  private readonly bytes: Buffer
  private readonly values: BinaryValues

  constructor(bytes: Buffer, values: BinaryValues) {
    this.bytes = bytes
    this.values = values
  }

  value(path: string, key: string, depth: number): void {
    const { values, bytes } = this
    if (this.at >= bytes.length || values.isTooDeep(depth)) {
      values.isBroken = true
      return
    }
    const start = this.at
    const first = bytes[this.at++] as number
    const kind = first >> 5
    const size = first & 31
    if (kind === major.simple) {
      this.simple(size, path, key, start)
      return
    }
    const isOpen = size === 31
    const argument = isOpen ? 0n : this.argument(size)
    if (values.isBroken) return
    if (kind === major.unsigned) values.number(path, key, argument, start, this.at)
    else if (kind === major.negative) values.number(path, key, -1n - argument, start, this.at)
    else if (kind === major.tag) this.value(path, key, depth + 1)
    else if (kind === major.bytes || kind === major.text)
      this.text(argument, isOpen, kind === major.text, path, key, depth)
    else this.members(Number(argument), isOpen, kind === major.map, path, key, depth)
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

  /** The name of a member: a text, else whatever it is. */
  private name(path: string, depth: number): string {
    const first = this.bytes[this.at]
    if (first === undefined || first >> 5 !== major.text || (first & 31) === 31) {
      const start = this.at
      this.value(path, '', depth + 1)
      return this.bytes
        .toString('latin1', start, Math.min(this.at, start + 16))
        .replace(/[^0-9A-Za-z_-]/g, '')
    }
    this.at++
    const length = Number(this.argument(first & 31))
    if (length > nameBytesMax || this.at + length > this.bytes.length) {
      this.values.isBroken = true
      return ''
    }
    this.values.names++
    const name = this.bytes.toString('utf8', this.at, this.at + length)
    this.at += length
    return name
  }

  private text(
    length: bigint,
    isOpen: boolean,
    isString: boolean,
    path: string,
    key: string,
    depth: number,
  ): void {
    const { values } = this
    if (isOpen) {
      // Pieces of the same kind up to the break.
      while (!values.isBroken && this.bytes[this.at] !== breakByte) this.value(path, key, depth + 1)
      this.at++
      return
    }
    const end = this.at + Number(length)
    if (end > this.bytes.length) {
      values.isBroken = true
      return
    }
    if (isString && end > this.at && !isText(this.bytes, this.at, end)) values.isBroken = true
    values.span(path, key, this.at, end, isString)
    this.at = end
  }

  private simple(size: number, path: string, key: string, start: number): void {
    const { bytes, values } = this
    const width = size === 25 ? 2 : size === 26 ? 4 : size === 27 ? 8 : size === 24 ? 1 : 0
    if (size > 27 || this.at + width > bytes.length) {
      values.isBroken = true
      return
    }
    const at = this.at
    this.at += width
    if (width === 4 || width === 8)
      values.number(path, key, width === 4 ? bytes.readFloatBE(at) : bytes.readDoubleBE(at), start, this.at)
  }

  private argument(size: number): bigint {
    if (size < 24) return BigInt(size)
    const width = 1 << (size - 24)
    if (size > 27 || this.at + width > this.bytes.length) {
      this.values.isBroken = true
      return 0n
    }
    const at = this.at
    this.at += width
    return width === 8 ? this.bytes.readBigUInt64BE(at) : BigInt(this.bytes.readUIntBE(at, width))
  }
}
