import { holdsTrackedPlace } from './tracked-places.ts'
import { holdsByteArray } from '../../core/signs/byte-arrays.ts'
import { mayBeDeflatedText } from '../../core/signs/deflate-sniff.ts'
import { hidesInEscapes } from '../../core/signs/unicode-forms.ts'
import { holdsAt } from '../../core/signs/holds-at.ts'
import { isAnswered } from './answered-names.ts'
import { continues, isCutByStroke, isSoftBreak, mayEndLine } from './line-ends.ts'
import { isMessageHead } from './message-head.ts'
import { isOddMark } from './odd-marks.ts'
import { isNumberedAt } from '../../core/signs/numbered-bytes.ts'
import { exifAt } from '../../core/signs/picture.ts'
import { wordpressName } from '../account-cookies.ts'
import { sendsContacts } from '../address-book.ts'
import { mayListApps } from '../app-lists.ts'
import { netflixSign } from '../identifiers/device-id.ts'
import { udidChars } from '../spellings/udid.ts'
import { fcmSign } from '../identifiers/push-token.ts'
import { mayBeByteList } from './byte-lists.ts'
import { holdsCborName } from './cbor-names.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { endsAsTableName } from '../names/table-fields.ts'
import type { IndicatorSet } from '../indicators.ts'
import { tailMask, wordClasses } from '../names/key-name.ts'
import type { KeyTable } from '../names/key-name.ts'
import { wellKnownNames } from '../places/way-ends.ts'
import { holdsNamedKey } from './named-key.ts'
import { LineMemory } from './line-memory.ts'
import { longRunCharsMin, LongRuns } from './long-runs.ts'
import { unescapePercent } from '../../core/signs/percent-escape.ts'
import { looseValueMax, mayBeInserted, nameAhead } from '../names/loose-names.ts'
import { linksPlace } from '../places/map-links.ts'
import { parcelNames } from '../telephony/parcel-answers.ts'
import { radioAnswerNames } from '../telephony/radio-answers.ts'
import { countryName } from '../telephony/cell-fields.ts'
import { countryFollowers, isCountryOfCells } from './log-signs.ts'
import { keysFor, looseKeysFor, nmeaNames } from './probe-names.ts'
import { endsInClientMac } from '../radios/client-mac.ts'
import { interfaceWordChars, isBehindHalf, isInterfaceId } from '../radios/interface-sign.ts'
import { isBinaryPiece, isElementPiece, isListedPiece, isNumberedPiece } from './cut-fields.ts'
import { BodySuspicion } from './body-suspicion.ts'
import { Stride } from './stride.ts'
import { holdsShortValue } from '../known/short-values.ts'
import { mayBeWrittenPlace, placeBase64CharsMin } from '../places/written-place.ts'
import { Suspicion } from './suspicion.ts'
import { TokenSigns, tokens } from './token-signs.ts'
import { mayHoldPlaceInTarget } from '../places/target-places.ts'
import { holdsBareNumber, isNetworkName } from './bare-number.ts'
import { isOwnersNumber } from './owners-number.ts'
import { alnumBit, binaryBit, classes, hexBit, roleOf, roles } from './byte-roles.ts'
import { base64CharsMin, depthMax, EncodedRuns, hexCharsMin, hexPieceCharsMin } from './encoded-runs.ts'
import type { Looker } from './encoded-runs.ts'
import { EscapeReader, unescapedRun } from './escapes.ts'
import {
  fileWord,
  isFieldOfForm,
  isHeadBehind,
  isNamedAhead,
  tableHeadEnd,
  valuesWord,
} from './named-ahead.ts'
import { isCompressed } from './run-signs.ts'
import { isKey } from './value-behind.ts'
import { Walk } from './walk.ts'
import { WordTable } from './word-table.ts'
import { isFraction } from '../measured-number.ts'

