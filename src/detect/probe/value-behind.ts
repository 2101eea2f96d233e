import { isDigit } from '../../core/ascii.ts'
import { hexValues } from '../../core/signs/digit-values.ts'
import { holdsAt } from '../../core/signs/holds-at.ts'
import { roleOf, roles } from './byte-roles.ts'
import { EscapeReader } from './escapes.ts'
import { wordClasses } from '../names/key-name.ts'
import { nameKeys, plainValueNames, tagKeys, tellingKeys } from '../names/pair-names.ts'

const percent = 37
const ampersand = 38
const asterisk = 42
const plus = 43
const hyphen = 45
const quoteCode = 34
const apostrophe = 39
const backslash = 92
const backtick = 96
const colon = 58
const [letterS, letterI, letterD] = [0x73, 0x69, 0x64]
/** The first byte of `→` in UTF-8. */
const arrowLead = 0xe2
/** Values of the table of names: the word alone is enough; above, one more than the bytes that its value must have. */
export const alone = 1
/** Bytes between a name and its value: quotes, colons, blanks, their escapes, and the empty line of multipart. */
const separatorBytesMax = 48
/** Bytes of the attributes of an element. */
const tagBytesMax = 256
const elementBytesMax = 6
const describedChars = 8
const besideBytesMax = 120
/** How PHP dumps a text: `string(15) "…"`. */
const phpText: Buffer = Buffer.from('string(')
/** How Swift and Rust print a value that may be missing: `Optional("…")`, `Some("…")`. */
const optionals: readonly Buffer[] = [...['Optional(', 'Some('].map((text) => Buffer.from(text)), phpText]
/** A call around a text: `ObjectId("…")`. */
const calledBytesMax = 24
const arrows = ['->', '-->', '\u2192'].map((text) => Buffer.from(text))
/** How XML escapes `<` and `>`; the first behind its ampersand. */
const lessThan: Buffer = Buffer.from('lt;')
const greaterThan: Buffer = Buffer.from('&gt;')
/** How XML begins a text in which its own signs are none (XML 1.0, 2.7), behind its `<`. */
const cdata: Buffer = Buffer.from('![CDATA[')
/** Of Android's `Location[gps 59.9,10.7 …]`: the providers. */
const providers = ['gps ', 'network ', 'fused ', 'passive '].map((text) => Buffer.from(text))
const namedBeside = new RegExp(
  String.raw`(?:(?:^|[^0-9A-Za-z])(?:${[...nameKeys, ...tagKeys].join('|')})|${tellingKeys})(?:\\*["'])?\s?[:=]\s?\\*["']\$?[0-9A-Za-z_. /-]{2,64}$`,
  'i',
)

const quotes = ['quot;', '#34;', '#x22;', 'apos;', '#39;', 'nbsp;', 'amp;quot;'].map((text) =>
  Buffer.from(text),
)

const escapes = new EscapeReader()

/** True where a value of sufficient length follows a name, which ends at `end`. */
export function isKey(found: number, buf: Buffer, end: number, limit: number): boolean {
  return (
    found === alone ||
    hasValue(buf, end, limit, found - alone) ||
    isNamedBeside(buf, end, limit) ||
    isProviderAt(buf, end, limit)
  )
}

/** The name of an element with attributes, `<ns:imsi xsi:type="xsd:string">`, whose content is long enough, or its value: `<imsi value="2420…"/>`. */
export function isElement(
  found: number,
  buf: Buffer,
  from: number,
  start: number,
  end: number,
  limit: number,
): boolean {
  // `<`, `<ns:`, `&lt;`.
  const before = start > from ? buf[start - 1] : 0
  if (before !== 60 && before !== 58 && before !== 59) return false
  const stop = Math.min(limit, end + tagBytesMax)
  for (let at = end; at < stop; at++) {
    const code = buf[at]
    if (code === 60) return false
    if (code === 62) return isKey(found, buf, at, limit)
    if (code === 61 && isValueName(buf, end, at) && isKey(found, buf, at, limit)) return true
    // `&gt;`: another escape says so by itself.
    if (code === 38) return true
  }
  return false
}

/** The word that ends at `to` is an attribute of the element whose name ends at `from`, and says no more than that it is its value. */
function isValueName(buf: Buffer, from: number, to: number): boolean {
  let start = to
  while (start > from && wordClasses[buf[start - 1] as number] !== 0) start--
  return (
    start > from &&
    to - start <= valueNameBytesMax &&
    plainValueNames.has(buf.toString('latin1', start, to).toLowerCase())
  )
}
const valueNameBytesMax = 5

