import type { IndicatorSet } from '../indicators.ts'
import { mayBeWrittenPlace, placeBase64CharsMin } from '../places/written-place.ts'
import { isBinaryPiece, isElementPiece, isListedPiece, isNumberedPiece } from './cut-fields.ts'
import { base64CharsMin } from './encoded-runs.ts'
import type { EncodedRuns } from './encoded-runs.ts'
import { unescapedRun } from './escapes.ts'
import { longRunCharsMin } from './long-runs.ts'
import type { LongRuns } from './long-runs.ts'
import { signs } from './part-signs.ts'
import { tokens } from './token-signs.ts'
import type { TokenSigns } from './token-signs.ts'

/** What a run of signs of base64 says, and what runs of base64 and of hex have in common: pieces of values, tokens, places. */
export class RunJudge {
  /** Two numbers of a place are shorter than anything else that is looked for in base64. */
  readonly runCharsMin: number
  private readonly set: IndicatorSet
  private readonly runs: EncodedRuns
  private readonly tokens: TokenSigns
  private readonly longRuns: LongRuns

  constructor(set: IndicatorSet, runs: EncodedRuns, tokenSigns: TokenSigns, longRuns: LongRuns) {
    this.runCharsMin = set.placeSearch.isEmpty ? base64CharsMin : placeBase64CharsMin
    this.set = set
    this.runs = runs
    this.tokens = tokenSigns
    this.longRuns = longRuns
  }

  /** What a run of at least {@link runCharsMin} signs of base64 says, one of {@link signs}. */
  judge(
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
  isPiece(buf: Buffer, from: number, start: number, end: number, limit: number): boolean {
    if (isNumberedPiece(buf, from, start, end, limit)) return true
    return (
      this.runs.wasText &&
      (isListedPiece(buf, end, limit) ||
        isBinaryPiece(buf, end, limit) ||
        isElementPiece(buf, from, start, end, limit))
    )
  }

  /** What it says that `[start, end)` is such a token: who it is sent to counts, how often it was, and what else is there. */
  tokenSign(token: number, buf: Buffer, from: number, start: number, end: number): number {
    if (token === tokens.none) return signs.none
    const isNew = token === tokens.whole && this.tokens.isNewToken(buf, from, start, end)
    return isNew ? signs.found : signs.beyondLine
  }

  isPlaceIn(buf: Buffer, start: number, end: number, isEscaped: boolean): boolean {
    const { placeSearch } = this.set
    if (!isEscaped) return mayBeWrittenPlace(placeSearch, buf, start, end)
    const word = unescapedRun(buf.subarray(start, end))
    return mayBeWrittenPlace(placeSearch, word, 0, word.length)
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