/**
 * Says in one pass over raw bytes whether decoding and detection could find anything in them. It may err on the side
 * of yes only: yes costs a decoding, a wrong no would be a silent miss (tests compare it with the detector). What
 * makes a yes:
 *  - any spelling of a known value;
 *  - a name that identifiers go by, followed by a value that is long enough;
 *  - a number, MAC address or mail address that is recognised without a name;
 *  - two numbers in the target of a request that may be a place;
 *  - base64 or hex that decodes to text or to a known compression, if the same holds for what is inside;
 *  - a picture that says where it was taken;
 *  - compressed bytes, letters hidden behind escapes (`%69`, `\u0069`), digits of other scripts, letters of full width, and
 *    values with marks between their characters that nobody sees.
 * No allocation: bytes behind base64 and hex are decoded into one scratch buffer for each level.
 */

const joinRole = roleOf.join
/** Bytes in front of a text that a message begins with, though they look like text: a tag and its length. */
const headBytesMax = 2
/** So far fields are looked for inside fields. */
const overlappedBytesMax = 2_048
/** The first length that is a character. */
const fieldCharMin = 32
/** The shortest number that is recognised without a name (an IMEI has 15 digits, a MAC address 17 characters). */
const longWordMin = 15

/** What a walk by strides is worth it for: bytes in all, in one piece, and how far it must have come to try again at once. */
const strideFromBytes = 65_536
const strideBytesMin = 48
const strideGainMin = 24
const strideRestBytes = 8

const lineFeed = 10
const colon = 58
const percent = 37
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
const backslash = 92
const hyphen = 45

/** Groups of two hex digits with colons behind them, in front of the last one of a MAC address. */
const macGroupsMin = 5

/**
 * What a part of the bytes says: nothing; nothing, but by more than the line that it stands in; the same, of a run of
 * base64 that is text, which the next line may continue; that the detector has to read the bytes.
 */
const signs = { none: 0, beyondLine: 1, text: 2, found: 3 } as const

/** Whether bytes `[start, end)` may hold an encoding that says so of itself. */
export type MayHide = (bytes: Buffer, start: number, end: number) => boolean

/**
 * The quick look at every message: says whether the detector has to read it. A wrong yes costs time, a wrong no would
 * be a miss: a property test holds it against the detector.
 */
export class Probe implements Looker {
  private readonly set: IndicatorSet
  private readonly keys: KeyTable
  /** Names of the kinds whose values may follow without an assignment. */
  private readonly loose: KeyTable
  private readonly lines: LineMemory = new LineMemory()
  private readonly words: WordTable
  /** Two numbers of a place are shorter than anything else that is looked for in base64. */
  private readonly runCharsMin: number
  private readonly suspicion: Suspicion
  private readonly bodies: BodySuspicion
  private readonly tokens: TokenSigns
  /** Made when it pays: a short capture is read sooner without. */
  private stride: Stride | null = null
  private scannedBytes = 0
  private readonly runs: EncodedRuns
  /** The bytes begin with a header of known form: names and values in it are not side by side. */
  private isFramed = false
  /** The last bytes scanned were no text. */
  private binaryBit = false
  private readonly escapes: EscapeReader = new EscapeReader()
  /** One for each depth of encodings in encodings. */
  private readonly walks: readonly Walk[] = Array.from({ length: depthMax + 1 }, () => new Walk())
  /** Of the bytes that were looked at last. */
  readonly longRuns: LongRuns = new LongRuns()
  private readonly mayHide: MayHide | null

  constructor(types: readonly IdentifierType[], set: IndicatorSet, mayHide: MayHide | null = null) {
    this.set = set
    this.mayHide = mayHide
    this.keys = keysFor(types, set)
    this.loose = looseKeysFor(types)
    const { digests, bareXor } = set
    this.suspicion = new Suspicion(digests, bareXor)
    this.tokens = new TokenSigns(digests, bareXor)
    this.bodies = new BodySuspicion(digests, bareXor, this.suspicion, this.tokens)
    this.runCharsMin = set.placeSearch.isEmpty ? base64CharsMin : placeBase64CharsMin
    this.words = new WordTable(set.words.map(({ bytes }) => bytes))
    this.runs = new EncodedRuns(this, this.suspicion)
  }

