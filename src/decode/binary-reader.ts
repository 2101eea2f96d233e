import { limits } from '../core/limits.ts'
import type { BinaryValues } from './binary-values.ts'
import type { Decoded } from './encoding.ts'
import { isTellingName } from './telling-name.ts'
import { isText } from './text.ts'

/** Longer texts are no names of members. */
const nameBytesMax = 256

/** So many small numbers may stand behind each other at the top: more of them are a text in another format. */
const bareMax = 3

/** Bytes after which a filling repeats: of what is decoded, hex gives one, base64 three. */
const fillingPeriods = [1, 2, 3, 4] as const

/**
 * Walks a format of values that say their own kind and length (MessagePack, CBOR), one behind the other up to the last
 * byte, and hands them to {@link BinaryValues}. What contradicts the format sets its `isBroken`, and nothing is read
 * behind that.
 */
export abstract class BinaryReader {
  protected at = 0
  protected readonly bytes: Buffer
  protected readonly values: BinaryValues

  constructor(bytes: Buffer, values: BinaryValues) {
    this.bytes = bytes
    this.values = values
  }

  /** Reads the value at `at`, and goes behind it. */
  protected abstract value(path: string, key: string, depth: number): void

  /** Reads all. `title` names the format where this is none of it: a text must be legible, or a member have a name. */
  read(title: string): Decoded | string {
    const { values } = this
    let bare = 0
    while (this.at < this.bytes.length && !values.isBroken && values.hasRoom) {
      bare = this.isBare(this.bytes[this.at] as number) ? bare + 1 : 0
      if (bare > bareMax) values.isBroken = true
      else this.value('$', '', 0)
    }
    if (values.isBroken || values.texts + values.names === 0) return `no ${title}`
    return values.pieces.length === 0 ? 'nothing in it' : { pieces: values.pieces, isWhole: true }
  }

  /** Whether a value that begins so is but a small number. */
  protected isBare(_first: number): boolean {
    return false
  }

  /** The first byte of a value, -1 where none can begin here. */
  protected first(depth: number): number {
    const isThere = this.at < this.bytes.length && !(depth >= limits.decode.jsonDepthMax && this.isFilling())
    if (isThere && !this.values.isTooDeep(depth)) return this.bytes[this.at++] as number
    this.values.isBroken = true
    return -1
  }

  /** Whether all that is left repeats what is before it: `aaaa…` decodes to lists in lists without end, and is none. */
  private isFilling(): boolean {
    const { at, bytes } = this
    const rest = bytes.subarray(at)
    return fillingPeriods.some((period) => rest.equals(bytes.subarray(at - period, bytes.length - period)))
  }

  /** Whether `count` more bytes are there. */
  protected has(count: number): boolean {
    if (this.at + count <= this.bytes.length) return true
    this.values.isBroken = true
    return false
  }

  /** Reads a text of `length` bytes as the name of a member. */
  protected nameText(length: number): string {
    const isName = length <= nameBytesMax && this.has(length)
    if (!isName || (length > 0 && !isText(this.bytes, this.at, this.at + length))) {
      this.values.isBroken = true
      return ''
    }
    this.values.names++
    const start = this.at
    this.at += length
    if (isTellingName(this.bytes, start, this.at)) this.values.span('name', '', start, this.at, true)
    return this.bytes.toString('utf8', start, this.at)
  }

  /** Reads `length` bytes as a value: a text must be one, other bytes may be anything. */
  protected span(length: number, path: string, key: string, isString: boolean): void {
    if (!this.has(length)) return
    const end = this.at + length
    if (isString && length > 0 && !isText(this.bytes, this.at, end)) this.values.isBroken = true
    this.values.span(path, key, this.at, end, isString)
    this.at = end
  }
}
