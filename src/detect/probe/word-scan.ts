import { isNumberedAt } from '../../core/signs/numbered-bytes.ts'
import { unescapePercent } from '../../core/signs/percent-escape.ts'
import { hidesInEscapes } from '../../core/signs/unicode-forms.ts'
import { tailMask, wordClasses } from '../names/key-name.ts'
import type { KeyTable } from '../names/key-name.ts'
import { endsAsTableName } from '../names/table-fields.ts'
import { linksPlace } from '../places/map-links.ts'
import { wellKnownNames } from '../places/way-ends.ts'
import { interfaceWordChars, isBehindHalf, isInterfaceId } from '../radios/interface-sign.ts'
import { countryName } from '../telephony/cell-fields.ts'
import { parcelNames } from '../telephony/parcel-answers.ts'
import { radioAnswerNames } from '../telephony/radio-answers.ts'
import { isAnswered } from './answered-names.ts'
import { mayBeByteList } from './byte-lists.ts'
import { roleOf, roles } from './byte-roles.ts'
import { isNumberedPiece } from './cut-fields.ts'
import { depthMax } from './encoded-runs.ts'
import { EscapeReader } from './escapes.ts'
import type { KnownSpellings } from './known-spellings.ts'
import { continues, isCutByStroke, isSoftBreak, mayEndLine } from './line-ends.ts'
import { LineMemory } from './line-memory.ts'
import { countryFollowers, isCountryOfCells } from './log-signs.ts'
import type { LongRuns } from './long-runs.ts'
import { isMessageHead } from './message-head.ts'
import {
  fileWord,
  isFieldOfForm,
  isHeadBehind,
  isNamedAhead,
  tableHeadEnd,
  valuesWord,
} from './named-ahead.ts'
import { isOddMark } from './odd-marks.ts'
import { signs } from './part-signs.ts'
import { nmeaNames } from './probe-names.ts'
import type { RunJudge } from './run-judge.ts'
import { Stride } from './stride.ts'
import type { TokenSigns } from './token-signs.ts'
import { isKey, isPlainValueAhead } from './value-behind.ts'
import { Walk } from './walk.ts'
import { longWordMin } from './word-judge.ts'
import type { WordJudge } from './word-judge.ts'
import type { WordTable } from './word-table.ts'

const joinRole = roleOf.join
/** Bytes in front of a text that a message begins with, though they look like text: a tag and its length. */
const headBytesMax = 2

/** What a walk by strides is worth it for: bytes in all, in one piece, and how far it must have come to try again at once. */
const strideFromBytes = 65_536
const strideBytesMin = 48
const strideGainMin = 24
const strideRestBytes = 8

const lineFeed = 10
const percent = 37
const colon = 58
const backslash = 92
/** What stands between a name and its value in JSON in JSON: `\":`. */
const escapedEndBytes = 3
/** `%252C`: an escape of an escape, and how many of them are undone. */
const doubledBytesMin = 5
const escapeLevelsMax = 4
/** Bytes as numbers with escaped marks between them: signs of one (`0x39`), marks, and how many make a list. */
const itemBytesMax = 4
const itemsMin = 6
const listMarks: Uint8Array = new Uint8Array(256)
for (const char of ',; :|') listMarks[char.charCodeAt(0)] = 1
/** Escaped behind a name, they end it in a page, a table, a statement or a form that stands inside of another text. */
const nameEnds: Uint8Array = new Uint8Array(256)
for (const char of '<,;|)&\n\r\t') nameEnds[char.charCodeAt(0)] = 1

/** Groups of two hex digits with colons behind them, in front of the last one of a MAC address. */
const macGroupsMin = 5

/** Who a scan asks about what it meets. */
interface Askable {
  readonly keys: KeyTable
  /** Of known values that are too short to be searched for anywhere. */
  readonly shortWords: WordTable
  readonly known: KnownSpellings
  readonly tokens: TokenSigns
  readonly runs: RunJudge
  readonly words: WordJudge
  readonly longRuns: LongRuns
}