  /** What comes now is of another capture. */
  nextCapture(): void {
    this.tokens.nextCapture()
  }

  /** A token of so many characters, in the bytes that were looked at last, was a salted digest of a known value, or a key to one. */
  expectToken(length: number): void {
    this.tokens.expectToken(length)
  }

  /** Who the next bytes were sent to: any number that is the same for the same peer. */
  set peer(peer: number) {
    this.tokens.peer = peer
  }

  /** False where nothing in `buf[start, end)` can be reported, whatever it is decoded to. */
  isWorthDecoding(buf: Buffer, start: number, end: number): boolean {
    this.longRuns.count = 0
    return (
      end - start >= 2 &&
      (this.look(buf, start, end, 0) ||
        mayHoldPlaceInTarget(buf, start, end) ||
        sendsContacts(buf, start, end) ||
        (this.longRuns.count > 0 && !isMessageHead(buf, start) && holdsNamedKey(buf, start, end)))
    )
  }

  /** The same for bytes that begin with a header of known form, and so are not compressed as a whole (DNS). */
  isFramedWorthDecoding(buf: Buffer, start: number, end: number): boolean {
    this.isFramed = true
    this.longRuns.count = 0
    const isWorth =
      this.hasSpelling(buf, start, end) ||
      this.scan(buf, start, end, 0) ||
      (this.mayHide !== null && this.mayHide(buf, start, end))
    this.isFramed = false
    return isWorth
  }

  /** True where a spelling of a known value is in the bytes as they are. */
  searchKnown(buf: Buffer, start: number, end: number): boolean {
    const { matcher, binaryMatcher, shortMatcher } = this.set
    return (
      matcher.contains(buf, start, end) ||
      binaryMatcher.contains(buf, start, end) ||
      holdsShortValue(shortMatcher, buf, start, end)
    )
  }

  private hasSpelling(buf: Buffer, start: number, end: number): boolean {
    const { matcher, rare } = this.set
    return (
      matcher.contains(buf, start, end) ||
      rare.matcher.contains(buf, start, end) ||
      this.hasRead(buf, start, end)
    )
  }

  /** Something that stands for somewhere near a place of the profile, or for a telephone number of it. */
  private hasRead(buf: Buffer, start: number, end: number): boolean {
    const { reads, readMatcher } = this.set
    if (!readMatcher.contains(buf, start, end)) return false
    // What is read goes on behind the needle: it must not go on into what lies behind the message.
    const range = start === 0 && end === buf.length ? buf : buf.subarray(start, end)
    return !readMatcher.search(range, 0, range.length, {
      match: (needle, from, to) => reads[needle]?.read(range, from, to) !== null,
    })
  }

  /** See {@link Looker}. */
  look(buf: Buffer, start: number, end: number, depth: number): boolean {
    if (isCompressed(buf, start, end)) return true
    if (this.mayHide !== null && this.mayHide(buf, start, end)) return true
    if (this.hasSpelling(buf, start, end) || this.scan(buf, start, end, depth)) return true
    if (holdsByteArray(buf, start, end) || holdsTrackedPlace(buf, start, end)) return true
    if (!isMessageHead(buf, start) && mayListApps(buf, start, end)) return true
    if (this.bodies.isXoredWhole(buf, start, end)) return true
    // What a boundary of multipart begins with.
    if (buf[start] === hyphen && buf[start + 1] === hyphen && this.bodies.isXoredPart(buf, start, end))
      return true
    if (mayBeByteList(buf, start, end)) return true
    if (!this.binaryBit) return false
    return (
      mayBeDeflatedText(buf, start, end) ||
      exifAt(buf, start, end) >= 0 ||
      this.bodies.isBinaryOdd(buf, start, end)
    )
  }