/** The first attribute behind the name of an element, at `at`, is its value, maybe in a form: `imsi value="…`, `imsi+value%3D%22…`. */
export function isPlainValueAhead(buf: Buffer, at: number, limit: number): boolean {
  return (
    ((buf[at] as number) | 0x20) === letterV &&
    valueAhead.test(buf.toString('latin1', at, Math.min(limit, at + valueAheadBytesMax)))
  )
}
const letterV = 0x76
const valueAhead = new RegExp(
  String.raw`^(?:${[...plainValueNames].join('|')})(?:=|%(?:25){0,2}3D|\\u003d)`,
  'i',
)
const valueAheadBytesMax = 16

/** In paths the value is the next segment: `/imei/…`. */
export function isSegmentKey(found: number, buf: Buffer, next: number, limit: number): boolean {
  if (found === alone) return true
  let valueStart = next
  while (valueStart < limit && buf[valueStart] === 47) valueStart++
  const valueEnd = valueStart + found - alone
  if (valueEnd > limit) return false
  for (let at = valueStart; at < valueEnd; at++) {
    const code = buf[at] as number
    // / ? & # and blanks end a segment.
    if (code === 47 || code === 63 || code === 38 || code === 35 || code === 32 || code === 13 || code === 10)
      return false
  }
  return true
}

/**
 * True where something assigns behind the name that ends at `from` (`=`, `:`, an arrow, a tab; escaped or not, with quotes,
 * blanks, brackets and emphasis between), and `lengthMin` bytes of a value follow.
 */
export function hasValue(buf: Buffer, from: number, limit: number, lengthMin: number): boolean {
  let at = from
  const stop = Math.min(limit, from + separatorBytesMax)
  let isAssigned = false
  // Where a tab alone assigns: behind the name, and the strokes that escape it again.
  let tabAt = from
  while (at < stop) {
    let code = buf[at] as number
    let next = at + 1
    if (code === percent || code === backslash) {
      code = escapes.read(buf, at, limit)
      next = escapes.end
    }
    // [ and {: values side by side, all under this name. Before the assignment: `imei[0]=`.
    if (isAssigned && (code === 91 || code === 123)) return true
    if (!isAssigned && code >= 48 && code <= 57 && at > from) {
      at = next
      continue
    }
    if (isAssigned && code === 59) {
      const serialised = serialisedValue(buf, next, limit)
      if (serialised === -1) break
      next = serialised
    } else if (code === ampersand && quoteEnd(buf, next, limit) > 0) {
      isAssigned = true
      next = quoteEnd(buf, next, limit)
    } else if (code === 34 || code === 39 || code === 58 || code === 61 || code === 62 || code === 10)
      isAssigned = true
    else if (isAssigned && (code === 60 || (code === ampersand && isLessThan(buf, next, limit)))) {
      // `IMSI: <code>…`, `IMSI: &lt;code&gt;…`, `<imsi><![CDATA[…`.
      const behind = code === 60 ? next : next + lessThan.length
      const tagEnd = holdsAt(buf, behind, cdata, limit)
        ? behind + cdata.length
        : emphasisEnd(buf, behind, limit)
      if (tagEnd === -1 && isDescribed(buf, behind, limit)) return true
      if (tagEnd === -1) break
      next = tagEnd
    } else if (!isAssigned && arrowEnd(buf, at, limit) > 0) {
      isAssigned = true
      next = arrowEnd(buf, at, limit)
    } else if (code === 9 && at === tabAt) isAssigned = true
    else if (code === backslash && at === tabAt) tabAt = next
    else if (!isBetween(code, isAssigned)) break
    at = next
  }
  if (!isAssigned) return false
  const wrapper = optionals.find((text) => holdsAt(buf, at, text, limit))
  if (wrapper !== undefined) {
    at += wrapper.length
    if (wrapper === phpText) while (at < limit && isOfPhpLength(buf[at] as number)) at++
    while (at < limit && (buf[at] === backslash || buf[at] === quoteCode)) at++
  }
  if (isLongEnough(buf, at, limit, lengthMin)) return true
  const called = callEnd(buf, at, limit)
  return called > at && isLongEnough(buf, called, limit, lengthMin)
}

/**
 * Where the value begins that PHP serialised behind a name and its semicolon, `s:15:"…"` or `i:…`, whose signs may be escaped;
 * -1 where none stands there.
 */
function serialisedValue(buf: Buffer, from: number, limit: number): number {
  const kind = buf[from]
  if (kind !== letterS && kind !== letterI && kind !== letterD) return -1
  const colonEnd = signEnd(buf, from + 1, limit, colon)
  if (colonEnd === -1 || kind !== letterS) return colonEnd
  let at = colonEnd
  while (at < limit && isDigit(buf[at] as number)) at++
  const lengthEnd = signEnd(buf, at, limit, colon)
  return lengthEnd === -1 ? -1 : signEnd(buf, lengthEnd, limit, quoteCode)
}