/** Goes over bytes from word to word: names, long words, runs of base64, the marks between them, and lines that come again. */
export class WordScan {
  /** The bytes that were scanned last are no text. */
  wasBinary = false
  /** The bytes begin with a header of known form: names and values in it are not side by side. */
  isFramed = false
  private readonly keys: KeyTable
  private readonly shortWords: WordTable
  private readonly known: KnownSpellings
  private readonly tokens: TokenSigns
  private readonly runs: RunJudge
  private readonly words: WordJudge
  private readonly longRuns: LongRuns
  private readonly lines: LineMemory = new LineMemory()
  /** Made when it pays: a short capture is read sooner without. */
  private stride: Stride | null = null
  private scannedBytes = 0
  private readonly escapes: EscapeReader = new EscapeReader()
  /** One for each depth of encodings in encodings. */
  private readonly walks: readonly Walk[] = Array.from({ length: depthMax + 1 }, () => new Walk())

  constructor({ keys, shortWords, known, tokens, runs, words, longRuns }: Askable) {
    this.keys = keys
    this.shortWords = shortWords
    this.known = known
    this.tokens = tokens
    this.runs = runs
    this.words = words
    this.longRuns = longRuns
  }

  /**
   * Goes from word to word. What nearly all words need is done here, all else in {@link mark} and below it: V8 throws away what it
   * made of a function when a call in it is made for the first time, and this is the one that must stay.
   */
  scan(buf: Buffer, start: number, end: number, depth: number): boolean {
    const hasShort = this.shortWords.mayHaveAny(buf, start, end)
    this.tokens.beginMessage()
    const stride = hasShort ? null : this.strideFor(end - start)
    const { tails } = this.keys
    // Tables of the module are loaded anew at each use, locals are not.
    const byteClasses = wordClasses
    const byteRoles = roles
    const { runCharsMin } = this.runs
    const walk = this.walks[depth] as Walk
    walk.begin(start, depth === 0)
    let at = start
    // Names in the head of a table have no sign of their own behind them: it is read word by word. No table begins as the
    // head of a message does.
    const isHead = isMessageHead(buf, start)
    let strideAt = stride === null ? end : isHead ? start : Math.max(start, tableHeadEnd(buf, start, end))
    for (;;) {
      const mayStride = at >= strideAt && stride !== null && at === walk.runStart && walk.macGroups === 0
      if (mayStride && !walk.isEscaped && !isBehindHalf(buf, at)) {
        const from = at
        at = stride.walk(buf, from, end)
        walk.runStart = at
        strideAt = stride.resumeAt
        if (at - from < strideGainMin) strideAt += strideRestBytes
      }
      const wordStart = at
      let tail = 0
      while (at < end) {
        const wordClass = byteClasses[buf[at] as number] as number
        if (wordClass === 0) break
        tail = ((tail << 5) | wordClass) & tailMask
        at++
      }
      const length = at - wordStart
      if (length >= longWordMin) {
        const sign = this.words.judge(buf, start, wordStart, at, end, depth)
        if (sign === signs.found) return true
        if (sign === signs.beyondLine) walk.isPlainLine = false
      }
      if (hasShort && length > 1 && this.shortWords.hasAny(buf, wordStart, at)) return true
      const mayBeKey = (((tails[tail >> 5] as number) >>> (tail & 31)) & 1) !== 0 && length > 1
      if (at >= end) return this.endsOddly(walk, buf, start, end, wordStart, mayBeKey, depth)
      const code = buf[at] as number
      const role = byteRoles[code] as number
      if (!mayBeKey && role <= joinRole && at - walk.runStart < runCharsMin) {
        // Nearly all words: short, no name, no part of a MAC address, and no escape behind them.
        if (role === joinRole) {
          if (walk.macGroups === 0 || length !== 2) {
            walk.macGroups = 0
            at++
            continue
          }
        } else if (
          (length !== 2 && length !== interfaceWordChars) ||
          (code !== colon && walk.macGroups === 0)
        ) {
          walk.macGroups = 0
          walk.isEscaped = false
          at++
          walk.runStart = at
          if (code !== lineFeed) continue
          // A soft line break of quoted-printable cuts whatever stands there.
          if (isSoftBreak(buf, at - 1, start)) return true
          if (depth === 0) at = this.nextLine(walk, buf, at, end)
          continue
        }
      }
      if (this.mark(walk, buf, start, end, wordStart, at, mayBeKey, depth)) return true
      at = walk.at
    }
  }