  /**
   * Goes from word to word. What nearly all words need is done here, all else in {@link mark} and below it: V8 throws away what it
   * made of a function when a call in it is made for the first time, and this is the one that must stay.
   */
  private scan(buf: Buffer, start: number, end: number, depth: number): boolean {
    const hasShort = this.words.mayHaveAny(buf, start, end)
    this.tokens.beginMessage()
    const stride = hasShort ? null : this.strideFor(end - start)
    const { tails } = this.keys
    // Tables of the module are loaded anew at each use, locals are not.
    const byteClasses = wordClasses
    const byteRoles = roles
    const { runCharsMin } = this
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
        const sign = this.longWord(buf, start, wordStart, at, end, depth)
        if (sign === signs.found) return true
        if (sign === signs.beyondLine) walk.isPlainLine = false
      }
      if (hasShort && length > 1 && this.words.hasAny(buf, wordStart, at)) return true
      const mayBeKey = (((tails[tail >> 5] as number) >>> (tail & 31)) & 1) !== 0 && length > 1
      if (at >= end) return this.holdsAtEnd(walk, buf, start, end, wordStart, mayBeKey, depth)
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
    if (at - walk.runStart >= this.runCharsMin && this.isOddRun(walk, buf, start, at, end, role, depth))
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
    return found !== 0 && (nameEnds[code] !== 0 || isKey(found, buf, at, end))
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
    const sign = this.run(buf, start, runStart, at, end, depth, walk.isEscaped, isInBinary)
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

  /** The bytes end, with a word from `wordStart` on or without one. */
  private holdsAtEnd(
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
    if (end - runStart >= this.runCharsMin) {
      const isInBinary = hasBinary || runStart - start <= headBytesMax
      if (this.run(buf, start, runStart, end, end, depth, walk.isEscaped, isInBinary) === signs.found)
        return true
    }
    if (walk.isHidden && depth === 0 && this.isBehindEscapes(buf, start, end)) return true
    this.binaryBit = hasBinary
    return hasBinary && this.holdsInBinary(buf, start, end, depth)
  }

  /** The same of bytes that are no text. */
  private holdsInBinary(buf: Buffer, start: number, end: number, depth: number): boolean {
    return (
      this.set.binaryMatcher.binaryContains(buf, start, end) ||
      this.set.rare.binaryMatcher.binaryContains(buf, start, end) ||
      this.set.placeSearch.find(buf, start, end, true) !== null ||
      (!this.isFramed &&
        (holdsCborName(this.keys, buf, start, end) || this.hidesInField(buf, start, end, depth))) ||
      ((!this.isFramed || hasHighBytes(buf, start, end)) && this.bodies.hasDigest(buf, start, end))
    )
  }

  /** What a word of at least {@link longWordMin} bytes says, one of {@link signs}. */
  private longWord(
    buf: Buffer,
    from: number,
    start: number,
    end: number,
    limit: number,
    depth: number,
  ): number {
    const { suspicion } = this
    const length = end - start
    let sign: number = signs.none
    if (isFraction(buf, start, end)) return sign
    if (holdsBareNumber(buf, start, end) || isOwnersNumber(buf, start, end) || isNetworkName(buf, start, end))
      return signs.found
    if (endsInClientMac(buf, start, end)) return signs.found
    if (length >= hexCharsMin) {
      if (this.runCharsMin < base64CharsMin && this.isPlaceIn(buf, start, end, false)) return signs.found
      if (this.runs.hidesInHex(buf, start, end, depth)) return signs.found
      const isLikePiece = this.runs.wasText || length >= hexPieceCharsMin
      if (isLikePiece && this.isPiece(buf, from, start, end, limit)) return signs.found
      sign = this.tokenSign(this.tokens.hexToken(buf, start, end), buf, from, start, end)
      if (sign === signs.found) return sign
    }
    if (suspicion.isWordOdd(buf, start, end)) return signs.found
    if (length <= looseValueMax && this.isLooselyNamed(buf, from, start, end)) return signs.found
    const isAndroidName =
      length === androidNameChars && buf[start + 7] === hyphen && holdsAt(buf, start, androidName, end)
    const isPushToken = buf[start] === pushToken[0] && holdsAt(buf, start, pushToken, end)
    const isLogin = buf[start] === wordpressName[0] && holdsAt(buf, start, wordpressName, end)
    const isOwn = length === udidChars ? isUdid(buf, start) : isNetflixId(buf, start, end)
    return isAndroidName || isPushToken || isLogin || isOwn ? signs.found : sign
  }

