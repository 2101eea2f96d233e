import { rareSigns } from './base85-sign.ts'
import { interfaceSign } from '../radios/interface-sign.ts'
import { wordClasses } from '../names/key-name.ts'
import type { KeyTable } from '../names/key-name.ts'

/**
 * Walks over text in which the probe has nothing to do, eight bytes at a time and without a branch for each word: most
 * of the time of a walk word by word goes into wrong guesses of where words end. Every two bytes are one look-up of
 * their classes; the classes of each four bytes are one bit in a table: may a name end here, and is it followed by what
 * gives it a value? Beside that, long runs of letters and digits stop the walk, two colons as in MAC addresses, and bytes
 * that are no plain text. It stops too often rather than too seldom: tests hold the probe with it against that without.
 */

/** Classes beside those of word bytes (1 to 28); 0 is all other text, `+` among it. */
const assignClass = 29
const otherClass = 30
const blankClass = 31
const classCount = 32

/** Bits of a pair beside its two classes. */
const runShift = 10
const colonShift = 12
const isOther = 1 << 14

const comma = 0x2c
const chunkBytes = 8
/** Bits of a run that three halvings leave. */
const eightSideBySide = 8

const classes: Uint8Array = new Uint8Array(256)
for (let code = 0; code < 256; code++) {
  const isText = code < 128 && code >= 32
  classes[code] = isText ? (wordClasses[code] as number) : otherClass
}
// `<` and `&`: in front of `</key>` and of the entity of a quote. A tab alone stands between a name and its value, `*` behind
// one with emphasis, and `+` is the blank of forms.
for (const char of '=:"\'>][/<&\t*+') classes[char.charCodeAt(0)] = assignClass
for (const char of `%\\@#\n${rareSigns}`) classes[char.charCodeAt(0)] = otherClass
for (const char of ' \r') classes[char.charCodeAt(0)] = blankClass

function isRunByte(code: number): boolean {
  return wordClasses[code] !== 0 || code === 43 || code === 47
}

/** The tables of the walk, made for one set of names. */
export class Stride {
  /** Behind the bytes because of which the last walk stopped. */
  resumeAt = 0
  private readonly keys: KeyTable
  private readonly longShift: number
  /** By two bytes as they lie in memory: both classes, which are of runs, which are colons, and whether one is no plain text. */
  private readonly pairs: Uint16Array = new Uint16Array(65_536)
  /** A bit for each four classes. */
  private readonly stops: Int32Array = new Int32Array(classCount ** 4 / 32)
  /** The bytes that were walked last, and the memory they lie in: asking a buffer for its memory is slow. */
  private walked: Buffer | null = null
  private units: Uint16Array = new Uint16Array(0)
  private base = 0

  /**
   * Stops at the names of `keys`; runs of `runCharsMin` characters (9 to 16) and more stop the walk, as do `commaWords` in front
   * of a comma or a bracket, and `signWords` where any sign and one of `signFollowers` follows, or another sign.
   */
  constructor(
    keys: KeyTable,
    runCharsMin: number,
    commaWords: readonly string[],
    signWords: readonly string[],
    signFollowers: string,
  ) {
    this.keys = keys
    this.longShift = runCharsMin - eightSideBySide
    this.fillPairs()
    this.fillStops()
    for (const word of commaWords) this.stopAtComma(word)
    for (const word of signWords) this.stopAtSign(word, signFollowers)
    // Four bytes that begin at an even place, and at an odd one.
    for (const sign of [interfaceSign.slice(0, 4), interfaceSign.slice(1)])
      this.stopAt(Buffer.from(sign).reduce((four, byte) => (four << 5) | (classes[byte] as number), 0))
  }

  /**
   * Where the probe has to go on word by word, at or behind `at` and behind a byte that is of no run; `at` itself must
   * be behind such a byte. No word before that place, and nothing behind it, asks for anything.
   */
  walk(buf: Buffer, at: number, end: number): number {
    if (this.walked !== buf) {
      this.walked = buf
      this.base = buf.byteOffset
      if (this.units.buffer !== buf.buffer)
        this.units = new Uint16Array(buf.buffer, 0, buf.buffer.byteLength >> 1)
    }
    const { units, pairs, stops, base, longShift } = this
    let unit = (base + at + 1) >> 1
    const last = ((base + end) >> 1) - chunkBytes / 2
    let four = 0
    let runs = 0
    let colons = 0
    if (((base + at) & 1) === 1) {
      // The first byte is the second half of a unit: alone.
      const code = buf[at] as number
      four = classes[code] as number
      if (four === otherClass) {
        this.resumeAt = at + 1
        return at
      }
      runs = isRunByte(code) ? 1 : 0
      colons = code === 58 ? 1 : 0
    }
    for (; unit <= last; unit += chunkBytes / 2) {
      const one = pairs[units[unit] as number] as number
      const two = pairs[units[unit + 1] as number] as number
      const three = pairs[units[unit + 2] as number] as number
      const last4 = pairs[units[unit + 3] as number] as number
      const fourOne = ((four << 10) | (one & 1023)) & 0xfffff
      const fourTwo = ((fourOne << 10) | (two & 1023)) & 0xfffff
      const fourThree = ((fourTwo << 10) | (three & 1023)) & 0xfffff
      four = ((fourThree << 10) | (last4 & 1023)) & 0xfffff
      const stop =
        ((stops[fourOne >> 5] as number) >>> (fourOne & 31)) |
        ((stops[fourTwo >> 5] as number) >>> (fourTwo & 31)) |
        ((stops[fourThree >> 5] as number) >>> (fourThree & 31)) |
        ((stops[four >> 5] as number) >>> (four & 31))
      runs =
        (runs << 8) |
        (((one >> runShift) & 3) << 6) |
        (((two >> runShift) & 3) << 4) |
        (((three >> runShift) & 3) << 2) |
        ((last4 >> runShift) & 3)
      colons =
        (colons << 8) |
        (((one >> colonShift) & 3) << 6) |
        (((two >> colonShift) & 3) << 4) |
        (((three >> colonShift) & 3) << 2) |
        ((last4 >> colonShift) & 3)
      // So many bits side by side (2, then 4, 8 and all): a run as long as the shortest that the probe decodes.
      let long = runs & (runs >>> 1)
      long &= long >>> 2
      long &= long >>> 4
      long &= long >>> longShift
      const other = (one | two | three | last4) & isOther
      if (((stop & 1) | other | ((long | (colons & (colons >>> 3))) & 255)) !== 0) break
    }
    const chunk = unit * 2 - base
    this.resumeAt = chunk + chunkBytes
    // The word that ends in these bytes, or just before them, and all groups of what may be a MAC address.
    let from = Math.min(chunk - 2, end)
    while (from > at) {
      const code = buf[from - 1] as number
      if (!isRunByte(code) && code !== 58) break
      from--
    }
    return Math.max(at, from)
  }

