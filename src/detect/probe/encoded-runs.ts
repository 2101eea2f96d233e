import { mayBeDeflatedText } from '../../core/signs/deflate-sniff.ts'
import { base64Values, capitalsMax, hasBothCases, hasCapitalsOnly } from '../../core/signs/digit-values.ts'
import { beginsPassphraseCipherInBase64 } from '../../core/signs/passphrase-sign.ts'
import { mayBeTurnedBase64 } from '../../core/signs/turned-base64.ts'
import { classes, hexBit } from './byte-roles.ts'
import { EscapeReader, unhex } from './escapes.ts'
import { hasReadableRun, isCompressed, isPaddedAhead, isText } from './run-signs.ts'
import type { Suspicion } from './suspicion.ts'

/** The shortest run that is taken for base64; the decoder takes none that is shorter (16 with padding). */
export const base64CharsMin = 14
/** The shortest that is taken for hex. */
export const hexCharsMin = 16
/** Pieces of hex that stand for no text are as long at least; shorter ones are the registers of every crash. */
export const hexPieceCharsMin = 32
/** Encodings inside encodings that are followed; what is deeper is left to the decoder. */
export const depthMax = 3
/** Decoded bytes of a run looked at in one piece, and how far pieces overlap. */
const scratchBytes = 65_536
const overlapBytes = 96
/** Starts inside a base64 run that are tried, as the decoder does. */
const laterStartsMax = 4
/** Bytes decoded to judge a run by, how many of them must be text, and what headerless deflate needs at least. */
const headBytes = 48
const textBytes = 12
const deflateCharsMin = 32
const percent = 37
const backslash = 92

/** Looks at what a run was decoded to: whether `buf[start, end)` is worth decoding, `depth` encodings deep. */
export interface Looker {
  look(buf: Buffer, start: number, end: number, depth: number): boolean
}

/**
 * Runs of base64 and hex in a message: whether they decode to something that is worth it. Decodes into buffers of its own, one
 * for each depth.
 */
export class EncodedRuns {
  private readonly looker: Looker
  private readonly suspicion: Suspicion
  private readonly scratch: readonly Buffer[] = Array.from({ length: depthMax }, () =>
    Buffer.alloc(scratchBytes),
  )
  private readonly unescaped: readonly Buffer[] = Array.from({ length: depthMax }, () =>
    Buffer.alloc(scratchBytes),
  )
  private readonly head: Buffer = Buffer.alloc(headBytes)
  private readonly escapes: EscapeReader = new EscapeReader()
  /** What the last decoded run was: text that a next line may continue. */
  wasText = false

  constructor(looker: Looker, suspicion: Suspicion) {
    this.looker = looker
    this.suspicion = suspicion
  }

  hidesInRun(
    buf: Buffer,
    start: number,
    end: number,
    depth: number,
    isEscaped: boolean,
    isInBinary: boolean,
  ): boolean {
    return isEscaped
      ? this.hidesInEscapedBase64(buf, start, end, depth)
      : this.hidesInBase64(buf, start, end, depth, isInBinary)
  }

  hidesInHex(buf: Buffer, start: number, end: number, depth: number): boolean {
    this.wasText = false
    let at = start
    // Hyphens and underscores may stand around hex.
    while (at < end) {
      let to = at
      while (to < end && ((classes[buf[to] as number] as number) & hexBit) !== 0) to++
      if (
        to - at >= hexCharsMin &&
        (this.suspicion.isHexOdd(buf, at, to) ||
          this.decodesHex(buf, at, to, depth) ||
          // A digit in front (the length of a text in a binary document) belongs to something else.
          ((((to - at) & 1) === 1 || isHead(buf[at - 1])) && this.decodesHex(buf, at + 1, to, depth)))
      )
        return true
      at = to + 1
    }
    return false
  }

  private decodesHex(buf: Buffer, start: number, end: number, depth: number): boolean {
    const first = unhex(buf, start)
    // Nearly all hex is ids and hashes: their first bytes are no text.
    const isOdd = first < 32 || first > 126
    if (isOdd && first !== 0x1f && first !== 9 && first !== 10 && first !== 13 && first < 0xc2) return false
    if (depth >= depthMax) return true
    const out = this.scratch[depth] as Buffer
    const headLength = Math.min(8, (end - start) >> 1)
    for (let index = 0; index < headLength; index++) out[index] = unhex(buf, start + index * 2)
    if (!isText(out, headLength)) return isCompressed(out, 0, headLength)
    for (let from = start; from + 1 < end; from += (scratchBytes - overlapBytes) * 2) {
      let used = 0
      for (let at = from; at + 1 < end && used < scratchBytes; at += 2) out[used++] = unhex(buf, at)
      if (isCompressed(out, 0, used) || this.looker.look(out, 0, used, depth + 1)) return true
      this.wasText = true
      if (used < scratchBytes) break
    }
    return false
  }