  /** What a run of at least {@link runCharsMin} signs of base64 says, one of {@link signs}. */
  private run(
    buf: Buffer,
    from: number,
    start: number,
    end: number,
    limit: number,
    depth: number,
    isEscaped: boolean,
    isInBinary: boolean,
  ): number {
    const sign = this.signOfRun(buf, from, start, end, limit, depth, isEscaped, isInBinary)
    if (end - start >= longRunCharsMin && depth === 0) this.longRuns.note(start, end)
    return sign
  }

  private signOfRun(
    buf: Buffer,
    from: number,
    start: number,
    end: number,
    limit: number,
    depth: number,
    isEscaped: boolean,
    isInBinary: boolean,
  ): number {
    // Without a capital it is no base64 of anything, and what hex stands for was asked of the word.
    if (!isEscaped && !hasCapital(buf, start, end)) return signs.none
    if (this.runCharsMin < base64CharsMin && this.isPlaceIn(buf, start, end, isEscaped)) return signs.found
    if (end - start < base64CharsMin) return signs.none
    if (this.runs.hidesInRun(buf, start, end, depth, isEscaped, isInBinary)) return signs.found
    if (this.isPiece(buf, from, start, end, limit)) return signs.found
    const sign = this.tokenSign(this.base64Token(buf, start, end, isEscaped), buf, from, start, end)
    return sign !== signs.found && this.runs.wasText ? signs.text : sign
  }

  /** The run that was decoded last, `[start, end)`, is the first piece of a value that is cut over fields. */
  private isPiece(buf: Buffer, from: number, start: number, end: number, limit: number): boolean {
    if (isNumberedPiece(buf, from, start, end, limit)) return true
    return (
      this.runs.wasText &&
      (isListedPiece(buf, end, limit) ||
        isBinaryPiece(buf, end, limit) ||
        isElementPiece(buf, from, start, end, limit))
    )
  }

  /** What it says that `[start, end)` is such a token: who it is sent to counts, how often it was, and what else is there. */
  private tokenSign(token: number, buf: Buffer, from: number, start: number, end: number): number {
    if (token === tokens.none) return signs.none
    const isNew = token === tokens.whole && this.tokens.isNewToken(buf, from, start, end)
    return isNew ? signs.found : signs.beyondLine
  }

