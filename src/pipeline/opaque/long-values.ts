/**
 * Values of a message that was not decoded, from the long runs of base64 and hex that the quick look came by: where each
 * stands and what it is called, as decoding would say it. Of most runs a few characters show that they are nothing random.
 */
import { base64Values, hexValues } from '../../core/signs/digit-values.ts'
import { unescapePercent } from '../../core/signs/percent-escape.ts'
import { EscapeReader } from '../../detect/probe/escapes.ts'
import { longRunCharsMin } from '../../detect/probe/long-runs.ts'
import type { LongRuns } from '../../detect/probe/long-runs.ts'
import { signatureOr, tokenStart } from './token-signature.ts'

/** Where in a message a value stands; `name`: in the name that is asked for, or whose host is. */
export type ValuePlace = 'body' | 'query' | 'path' | 'header' | 'cookie' | 'name'

/** A long value, its bytes as it is written, without escapes: they may be those of the message. */
export interface LongValue {
  readonly place: ValuePlace
  /** Its name; `path` for a part of the path, '' where it has none. */
  readonly field: string
  readonly bytes: Buffer
}

/** Where bytes of a message lie: a head (with its target, absolute in `buf`), or a body. */
export interface LookedAt {
  readonly buf: Buffer
  readonly start: number
  readonly end: number
  /** null: a body. */
  readonly target: { readonly start: number; readonly end: number } | null
}

const escapes = new EscapeReader()
/** Characters in the middle of a run that are looked at, and how many of them random ones have at least, once in ten thousand. */
const sampleChars = 48
const casesMin = 6
const hexDigitsMin = 14
const hexLettersMin = 4
const differentMin = 14
/** Decimal digits are judged from here on (see `random-signs.ts`). */
const decimalsMin = 231
/** A line of base64 that goes on in the next. */
const lineCharsMin = 60
const nameWindow = 160
const lineFeed = 10
const carriageReturn = 13
const percent = 37
const backslash = 92
const slash = 47
const padding = 61

/** The values of a message in which the long runs lie that look random at first sight. */
export function longValues(at: LookedAt, runs: LongRuns): LongValue[] {
  const values: LongValue[] = []
  let covered = at.start
  let field = ''
  for (let run = 0; run < runs.count; run++) {
    const from = runs.start(run)
    const to = runs.end(run)
    if (from < covered || !mayBeRandom(at.buf, from, to)) continue
    const found = at.target === null ? inBody(at, from, covered, field) : inHead(at, from, to)
    if (found === null) continue
    covered = found.end
    field = found.value.field
    if (found.value.bytes.length >= longRunCharsMin) values.push(found.value)
  }
  return values
}

interface Found {
  readonly value: LongValue
  readonly end: number
}

function inBody({ buf, start, end }: LookedAt, from: number, covered: number, field: string): Found | null {
  const read = readValue(buf, from, end, true)
  // One list has one name.
  const isListed = covered > start && from - covered <= listMarksMax && buf.indexOf(commaByte, covered) < from
  const name = nameBefore(buf, start, tokenStart(buf, start, from))
  return {
    value: {
      place: 'body',
      field: signatureOr(name === '' && isListed ? field : name, buf, start, end, from),
      bytes: read.bytes,
    },
    end: read.end,
  }
}

const commaByte = 44
const listMarksMax = 8

function inHead({ buf, start, end, target }: LookedAt, from: number, to: number): Found | null {
  if (target !== null && from >= target.start && from < target.end) return inTarget(buf, target, from, to)
  const line = buf.lastIndexOf(lineFeed, from) + 1
  const colon = buf.indexOf(':', line)
  if (colon < 0) return null
  if (colon > from) {
    // The name itself.
    const { bytes, end: behind } = readValue(buf, from, colon, false)
    return { value: { place: 'header', field: '', bytes }, end: behind }
  }
  const name = buf.toString('latin1', line, Math.min(colon, line + nameWindow)).trim()
  // It repeats what another target said.
  if (/^refer(?:r?er)$/i.test(name)) return null
  const read = readValue(buf, from, end, false)
  if (name.toLowerCase() !== 'cookie')
    return {
      value: { place: 'header', field: signatureOr(name, buf, start, end, from), bytes: read.bytes },
      end: read.end,
    }
  const before = buf.toString('latin1', colon + 1, from)
  const cookie = /(?:^|;)\s*([^=;\s]+)=[^;]*$/.exec(before)?.[1] ?? ''
  return {
    value: { place: 'cookie', field: signatureOr(cookie, buf, start, end, from), bytes: read.bytes },
    end: read.end,
  }
}