  private fillPairs(): void {
    const bytes = new Uint8Array(2)
    const unit = new Uint16Array(bytes.buffer)
    // What a byte says as the first of two, and as the second: by the place in a unit that it has on this machine.
    const asFirst = new Uint16Array(256)
    const asSecond = new Uint16Array(256)
    for (let byte = 0; byte < 256; byte++) {
      const byteClass = classes[byte] as number
      const other = byteClass === otherClass ? isOther : 0
      const run = Number(isRunByte(byte)) << runShift
      const colon = Number(byte === 58) << colonShift
      asFirst[byte] = (byteClass << 5) | (run << 1) | (colon << 1) | other
      asSecond[byte] = byteClass | run | colon | other
    }
    bytes[1] = 1
    const isLittleEndian = unit[0] === 256
    const low = isLittleEndian ? asFirst : asSecond
    const high = isLittleEndian ? asSecond : asFirst
    const { pairs } = this
    for (let two = 0; two < 65_536; two++)
      pairs[two] = (low[two & 255] as number) | (high[two >> 8] as number)
  }

  /** The bits of a word are those of all classes that may come last. */
  private fillStops(): void {
    const { stops } = this
    const { tails, spacedTails } = this.keys
    const all = -1
    /** Classes that are of no word. */
    const outside = all << assignClass
    for (let at = 0; at < tails.length; at++) {
      const word = tails[at] as number
      if (word === 0) continue
      for (let bit = 0; bit < 32; bit++) {
        if (((word >>> bit) & 1) === 0) continue
        const tail = (at << 5) | bit
        const third = tail >> 10
        const pair = tail & 1023
        stops[(pair << 5) | assignClass] = all
        // These are the names of most things: only behind a blank do they say more.
        if (spacedTails.has(tail)) {
          for (const before of [0, blankClass]) this.stopAt((before << 15) | (pair << 5) | assignClass)
          continue
        }
        // Class 0 in a tail is what is no word.
        if (third !== 0) this.stopAt((third << 15) | (pair << 5) | assignClass)
        else
          for (const before of [0, assignClass, otherClass, blankClass])
            this.stopAt((before << 15) | (pair << 5) | assignClass)
        // Behind a blank it depends on what follows.
        const blank = (pair << 5) | blankClass
        stops[blank] = (stops[blank] as number) | outside
        const letter = pair & 31
        for (let next = assignClass; next < classCount; next++)
          stops[(letter << 10) | (blankClass << 5) | next] = all
      }
    }
  }

  /**
   * Behind the last letters of a word: where the comma is the last of four bytes, and where one more follows. A bracket is
   * of the comma's class; it may stand behind a blank.
   */
  private stopAtComma(word: string): void {
    const commaClass = classes[comma] as number
    const [third, second, first] = Array.from(Buffer.from(word).subarray(-3), (byte) => classes[byte]) as [
      number,
      number,
      number,
    ]
    const pair = (second << 5) | first
    this.stopAt((third << 15) | (pair << 5) | blankClass)
    this.stopAt((pair << 10) | (blankClass << 5) | commaClass)
    this.stopAt((third << 15) | (pair << 5) | commaClass)
    this.stops[(pair << 5) | commaClass] = -1
  }

  /** The same where a blank or another sign of plain text stands behind the word; what gives a name its value stops the walk anyway. */
  private stopAtSign(word: string, followers: string): void {
    const [third, second, first] = Array.from(Buffer.from(word).subarray(-3), (byte) => classes[byte]) as [
      number,
      number,
      number,
    ]
    const pair = (second << 5) | first
    const signClasses = [blankClass, classes[comma] as number]
    const next = [...signClasses, ...Array.from(Buffer.from(followers), (byte) => classes[byte] as number)]
    for (const sign of signClasses) {
      this.stopAt((third << 15) | (pair << 5) | sign)
      for (const code of next) this.stopAt((pair << 10) | (sign << 5) | code)
    }
  }

  private stopAt(four: number): void {
    this.stops[four >> 5] = (this.stops[four >> 5] as number) | (1 << (four & 31))
  }
}
