/** Signs that a text may have, a bit each of {@link TextShape.signs}. */
export const signs = {
  at: 1,
  equals: 2,
  comma: 4,
  slash: 8,
  /** Of degrees: a byte of its own in Latin-1, and the last one in UTF-8. */
  degree: 16,
  /** What stands between a name and its value where no encoding says so: `=`, `:`, `>`, an arrow, a tab, controls. */
  assigning: 32,
  /** What stands in every text whose members have names (`names/text-members.ts`). */
  listing: 64,
  /** One that may stand in a decimal number, in a list of numbers, or between the digits of a name in DNS. */
  mark: 128,
} as const

/**
 * What a text is made of: asked in front of patterns, each of which can only match where a run is long enough and a sign is
 * there. Lengths are in bytes; a character of a text in Latin-1 is one.
 */
export interface TextShape {
  readonly length: number
  /** The longest run of decimal digits. */
  readonly digitRun: number
  /** The longest run of hex digits and hyphens. */
  readonly hexRun: number
  /** The longest run of ASCII letters and digits. */
  readonly wordRun: number
  readonly colons: number
  readonly hyphens: number
  /** Bits of {@link signs}. */
  readonly signs: number
  /** How many times one `mark` stands between two digits. */
  readonly decimals: number
}

/** Bits of {@link classes} above those of {@link signs}. */
const digit = 256
const hex = 512
const word = 1_024
const colon = 2_048
const hyphen = 4_096

const digits = '0123456789'
const hexDigits = `${digits}abcdefABCDEF`
const classes: Uint16Array = new Uint16Array(256)
/** Sets the bits of one class for each of its bytes. */
function mark(bits: number, members: string): void {
  for (let at = 0; at < members.length; at++) {
    const code = members.charCodeAt(at)
    classes[code] = (classes[code] as number) | bits
  }
}
mark(signs.at, '@')
mark(signs.equals, '=')
mark(signs.comma, ',')
mark(signs.slash, '/')
mark(signs.degree, '\xb0')
mark(signs.assigning, '=:>\t\xe2')
mark(signs.listing, '\n(]"=')
mark(signs.mark, '.,\x01\x04')
mark(digit, digits)
mark(hex, `${hexDigits}-`)
mark(word, `${hexDigits}ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ`)
mark(colon, ':')
mark(hyphen, '-')
/** Controls of ASCII and of Latin-1, but for line ends and the tab, which stands above. */
for (let code = 0; code < 0xa0; code++)
  if ((code < 0x20 || code >= 0x80) && code !== 0x09 && code !== 0x0a && code !== 0x0d)
    classes[code] = (classes[code] as number) | signs.assigning

/** The shape of one text after the other, and its characters, which most texts are never asked for. */
export class ShapedText implements TextShape {
  length = 0
  digitRun = 0
  hexRun = 0
  wordRun = 0
  colons = 0
  hyphens = 0
  signs = 0
  decimals = 0
  private bytes: Buffer = Buffer.alloc(0)
  private written: string | null = null

  /** In Latin-1: an index in it is one in the bytes. */
  get text(): string {
    this.written ??= this.bytes.toString('latin1', 0, this.length)
    return this.written
  }

  /**
   * Takes the text of the first `lengthMax` of these bytes. `written`: the same with some of them blanked out, where that is
   * what is looked at: what its shape has, that of the bytes has, too.
   */
  take(bytes: Buffer, lengthMax: number, written: string | null = null): void {
    this.bytes = bytes
    this.written = written
    const length = Math.min(bytes.length, lengthMax)
    let found = 0
    let digits = 0
    let hexes = 0
    let words = 0
    this.length = length
    this.digitRun = this.hexRun = this.wordRun = this.colons = this.hyphens = this.decimals = 0
    for (let at = 0; at < length; at++) {
      const bits = classes[bytes[at] as number] as number
      found |= bits
      digits = (bits & digit) === 0 ? 0 : digits + 1
      hexes = (bits & hex) === 0 ? 0 : hexes + 1
      words = (bits & word) === 0 ? 0 : words + 1
      if (digits > this.digitRun) this.digitRun = digits
      if (hexes > this.hexRun) this.hexRun = hexes
      if (words > this.wordRun) this.wordRun = words
      if (words !== 0) continue
      if ((bits & colon) !== 0) this.colons++
      else if ((bits & hyphen) !== 0) this.hyphens++
      else if ((bits & signs.mark) !== 0 && isBetweenDigits(bytes, at)) this.decimals++
    }
    this.signs = found & (digit - 1)
  }
}

function isBetweenDigits(bytes: Uint8Array, at: number): boolean {
  const before = at === 0 ? 0 : (classes[bytes[at - 1] as number] as number)
  const behind = at + 1 === bytes.length ? 0 : (classes[bytes[at + 1] as number] as number)
  return (before & behind & digit) !== 0
}
