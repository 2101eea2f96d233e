import { hexValues } from '../../core/signs/digit-values.ts'
import { octalRow } from '../../core/signs/octal-escape.ts'

const percent = 37
const backslash = 92

/** Reads escapes of single characters: `%3A`, `%253A`, `%u003a`, `\u003a`, `\x3a`, `\n`. */
export class EscapeReader {
  /** Behind the escape that was read last. */
  end = 0

  /** The byte that the escape at `at` stands for; `end` is set behind it. Text of the form `\n` stands for what it says. */
  read(buf: Buffer, at: number, end: number): number {
    this.end = at + 1
    if (buf[at] === percent) {
      let from = at
      for (;;) {
        if (from + 2 >= end) return percent
        // Of characters beyond ASCII it is text, which nothing hides in.
        if (((buf[from + 1] as number) | 0x20) === 117 && isAsciiUnit(buf, from + 2, end)) {
          this.end = from + 6
          return unhex(buf, from + 4)
        }
        const high = hexValues[buf[from + 1] as number] as number
        const low = hexValues[buf[from + 2] as number] as number
        if (high > 15 || low > 15) return percent
        const code = high * 16 + low
        if (code === backslash) return this.readBehind(buf, from + 3, end)
        if (code !== percent) {
          this.end = from + 3
          return code
        }
        // `%25` stands for `%`: the escape is escaped itself.
        from += 2
      }
    }
    return this.readBehind(buf, at + 1, end)
  }

  /** What stands at `at`, behind a backslash that is one or stands in percent (`%5Cu0041`). */
  private readBehind(buf: Buffer, at: number, end: number): number {
    this.end = at
    if (at >= end) return backslash
    const kind = buf[at] as number
    if (kind === 117 && at + 4 < end) {
      let code = 0
      for (let index = at + 1; index < at + 5; index++)
        code = code * 16 + (hexValues[buf[index] as number] as number)
      this.end = at + 5
      return code < 128 ? code : 128
    }
    if (kind === 120 && at + 2 < end) {
      const code = unhex(buf, at + 1)
      this.end = at + 3
      return code < 128 ? code : 128
    }
    // `\100` of an address; other octal escapes of single letters stand in spellings.
    if (kind === 49 && buf[at + 1] === 48 && buf[at + 2] === 48 && octalRow(buf, at - 1, end) === 1) {
      this.end = at + 3
      return 64
    }
    this.end = at + 1
    if (kind === 110) return 10
    if (kind === 114) return 13
    // `\/` of JSON, `\:` of Java's Properties.
    if (kind === 47 || kind === 58) return kind
    // `\t`, `\b`, `\f`, `\"`, `\\`: delimiters all.
    if (kind === 116 || kind === 98 || kind === 102) return 9
    this.end = at
    return backslash
  }
}

/** The four hex digits of a character of ASCII stand at `at`. */
function isAsciiUnit(buf: Buffer, at: number, end: number): boolean {
  if (at + 4 > end || buf[at] !== 48 || buf[at + 1] !== 48) return false
  return (hexValues[buf[at + 2] as number] as number) < 8 && (hexValues[buf[at + 3] as number] as number) < 16
}

/** A short run of base64 with escapes of `+` and `/` in it. */
export function unescapedRun(run: Buffer): Buffer {
  const text = run.toString('latin1').replace(/%2[Bb]|\\u002[Bb]/g, '+')
  return Buffer.from(text.replace(/%2[Ff]|\\\/|\\u002[Ff]/g, '/'), 'latin1')
}

/** The byte that two hex digits stand for. */
export function unhex(buf: Buffer, at: number): number {
  return ((hexValues[buf[at] as number] as number) << 4) | (hexValues[buf[at + 1] as number] as number)
}