function inTarget(
  buf: Buffer,
  target: { readonly start: number; readonly end: number },
  from: number,
  to: number,
): Found | null {
  const query = buf.indexOf('?', target.start)
  if (query < 0 || query > from) {
    // A part of the path: strokes are of base64 only where nothing else stands in it.
    const part = longestPart(buf, from, Math.min(to, target.end))
    if (part === null) return null
    const bytes = buf.subarray(part.start, part.end)
    const field = signatureOr('path', buf, target.start, target.end, part.start)
    return { value: { place: 'path', field, bytes }, end: Math.min(to, target.end) }
  }
  const read = readValue(buf, from, target.end, false)
  const before = buf.toString('latin1', query + 1, from)
  const pair = before.slice(before.lastIndexOf('&') + 1)
  const name = unescapePercent(Buffer.from(pair.split('=', 1)[0] ?? '', 'latin1'), true).toString('utf8')
  return {
    value: {
      place: 'query',
      field: signatureOr(name, buf, target.start, target.end, from),
      bytes: read.bytes,
    },
    end: read.end,
  }
}

function longestPart(buf: Buffer, from: number, to: number): { start: number; end: number } | null {
  let best: { start: number; end: number } | null = null
  for (let at = from; at < to; ) {
    const stroke = buf.indexOf(slash, at)
    const end = stroke < 0 || stroke > to ? to : stroke
    if (end - at >= longRunCharsMin && (best === null || end - at > best.end - best.start))
      best = { start: at, end }
    at = end + 1
  }
  return best !== null && mayBeRandom(buf, best.start, best.end) ? best : null
}

/** A value from where its run begins, over escapes and wrapped lines, and its padding. */
function readValue(buf: Buffer, from: number, end: number, mayWrap: boolean): { bytes: Buffer; end: number } {
  let at = from
  while (at < end && (base64Values[buf[at] as number] as number) < 64) at++
  for (let count = 0; count < 2 && at < end && buf[at] === padding; count++) at++
  const behind = at < end ? buf[at] : 0
  const goesOn =
    behind === percent ||
    behind === backslash ||
    (mayWrap && (behind === lineFeed || behind === carriageReturn))
  return goesOn ? readEscaped(buf, from, end, mayWrap) : { bytes: buf.subarray(from, at), end: at }
}

function readEscaped(
  buf: Buffer,
  from: number,
  end: number,
  mayWrap: boolean,
): { bytes: Buffer; end: number } {
  const bytes: number[] = []
  let line = 0
  let paddings = 0
  let at = from
  while (at < end) {
    let code = buf[at] as number
    let next = at + 1
    if (code === percent || code === backslash) {
      code = escapes.read(buf, at, end)
      next = escapes.end
    } else if ((code === lineFeed || code === carriageReturn) && !mayWrap) break
    if (code === lineFeed || code === carriageReturn) {
      if (line < lineCharsMin) break
      if (code === lineFeed) line = 0
    } else if (code === padding && paddings < 2) paddings++
    else if ((base64Values[code] as number) < 64 && paddings === 0) line++
    else break
    bytes.push(code)
    at = next
  }
  while (bytes.at(-1) === lineFeed || bytes.at(-1) === carriageReturn) bytes.pop()
  return { bytes: Buffer.from(bytes), end: at }
}

/** The name in front of a value: in JSON (also escaped), a form, XML, and what assigns otherwise. */
function nameBefore(buf: Buffer, start: number, from: number): string {
  const text = buf
    .toString('latin1', Math.max(start, from - nameWindow), from)
    .replaceAll(/%22|\\+["']|%27/g, '"')
    .replaceAll(/%3A/gi, ':')
    .replaceAll(/%3D/gi, '=')
    .replaceAll(/%5B/gi, '[')
    .replaceAll(/%7B|%2C/gi, ',')
    .replaceAll(/%20/g, ' ')
  const assigned =
    /(?:^|[^\w.\-@$[\]])([\w.\-@$[\]]{1,64})["']?\s*[:=]\s*\[?\s*["']?(?:[\w.]{1,24}[:.|~$*,])?$/.exec(text)
  if (assigned !== null) return assigned[1] ?? ''
  return /<([\w:.-]{1,64})(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?$/.exec(text)?.[1] ?? ''
}

/** A look at the middle: random base64 has letters of both cases and digits, random hex has letters and more digits, and what is random in letters of one case has many different ones. */
function mayBeRandom(buf: Buffer, start: number, end: number): boolean {
  const from = Math.max(start, start + ((end - start - sampleChars) >> 1))
  const to = Math.min(end, from + sampleChars)
  let upper = 0
  let lower = 0
  let digits = 0
  let isHex = true
  let different = 0
  for (let at = from; at < to; at++) {
    const code = buf[at] as number
    if (code >= 48 && code < 58) digits++
    else if (code >= 97 && code < 123) lower++
    else if (code >= 65 && code < 91) upper++
    if ((hexValues[code] as number) > 15) isHex = false
    different |= 1 << (code & 31)
  }
  if (isHex && upper + lower === 0) return end - start >= decimalsMin
  if (isHex) return digits >= hexDigitsMin && upper + lower >= hexLettersMin
  if (upper === 0 || lower === 0) return bitsIn(different) >= differentMin
  return upper >= casesMin && lower >= casesMin && digits > 0
}

function bitsIn(mask: number): number {
  let count = 0
  for (let left = mask; left !== 0; left &= left - 1) count++
  return count
}