  /** As `hidesInBase64`, for a run with escapes of `+`, `/` and `=` inside it. */
  private hidesInEscapedBase64(buf: Buffer, start: number, end: number, depth: number): boolean {
    if (depth >= depthMax) return true
    const plain = this.unescaped[depth] as Buffer
    let used = 0
    for (let at = start; at < end && used < scratchBytes; ) {
      let code = buf[at] as number
      if (code === percent || code === backslash) {
        code = this.escapes.read(buf, at, end)
        at = this.escapes.end
      } else at++
      plain[used++] = code
    }
    return this.hidesInBase64(plain, 0, used, depth, false)
  }

  /**
   * True where decoding the run gives something worth decoding: text from its start or from behind a `/`, `-` or `_`
   * in it (`/v1/eyJ…`), compressed bytes, or bytes with a readable run.
   */
  private hidesInBase64(
    buf: Buffer,
    start: number,
    end: number,
    depth: number,
    isInBinary: boolean,
  ): boolean {
    this.wasText = false
    if (!hasBothCases(buf, start, end)) return this.hidesInCapitals(buf, start, end, depth)
    if (mayBeTurnedBase64(buf, start, end) || isPaddedAhead(buf, start, end)) return true
    if (beginsPassphraseCipherInBase64(buf, start, end)) return true
    if (depth >= depthMax || this.suspicion.isBase64Odd(buf, start, end, isInBinary)) return true
    let starts = 0
    for (let at = start; starts <= laterStartsMax && end - at >= base64CharsMin; starts++) {
      if (this.beginsLegibly(buf, at, end) && this.decodesBase64(buf, at, end, depth)) return true
      while (at < end && buf[at] !== 47 && buf[at] !== 45 && buf[at] !== 95) at++
      at++
    }
    for (let phase = 0; phase < 4; phase++) {
      if (hasReadableRun(buf, start + phase, end) && this.decodesBase64(buf, start + phase, end, depth))
        return true
    }
    return false
  }

  /** Base64 without a small letter is of a short value only: anything else is words, numbers and hex. */
  private hidesInCapitals(buf: Buffer, start: number, end: number, depth: number): boolean {
    if (end - start > capitalsMax || depth >= depthMax || !hasCapitalsOnly(buf, start, end)) return false
    return this.beginsLegibly(buf, start, end) && this.decodesBase64(buf, start, end, depth)
  }

  /** The first twelve bytes are text, or begin a compression. */
  private beginsLegibly(buf: Buffer, start: number, end: number): boolean {
    const { head } = this
    let used = 0
    for (let at = start; used < headBytes && at + 3 < end; at += 4) {
      const bits =
        ((base64Values[buf[at] as number] as number) << 18) |
        ((base64Values[buf[at + 1] as number] as number) << 12) |
        ((base64Values[buf[at + 2] as number] as number) << 6) |
        (base64Values[buf[at + 3] as number] as number)
      head[used] = (bits >> 16) & 255
      head[used + 1] = (bits >> 8) & 255
      head[used + 2] = bits & 255
      used += 3
      if (used !== 3) continue
      const first = head[0] as number
      // One look throws out most random ids: the first byte is no text and begins no compression.
      const isLow = first < 32 && first !== 9 && first !== 10 && first !== 13
      const isHigh = first >= 127 && (first < 0xc2 || first > 0xf4)
      if ((isLow || isHigh) && first !== 0x1f && (first & 7) !== 3 && (first & 7) !== 5) return false
    }
    if (isCompressed(head, 0, used)) return true
    if (isText(head, Math.min(used, textBytes))) return true
    return end - start >= deflateCharsMin && mayBeDeflatedText(head, 0, used)
  }

  private decodesBase64(buf: Buffer, start: number, end: number, depth: number): boolean {
    const out = this.scratch[depth] as Buffer
    let from = start
    for (;;) {
      let used = 0
      let held = 0
      let bits = 0
      let at = from
      while (at < end && used < scratchBytes) {
        held = ((held << 6) | (base64Values[buf[at++] as number] as number)) & 0xffffff
        bits += 6
        if (bits < 8) continue
        bits -= 8
        out[used++] = (held >> bits) & 255
      }
      // Only what begins a run begins a compression, or is cut from text.
      if (from === start && (isCompressed(out, 0, used) || mayBeDeflatedText(out, 0, used))) return true
      if (this.looker.look(out, 0, used, depth + 1)) return true
      // Behind the look, which judges runs of its own.
      this.wasText = true
      if (at >= end) return false
      from = at - overlapBytes * 4
    }
  }
}

/** Whether a length stands behind it in a binary document, which may look like a digit. */
function isHead(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x7f
}
