/**
 * Text in UTF-16 as UTF-8: programs of Windows write HAR files and logs so, as does a redirection in its older shells. All
 * readers of text take UTF-8 only.
 */

/** The two orders of bytes in which UTF-16 is written. */
export type Utf16Order = 'little' | 'big'

/** Bytes that the order is told by. */
const signBytes = 4

/**
 * Whether a file is text in UTF-16: it has a byte order mark, or begins with two characters of ASCII. `more`: too few bytes
 * to tell.
 */
export function utf16OrderOf(buf: Buffer, start: number, end: number): Utf16Order | 'more' | null {
  if (end - start < 2) return start === end || mayBegin(buf[start] as number) ? 'more' : null
  const mark = buf.readUInt16BE(start)
  if (mark === 0xfffe) return 'little'
  if (mark === 0xfeff) return 'big'
  const order = orderOfUnit(buf, start)
  if (order === null) return null
  if (end - start < signBytes) return 'more'
  return orderOfUnit(buf, start + 2) === order ? order : null
}

function mayBegin(byte: number): boolean {
  return byte === 0xff || byte === 0xfe || byte === 0 || isText(byte)
}

function orderOfUnit(buf: Buffer, at: number): Utf16Order | null {
  const [first, second] = [buf[at] as number, buf[at + 1] as number]
  if (second === 0 && isText(first)) return 'little'
  return first === 0 && isText(second) ? 'big' : null
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** Puts one text into UTF-8, in pieces as it comes. The byte order mark is left out. */
export class Utf16Text {
  private readonly order: Utf16Order
  private held: Buffer = Buffer.alloc(0)
  private isStart = true

  constructor(order: Utf16Order) {
    this.order = order
  }

  /** The bytes of UTF-8 that these bytes (which are left as they are) complete. */
  push(bytes: Uint8Array): Buffer {
    const units = Buffer.concat([this.held, bytes])
    const whole = units.length - (units.length % 2)
    if (this.order === 'big') units.subarray(0, whole).swap16()
    // A pair of surrogates may come in pieces.
    const isOpen = whole > 0 && (units.readUInt16LE(whole - 2) & 0xfc00) === 0xd800
    const end = isOpen ? whole - 2 : whole
    const rest = Buffer.from(units.subarray(end))
    if (this.order === 'big') rest.subarray(0, whole - end).swap16()
    this.held = rest
    return this.utf8Of(units.toString('utf16le', 0, end))
  }

  /** What is left of a text that ends inside a character. */
  end(): Buffer {
    const isCut = this.held.length > 0
    this.held = Buffer.alloc(0)
    return Buffer.from(isCut ? '\ufffd' : '')
  }

  private utf8Of(text: string): Buffer {
    const isMarked = this.isStart && text.startsWith('\ufeff')
    if (text !== '') this.isStart = false
    return Buffer.from(isMarked ? text.slice(1) : text)
  }
}