/** Where the quote or blank ends that is an entity of HTML, behind its ampersand; 0 where none stands there. */
function quoteEnd(buf: Buffer, at: number, limit: number): number {
  const found = quotes.find((text) => holdsAt(buf, at, text, limit))
  return found === undefined ? 0 : at + found.length
}

/** Where the sign at `from` ends, escaped or not; -1 where another stands there. */
function signEnd(buf: Buffer, from: number, limit: number, sign: number): number {
  let at = from
  while (at < limit && buf[at] === backslash && escapes.read(buf, at, limit) === backslash) at++
  if (at >= limit) return -1
  const code = buf[at] as number
  if (code !== percent && code !== backslash) return code === sign ? at + 1 : -1
  return escapes.read(buf, at, limit) === sign ? escapes.end : -1
}

/** At least so many bytes of a value stand from `valueStart` on. */
function isLongEnough(buf: Buffer, valueStart: number, limit: number, lengthMin: number): boolean {
  let at = valueStart
  while (at < limit && at - valueStart < lengthMin) {
    const code = buf[at] as number
    // & " ; < CR LF } end a value.
    if (
      code === 38 ||
      code === 34 ||
      code === 59 ||
      code === 60 ||
      code === 13 ||
      code === 10 ||
      code === 125
    )
      return false
    at++
  }
  return at - valueStart >= lengthMin
}

/** Behind the quote of the text that a call at `at` is given; `at` where there is none. */
function callEnd(buf: Buffer, at: number, limit: number): number {
  let to = at
  while (to < limit && to - at < calledBytesMax && wordClasses[buf[to] as number] !== 0) to++
  if (to === at || buf[to] !== 40) return at
  to++
  while (to < limit && buf[to] === backslash) to++
  return to < limit && (buf[to] === quoteCode || buf[to] === apostrophe) ? to + 1 : at
}

/** Behind a name and a blank: an assignment may follow after few more blanks. */
export function mayAssign(buf: Buffer, from: number, end: number): boolean {
  let at = from
  while (at < end && at < from + 4 && (buf[at] === 32 || buf[at] === 13 || buf[at] === 10 || buf[at] === 9))
    at++
  if (arrowEnd(buf, at, end) > 0) return true
  return at < end && (roles[buf[at] as number] as number) === roleOf.assign
}

/** Blanks (one as forms write it in front of the assignment only), brackets, strokes and emphasis between a name and its value: `*IMSI:* \`…\``. */
function isBetween(code: number, isAssigned: boolean): boolean {
  if (code === plus) return !isAssigned
  if (code === asterisk || code === backtick) return true
  return code === 32 || code === 13 || code === 9 || code === 91 || code === 93 || code === backslash
}

/** Digits, the bracket behind them, and a blank. */
function isOfPhpLength(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 41 || code === 32
}

/** Where the arrow at `at` ends that assigns a value: `imsi -> …`, `imsi → …`; 0 where there is none. */
function arrowEnd(buf: Buffer, at: number, limit: number): number {
  const first = buf[at]
  if (first !== hyphen && first !== arrowLead) return 0
  for (const arrow of arrows) if (holdsAt(buf, at, arrow, limit)) return at + arrow.length
  return 0
}

/** Where an element without attributes and with a short name ends, such as `<code>`, behind its `<`; -1 for others. */
function emphasisEnd(buf: Buffer, from: number, limit: number): number {
  let at = from
  while (at < limit && at - from < elementBytesMax && wordClasses[buf[at] as number] !== 0) at++
  if (at === from || at >= limit) return -1
  if (buf[at] === 62) return at + 1
  return holdsAt(buf, at, greaterThan, limit) ? at + greaterThan.length : -1
}

/** Four bytes in hex, as NSData is described behind its `<`: `<740f4707 bebcf74f …>`. */
function isDescribed(buf: Buffer, from: number, limit: number): boolean {
  const end = from + describedChars
  if (end >= limit || (wordClasses[buf[end] as number] as number) !== 0) return false
  for (let at = from; at < end; at++) if ((hexValues[buf[at] as number] as number) > 15) return false
  return true
}

function isLessThan(buf: Buffer, at: number, limit: number): boolean {
  return holdsAt(buf, at, lessThan, limit)
}

/** `"name":"imsi"`: the word that ends at `end` is the value of a field that names another. */
function isNamedBeside(buf: Buffer, end: number, limit: number): boolean {
  if (end >= limit || (buf[end] !== 34 && buf[end] !== 92 && buf[end] !== 39)) return false
  const before = buf.toString('latin1', Math.max(0, end - besideBytesMax), end)
  return namedBeside.test(before)
}

function isProviderAt(buf: Buffer, end: number, limit: number): boolean {
  if (buf[end] !== 91) return false
  return providers.some((text) => holdsAt(buf, end + 1, text, limit))
}