  /**
   * What the word `[wordStart, at)` and the mark behind it say: true where the detector has to read them. Else `walk.at` is where
   * the next word begins.
   */
  private mark(
    walk: Walk,
    buf: Buffer,
    start: number,
    end: number,
    wordStart: number,
    at: number,
    mayBeKey: boolean,
    depth: number,
  ): boolean {
    const length = at - wordStart
    const found = mayBeKey ? this.keyAt(buf, start, wordStart, at) : 0
    if (found !== 0) {
      // Its value may stand on the next line.
      walk.isPlainLine = false
      if (linksPlace(buf, at, end)) return true
      if (isNamedAhead(buf, start, wordStart, at, end, walk.lineStart)) return true
      // `imei1=…&imei2=…`: the value may be too short, since it is cut.
      if (isNumberedPiece(buf, start, at, at, end) || isCountryOfCells(buf, wordStart, at, end)) return true
    }
    let code = buf[at] as number
    if (code === 0 && endsAsTableName(buf, at, end) && this.keyAt(buf, start, wordStart, at - 1) !== 0)
      return true
    let role = roles[code] as number
    let next = at + 1
    if (role === roleOf.escape) {
      if (this.isOddEscape(walk, buf, start, end, wordStart, at, found)) return true
      code = walk.code
      next = walk.at
      role = roles[code] as number
    }
    if (walk.macGroups >= macGroupsMin && length === 2) return true
    if (length === interfaceWordChars && code === colon && isInterfaceId(buf, start, wordStart)) return true
    if (found !== 0 && !(this.isFramed && role === roleOf.binary)) {
      if (isAnswered(found, role, code, buf, start, wordStart, at, next, end)) return true
    }
    walk.at = next
    if (role === roleOf.join) {
      walk.macGroups = 0
      return false
    }
    if (at - walk.runStart >= this.runs.runCharsMin && this.isOddRun(walk, buf, start, at, end, role, depth))
      return true
    walk.macGroups = role === roleOf.assign && code === colon && length === 2 ? walk.macGroups + 1 : 0
    if (role > roleOf.escape) {
      if (role === roleOf.binary) {
        walk.isPlainLine = false
        walk.hasBinary = true
      }
      if (isOddMark(role, code, buf, start, wordStart, at, next, end, walk.rareAt)) return true
      if (role === roleOf.rare) walk.rareAt = at
    }
    walk.runStart = next
    walk.isEscaped = false
    if (code === lineFeed && depth === 0) {
      // Behind an escape `\n` no line begins.
      if (buf[next - 1] === lineFeed) walk.at = this.nextLine(walk, buf, next, end)
      else {
        if (walk.isPlainLine) this.lines.offer(buf, walk.lineStart, next, end, this.longRuns)
        walk.isPlainLine = false
        walk.lineStart = next
      }
    }
    return false
  }

  /** What the escape at `at` says, behind the word from `wordStart` on. Else `walk.code` is what it stands for, `walk.at` where it ends. */
  private isOddEscape(
    walk: Walk,
    buf: Buffer,
    start: number,
    end: number,
    wordStart: number,
    at: number,
    found: number,
  ): boolean {
    const length = at - wordStart
    walk.isPlainLine = false
    // `\"0\":118`: of bytes under their numbers in JSON in JSON samples meet too little.
    if (length === 1 && isNumberedAt(buf, start, at + escapedEndBytes, end)) return true
    const code = this.escapes.read(buf, at, end)
    const next = this.escapes.end
    walk.code = code
    walk.at = next
    if (wordClasses[code] !== 0) return true
    if (code === backslash && isCutByStroke(buf, at, end)) return true
    if (code >= 128 && hidesInEscapes(buf, start, at, end)) return true
    if (code === lineFeed && isHeadBehind(buf, start, at, this.isName(buf))) return true
    if (next - at >= doubledBytesMin && buf[at] === percent) walk.isHidden = true
    if (length > itemBytesMax || listMarks[code] === 0) walk.items = 0
    else if (length > 0 && ++walk.items === itemsMin) walk.isHidden = true
    if (roles[code] === roleOf.join) {
      walk.isEscaped = true
      return false
    }
    // Escaped quotes and colons end a name as plain ones do.
    if (found === 0) return false
    if (roles[code] === roleOf.blank && isPlainValueAhead(buf, next, end)) return true
    return nameEnds[code] !== 0 || isKey(found, buf, at, end)
  }