  /** A number or hex behind a name of its kind, whatever stands between. */
  private isLooselyNamed(buf: Buffer, from: number, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      const code = buf[at] as number
      if (((classes[code] as number) & hexBit) === 0 && code !== hyphen) return false
    }
    // The digits of an escape (`IMSI%20…`) are not of the number.
    const first = buf[start - 1] === percent ? start + 2 : start
    if (mayBeInserted(buf, from, start)) return true
    const name = nameAhead(buf, from, first, end - first)
    if (name === null) return false
    if (this.loose.findSpaced(buf, from, name.start, name.end) !== 0) return true
    return this.loose.find(buf, name.start, name.end) !== 0
  }

  /** Whether the words between two places name an identifier. */
  private isName(buf: Buffer): (start: number, end: number) => boolean {
    return (start, end) => this.keyAt(buf, start, start, end) !== 0
  }

  /** What `KeyTable.find` says of the words that the word is the last of, or of the word. */
  private keyAt(buf: Buffer, from: number, start: number, end: number): number {
    return this.keys.findSpaced(buf, from, start, end) || this.keys.find(buf, start, end)
  }

  /** A spelling of a known value, or a list of bytes, in what the escapes stand for. */
  private isBehindEscapes(buf: Buffer, start: number, end: number): boolean {
    let bytes = buf.subarray(start, end)
    for (let level = 0, length = -1; level < escapeLevelsMax && bytes.length !== length; level++) {
      length = bytes.length
      bytes = unescapePercent(bytes, level === 0)
    }
    return this.hasSpelling(bytes, 0, bytes.length) || mayBeByteList(bytes, 0, bytes.length)
  }

  /**
   * Text of a field of Protocol Buffers whose length is a character, too: it looks like the text's first one, and what an
   * encoding hides is cut wrongly with it.
   */
  private hidesInField(buf: Buffer, start: number, end: number, depth: number): boolean {
    if (depth === depthMax) return false
    let at = start + 1
    while (at < end) {
      const size = buf[at] as number
      const from = at + 1
      const isLength = size >= fieldCharMin && size < 127 && ((buf[at - 1] as number) & 7) === 2
      at++
      if (!isLength || from + size > end) continue
      const to = from + size
      let stop = from
      while (stop < to && ((classes[buf[stop] as number] as number) & binaryBit) === 0) stop++
      if (stop < to) continue
      if (this.look(buf, from, to, depth + 1)) return true
      this.binaryBit = true
      // Text in front may look like a field that reaches into the next one.
      if (at - start > overlappedBytesMax) at = to + 1
    }
    return false
  }

  private isPlaceIn(buf: Buffer, start: number, end: number, isEscaped: boolean): boolean {
    const { placeSearch } = this.set
    if (!isEscaped) return mayBeWrittenPlace(placeSearch, buf, start, end)
    const word = unescapedRun(buf.subarray(start, end))
    return mayBeWrittenPlace(placeSearch, word, 0, word.length)
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
    this.stride ??= new Stride(this.keys, this.runCharsMin, commaWords, [countryName], countryFollowers)
    return this.stride
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

  private base64Token(buf: Buffer, start: number, end: number, isEscaped: boolean): number {
    if (!isEscaped) return this.tokens.base64Token(buf, start, end)
    const run = unescapedRun(buf.subarray(start, end))
    return this.tokens.base64Token(run, 0, run.length)
  }
}

/** A capital letter stands in it, or the underline of base64 for URLs. */
function hasCapital(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (((buf[at] as number) & 0x60) === 0x40) return true
  return false
}

/**
 * True where as many bytes have their top bit set as no ordinary question of DNS has (its number has two at most). Of 16
 * bytes of a digest fewer have it in 1 of 500 cases. Without this, the first question would have the table of digests made.
 */
function hasHighBytes(buf: Buffer, start: number, end: number): boolean {
  let count = 0
  for (let at = start; at < end; at++) count += (buf[at] as number) >> 7
  return count > 2
}

/** The word begins as Netflix's numbers do, maybe behind a letter that is its length in a binary form: `NFANDROID1-…`. */
function isNetflixId(buf: Buffer, start: number, end: number): boolean {
  let at = buf[start] === netflix[0] ? start : start + 1
  if (buf[at] !== netflix[0] || !holdsAt(buf, at, netflix, end)) return false
  at += netflix.length
  const first = at
  while (at < end && ((classes[buf[at] as number] as number) & alnumBit) !== 0) at++
  return at > first + 2 && at < end && buf[at] === hyphen
}

/** The word, which is as long, begins as a UDID does: zeros in front of the type of the chip, and of its number. */
function isUdid(buf: Buffer, start: number): boolean {
  return buf[start] === 48 && buf[start + 8] === hyphen && buf[start + 9] === 48 && buf[start + 10] === 48
}

const netflix: Buffer = Buffer.from(netflixSign)

/** In front of the Android ID in the name of a phone in networks. */
const androidName: Buffer = Buffer.from('android-')
const androidNameChars = 24

/** Behind the colon of a token of FCM. */
const pushToken: Buffer = Buffer.from(fcmSign)
