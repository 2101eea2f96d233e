import { holdsByteArray } from '../../core/signs/byte-arrays.ts'
import { mayBeDeflatedText } from '../../core/signs/deflate-sniff.ts'
import { exifAt } from '../../core/signs/picture.ts'
import { sendsContacts } from '../address-book.ts'
import { mayListApps } from '../app-lists.ts'
import type { IdentifierType } from '../identifier-type.ts'
import type { IndicatorSet } from '../indicators.ts'
import { mayHoldPlaceInTarget } from '../places/target-places.ts'
import { BinaryLook } from './binary-look.ts'
import { BodySuspicion } from './body-suspicion.ts'
import { mayBeByteList } from './byte-lists.ts'
import { EncodedRuns } from './encoded-runs.ts'
import type { Looker } from './encoded-runs.ts'
import { KnownSpellings } from './known-spellings.ts'
import { LongRuns } from './long-runs.ts'
import { isMessageHead } from './message-head.ts'
import { holdsNamedKey } from './named-key.ts'
import { keysFor, looseKeysFor } from './probe-names.ts'
import { RunJudge } from './run-judge.ts'
import { isCompressed } from './run-signs.ts'
import { Suspicion } from './suspicion.ts'
import { TokenSigns } from './token-signs.ts'
import { holdsTrackedPlace } from './tracked-places.ts'
import { WordJudge } from './word-judge.ts'
import { WordScan } from './word-scan.ts'
import { WordTable } from './word-table.ts'

const hyphen = 45

/** Whether bytes `[start, end)` may hold an encoding that says so of itself. */
export type MayHide = (bytes: Buffer, start: number, end: number) => boolean

/**
 * The quick look at every message: says in one pass over raw bytes whether decoding and detection could find anything in
 * them. It may err on the side of yes only: yes costs a decoding, a wrong no would be a silent miss (a property test holds
 * it against the detector). What makes a yes:
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
export class Probe implements Looker {
  /** Of the bytes that were looked at last. */
  readonly longRuns: LongRuns = new LongRuns()
  private readonly known: KnownSpellings
  private readonly words: WordScan
  private readonly binary: BinaryLook
  private readonly bodies: BodySuspicion
  private readonly tokens: TokenSigns
  private readonly mayHide: MayHide | null

  constructor(types: readonly IdentifierType[], set: IndicatorSet, mayHide: MayHide | null = null) {
    const { digests, bareXor } = set
    const keys = keysFor(types, set)
    const suspicion = new Suspicion(digests, bareXor)
    const runs = new EncodedRuns(this, suspicion)
    this.mayHide = mayHide
    this.known = new KnownSpellings(set)
    this.tokens = new TokenSigns(digests, bareXor)
    this.bodies = new BodySuspicion(digests, bareXor, suspicion, this.tokens)
    this.binary = new BinaryLook(this, set, keys, this.bodies)
    const runJudge = new RunJudge(set, runs, this.tokens, this.longRuns)
    this.words = new WordScan({
      keys,
      shortWords: new WordTable(set.words.map(({ bytes }) => bytes)),
      known: this.known,
      tokens: this.tokens,
      runs: runJudge,
      words: new WordJudge(looseKeysFor(types), suspicion, runs, this.tokens, runJudge),
      longRuns: this.longRuns,
    })
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
    this.words.isFramed = true
    this.longRuns.count = 0
    const isWorth =
      this.known.hasAny(buf, start, end) ||
      this.words.scan(buf, start, end, 0) ||
      (this.words.wasBinary && this.binary.holdsInFramed(buf, start, end)) ||
      (this.mayHide !== null && this.mayHide(buf, start, end))
    this.words.isFramed = false
    return isWorth
  }

  /** True where a spelling of a known value is in the bytes as they are. */
  searchKnown(buf: Buffer, start: number, end: number): boolean {
    return this.known.search(buf, start, end)
  }

  /** See {@link Looker}. */
  look(buf: Buffer, start: number, end: number, depth: number): boolean {
    if (isCompressed(buf, start, end)) return true
    if (this.mayHide !== null && this.mayHide(buf, start, end)) return true
    if (this.known.hasAny(buf, start, end) || this.words.scan(buf, start, end, depth)) return true
    // Of these bytes: what is looked at on the way from here on may be text.
    const { wasBinary } = this.words
    if (wasBinary && this.holdsInBinary(buf, start, end, depth)) return true
    if (holdsByteArray(buf, start, end) || holdsTrackedPlace(buf, start, end)) return true
    if (!isMessageHead(buf, start) && mayListApps(buf, start, end)) return true
    if (this.bodies.isXoredWhole(buf, start, end)) return true
    // What a boundary of multipart begins with.
    if (buf[start] === hyphen && buf[start + 1] === hyphen && this.bodies.isXoredPart(buf, start, end))
      return true
    if (mayBeByteList(buf, start, end)) return true
    if (!wasBinary) return false
    return (
      mayBeDeflatedText(buf, start, end) ||
      exifAt(buf, start, end) >= 0 ||
      this.bodies.isBinaryOdd(buf, start, end)
    )
  }

  private holdsInBinary(buf: Buffer, start: number, end: number, depth: number): boolean {
    return this.words.isFramed
      ? this.binary.holdsInFramed(buf, start, end)
      : this.binary.holds(buf, start, end, depth)
  }
}