  /** What the run of base64 says that ends at `at`, in front of a mark of this role. */
  private isOddRun(
    walk: Walk,
    buf: Buffer,
    start: number,
    at: number,
    end: number,
    role: number,
    depth: number,
  ): boolean {
    const { runStart } = walk
    const isInBinary = walk.hasBinary || runStart - start <= headBytesMax
    const sign = this.runs.judge(buf, start, runStart, at, end, depth, walk.isEscaped, isInBinary)
    if (sign === signs.found) return true
    if (sign !== signs.none) walk.isPlainLine = false
    // What the next line begins with matters.
    return sign === signs.text && mayEndLine(role, at - runStart) && continues(buf, at, end)
  }

  /** A line ended at `at`: where the next one begins that is not known to hold nothing. */
  private nextLine(walk: Walk, buf: Buffer, at: number, end: number): number {
    if (walk.isPlainLine) this.lines.offer(buf, walk.lineStart, at, end, this.longRuns)
    const next = this.behindKnownLines(buf, at, end)
    walk.runStart = next
    walk.lineStart = next
    walk.isPlainLine = true
    return next
  }

  /** Where the first line begins that is not known to hold nothing. */
  private behindKnownLines(buf: Buffer, start: number, end: number): number {
    let at = start
    for (;;) {
      const length = this.lines.lengthOf(buf, at, end)
      if (length === 0) return at
      this.lines.repeatRuns(at, this.longRuns)
      at += length
    }
  }

  /** The bytes end, with a word from `wordStart` on or without one. */
  private endsOddly(
    walk: Walk,
    buf: Buffer,
    start: number,
    end: number,
    wordStart: number,
    mayBeKey: boolean,
    depth: number,
  ): boolean {
    if (walk.macGroups >= macGroupsMin && end - wordStart === 2) return true
    // `value=…&name=serial`: nothing else tells it from a word.
    if (mayBeKey && isFieldOfForm(buf, start, wordStart) && this.keyAt(buf, start, wordStart, end) !== 0)
      return true
    const { runStart, hasBinary } = walk
    if (end - runStart >= this.runs.runCharsMin) {
      const isInBinary = hasBinary || runStart - start <= headBytesMax
      if (this.runs.judge(buf, start, runStart, end, end, depth, walk.isEscaped, isInBinary) === signs.found)
        return true
    }
    if (walk.isHidden && depth === 0 && this.isBehindEscapes(buf, start, end)) return true
    this.wasBinary = hasBinary
    return false
  }

  /** A spelling of a known value, or a list of bytes, in what the escapes stand for. */
  private isBehindEscapes(buf: Buffer, start: number, end: number): boolean {
    let bytes = buf.subarray(start, end)
    for (let level = 0, length = -1; level < escapeLevelsMax && bytes.length !== length; level++) {
      length = bytes.length
      bytes = unescapePercent(bytes, level === 0)
    }
    return this.known.hasAny(bytes, 0, bytes.length) || mayBeByteList(bytes, 0, bytes.length)
  }

  /** Whether the words between two places name an identifier. */
  private isName(buf: Buffer): (start: number, end: number) => boolean {
    return (start, end) => this.keyAt(buf, start, start, end) !== 0
  }

  /** What `KeyTable.find` says of the words that the word is the last of, or of the word. */
  private keyAt(buf: Buffer, from: number, start: number, end: number): number {
    return this.keys.findSpaced(buf, from, start, end) || this.keys.find(buf, start, end)
  }

  private strideFor(length: number): Stride | null {
    this.scannedBytes += length
    if (length < strideBytesMin || this.scannedBytes < strideFromBytes) return null
    const commaWords = [
      ...nmeaNames,
      valuesWord,
      fileWord,
      ...wellKnownNames,
      ...radioAnswerNames,
      ...parcelNames,
    ]
    this.stride ??= new Stride(this.keys, this.runs.runCharsMin, commaWords, [countryName], countryFollowers)
    return this.stride
  }
}
