import { colon, quote, semicolon } from '../../core/ascii-codes.ts'
import { isDigit } from '../../core/ascii.ts'
import { BinaryValues } from '../binary-values.ts'
import { memberPath } from '../member-path.ts'
import type { Encoding } from '../encoding.ts'
import { isTellingName } from '../telling-name.ts'
import { certainty } from '../encoding.ts'

const openBrace = 0x7b
const closeBrace = 0x7d
/** Kinds of values by their letters: text, whole number, fraction; and those that show nothing: truth, and what stands earlier. */
const [text, whole, fraction] = [0x73, 0x69, 0x64] as const
const unshown: ReadonlySet<number> = new Set(Array.from('brR', (letter) => letter.charCodeAt(0)))
/** Digits of counts and lengths. */
const countDigitsMax = 9
const number = /^(?:[\d.eE+-]+|-?INF|NAN)$/
const numberBytesMax = 32
const nameBytesMax = 256

/**
 * What PHP's `serialize` writes: `a:1:{s:4:"imei";s:15:"…";}`. Arrays by their keys, objects by their properties, whose names
 * may have the class or a star in front. Values that stand earlier (`r:2;`) are passed over, and what a class writes in a form of
 * its own (`C:`) is one text.
 */
export const encoding: Encoding = {
  name: 'php-serialized',
  kind: 'container',
  title: 'PHP serialize',
  probe(bytes, hint) {
    const { start, end, first, last } = hint.shape
    // `a:` or `O:` and a count in front, a brace behind.
    if ((first !== 0x61 && first !== 0x4f) || last !== closeBrace || bytes[start + 1] !== colon)
      return certainty.no
    return end - start > 8 && isDigit(bytes[start + 2]) ? certainty.json : certainty.no
  },
  decode(bytes, hint, budget) {
    const values = new BinaryValues('php-serialized', bytes, budget)
    const reader = new Reader(bytes, hint.shape.end, values)
    reader.at = hint.shape.start
    reader.value('$', '', 0)
    if (values.pieces.length === 0) return values.isBroken ? 'no serialised value' : 'nothing in it'
    return { pieces: values.pieces, isWhole: !values.isBroken && reader.at === hint.shape.end }
  },
}

/** A text or whole number, as the key of a member. */
interface Scalar {
  readonly start: number
  readonly end: number
}

class Reader {
  at = 0
  private readonly bytes: Buffer
  private readonly end: number
  private readonly values: BinaryValues

  constructor(bytes: Buffer, end: number, values: BinaryValues) {
    this.bytes = bytes
    this.end = end
    this.values = values
  }

  /** Reads the value at `at`. */
  value(path: string, key: string, depth: number): void {
    const { bytes, values } = this
    if (values.isTooDeep(depth) || !values.hasRoom) {
      values.isBroken = true
      return
    }
    const kind = bytes[this.at]
    if (kind === 0x4e && bytes[this.at + 1] === semicolon) {
      this.at += 2
      return
    }
    if (bytes[this.at + 1] !== colon) {
      values.isBroken = true
      return
    }
    switch (kind) {
      // a: an array; O: an object, with the name of its class in front.
      case 0x61:
      case 0x4f:
        this.at += 2
        if (kind === 0x4f && (this.text() === null || !this.take(colon))) return
        this.members(path, depth)
        return
      // A class that writes itself, and a case of an enumeration.
      case 0x43:
        this.at += 2
        this.ownForm(path, key)
        return
      case 0x45:
        this.at += 2
        if (this.text() !== null) this.take(semicolon)
        return
      default: {
        const scalar = this.scalar()
        if (scalar !== null && !unshown.has(kind as number))
          values.span(path, key, scalar.start, scalar.end, kind === text)
      }
    }
  }

  private members(path: string, depth: number): void {
    const { bytes, values } = this
    const count = this.count()
    if (!this.take(colon) || !this.take(openBrace)) return
    for (let left = count; left > 0 && !values.isBroken; left--) {
      const name = this.scalar()
      if (name === null) return
      const stop = Math.min(name.end, name.start + nameBytesMax)
      // `\0*\0name` and `\0Class\0name` are not public.
      const text = bytes.toString('utf8', name.start, stop).replace(/^\0[^\0]*\0/, '')
      values.names++
      if (isTellingName(bytes, name.start, stop)) values.span('name', '', name.start, stop, true)
      this.value(memberPath(path, text), text, depth + 1)
    }
    this.take(closeBrace)
  }

  /** `11:"ArrayObject":21:{…}`; the second length is that of what stands in the braces. */
  private ownForm(path: string, key: string): void {
    if (this.text() === null || !this.take(colon)) return
    const size = this.count()
    if (!this.take(colon) || !this.take(openBrace)) return
    const start = this.at
    this.at += size
    if (this.at < this.end && this.take(closeBrace)) this.values.span(path, key, start, start + size, true)
    else this.values.isBroken = true
  }

  /** `s:4:"imei";`, `i:15;`, `d:59.9;`, `d:-INF;`, `b:1;`, `r:2;`. */
  private scalar(): Scalar | null {
    const { bytes } = this
    const kind = bytes[this.at]
    this.at++
    if (!this.take(colon)) return null
    if (kind === text) {
      const found = this.text()
      return found !== null && this.take(semicolon) ? found : null
    }
    if (kind !== whole && kind !== fraction && !unshown.has(kind as number)) return this.fault()
    const start = this.at
    const stop = bytes.indexOf(semicolon, start)
    if (stop === -1 || stop >= this.end || stop === start || stop - start > numberBytesMax)
      return this.fault()
    if (!number.test(bytes.toString('latin1', start, stop))) return this.fault()
    this.at = stop + 1
    return { start, end: stop }
  }

  /** `4:"imei"`; the length counts bytes. */
  private text(): Scalar | null {
    const size = this.count()
    if (!this.take(colon) || !this.take(quote)) return null
    const start = this.at
    this.at += size
    return this.at < this.end && this.take(quote) ? { start, end: start + size } : this.fault()
  }

  private count(): number {
    let value = 0
    const start = this.at
    while (this.at < this.end && this.at - start < countDigitsMax && isDigit(this.bytes[this.at]))
      value = value * 10 + (this.bytes[this.at++] as number) - 0x30
    if (this.at === start) this.values.isBroken = true
    return value
  }

  private take(byte: number): boolean {
    if (this.at < this.end && this.bytes[this.at] === byte) {
      this.at++
      return true
    }
    this.values.isBroken = true
    return false
  }

  private fault(): null {
    this.values.isBroken = true
    return null
  }
}
