import { KeptResults } from '../../core/kept-results.ts'
import {
  ascii85Digits,
  base32Values,
  base64Values,
  base85Digits,
  hexDigit,
  tableOf,
} from '../../core/signs/digit-values.ts'
import { isGzip, isZlib, isZstd } from '../../decode/text.ts'

/**
 * Runs of a text that anybody can decode (base64 from any of its characters, hex, base32, base85, escapes of addresses,
 * one in another). Without `Buffer` and zlib: the page that checks bundles masks names, too.
 */

/** Names, paths and sentences are shorter; bodies are masked by what is known to stand in them. */
const textMax = 16_384
const depthMax = 3
/** Base64 of four bytes and more. A slash parts segments of a path more often than it is base64. */
const words = /(?:[\w+-]|%[\da-f]{2}){7,}={0,2}/gi
const words64 = /(?:[\w+/-]|%[\da-f]{2}){7,}={0,2}/gi
/** The alphabet of Git and of Python's b85encode; that of ASCII85 has nearly all signs; quotes stand around names. */
const signs = /[\w!#$%&()*+;<=>?@^`{|}~-]{10,}/g
const allSigns = /[!#-~]{10,}/g
const escapes = /%[\da-f]{2}/gi
/** Words of one case without a digit are words. */
const mayBeEncoded = /\d|%|[a-z].*[A-Z]|[A-Z].*[a-z]|^[A-Z2-7]{16,}$/s
const rareSigns = /[!#$%&()*;<>?@^`{|}~](?=.*[!#$%&()*;<>?@^`{|}~])/s
/** What can be read in what a run stands for. */
const legible = /[^\0-\u001f\u007f-\u009f\ufffd]{4,}/gu
const legibleMin = 4
const base32 = /^(?:[A-Z2-7]{13,}|[a-z2-7]{13,})=*$/
const base85Values = tableOf(base85Digits)
const ascii85Values = tableOf(ascii85Digits)
const hexRow = /[\da-f]{14,}/i
const utf8 = new TextDecoder()
/** No text that is decoded is longer. */
const decoded = new Uint8Array(textMax)

/** Whether a decoded text shows what is to be hidden. */
type Shows = (decoded: string) => boolean

/** Ways to values and reasons are asked about for each value, with the others of its message: so long texts are remembered. */
const keptCharsMax = 512
const keptTextsMax = 4_096

/** 1 for texts in which a run stands for something to read, whatever that may show; 0 for most. */
const keptSpeaking = new KeptResults(
  (text) => (hideIn(text, () => true, 1) === text ? 0 : 1),
  keptTextsMax,
  keptCharsMax,
)

/** `text`, as long as it was, with each run hidden whole that stands for something that `shows`. */
export function hideRuns(text: string, shows: Shows): string {
  if (text.length > textMax || (text.length <= keptCharsMax && keptSpeaking.of(text) === 0)) return text
  return hideIn(text, shows, depthMax)
}

/** The same for runs that stand for compressed bytes: what is in these, is not asked here. */
export function hideCompressed(text: string): string {
  if (text.length > textMax) return text
  return hideWords(text, (run) => {
    if (run.length < compressedMin) return false
    const plain = unescaped(run)
    // Words may stand in front of it: `X-H4sIAAAA…`.
    const starts = [0, ...Array.from(plain.matchAll(/[-_/]/g), ({ index }) => index + 1)].slice(0, startsMax)
    return isCompressed(fromHex(plain, 0)) || starts.some((start) => isCompressed(fromBase64(plain, start)))
  })
}

/** The same for runs with escapes of addresses in them that show something once these are undone. */
export function hideEscaped(text: string, shows: Shows): string {
  if (text.length > textMax || !text.includes('%')) return text
  return text.replaceAll(words64, (run) => {
    let plain = run
    for (let depth = 0; depth < depthMax; depth++) {
      const next = unescaped(plain)
      if (next === plain) return run
      if (shows(next)) return dots(run)
      plain = next
    }
    return run
  })
}

function hideIn(text: string, shows: Shows, depth: number): string {
  const hidden = hideWords(text, (run) => stands(decodings(unescaped(run)), shows, depth))
  if (!isFullOfSigns(hidden)) return hidden
  return [signs, allSigns].reduce(
    (left, pattern) =>
      left.replaceAll(pattern, (run) =>
        isFullOfSigns(run) && stands(from85(run), shows, depth) ? dots(run) : run,
      ),
    hidden,
  )
}

/** Base85 of a value has several of the signs that neither names nor paths have. */
function isFullOfSigns(text: string): boolean {
  return text.search(rareSigns) >= 0
}

/** First without slashes, then, where one is base64, with them. */
function hideWords(text: string, isTelling: (run: string) => boolean): string {
  const hidden = text.replaceAll(words, (run) => (mayBeEncoded.test(run) && isTelling(run) ? dots(run) : run))
  return hidden.replaceAll(words64, (run) =>
    run.includes('/') && mayBeEncoded.test(run) && isTelling(run) ? dots(run) : run,
  )
}

function dots(run: string): string {
  return '•'.repeat(run.length)
}

function stands(all: Iterable<Uint8Array>, shows: Shows, depth: number): boolean {
  for (const bytes of all) {
    if (!isLegible(bytes)) continue
    for (const [part] of utf8.decode(bytes).matchAll(legible))
      if (shows(part) || (depth > 1 && hideIn(part, shows, depth - 1) !== part)) return true
  }
  return false
}

/** Whether there is something to read in it: of chance bytes most go without being made a text. */
function isLegible(bytes: Uint8Array): boolean {
  let row = 0
  for (const byte of bytes) {
    row = byte >= 0x20 && byte < 0x7f ? row + 1 : 0
    if (row === legibleMin) return true
  }
  return false
}

function unescaped(run: string): string {
  return run.replaceAll(escapes, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)))
}

function* decodings(run: string): Generator<Uint8Array> {
  for (let skipped = 0; skipped < 4; skipped++) yield fromBase64(run, skipped)
  for (let skipped = 0; skipped < 2; skipped++) yield fromHex(run, skipped)
  if (base32.test(run))
    for (let skipped = 0; skipped < 8; skipped++) yield fromDigits(run, skipped, base32Values, 5)
}

function* from85(run: string): Generator<Uint8Array> {
  for (let skipped = 0; skipped < 5; skipped++) {
    yield fromBase85(run, skipped, base85Values)
    yield fromBase85(run, skipped, ascii85Values)
  }
}

function fromBase64(run: string, skipped: number): Uint8Array {
  return fromDigits(run, skipped, base64Values, 6)
}

/** What digits of so many `bits` stand for, up to the first character that is none; good until the next is asked for. */
function fromDigits(run: string, skipped: number, values: Uint8Array, bits: number): Uint8Array {
  let length = 0
  let held = 0
  let count = 0
  for (let at = skipped; at < run.length; at++) {
    const value = values[run.charCodeAt(at)] ?? 255
    if (value === 255) break
    held = ((held << bits) | value) & 0xffff
    count += bits
    if (count < 8) continue
    count -= 8
    decoded[length++] = held >> count
  }
  return decoded.subarray(0, length)
}

/** The first row of hex digits that is long enough: other letters may stand in front of it. */
function fromHex(run: string, skipped: number): Uint8Array {
  const [row = ''] = hexRow.exec(run) ?? []
  let length = 0
  for (let at = skipped; at + 1 < row.length; at += 2)
    decoded[length++] = hexDigit(row.charCodeAt(at)) * 16 + hexDigit(row.charCodeAt(at + 1))
  return decoded.subarray(0, length)
}

function fromBase85(run: string, skipped: number, values: Uint8Array): Uint8Array {
  let length = 0
  for (let at = skipped; at < run.length; at += 5) {
    let value = 0
    for (let place = at; place < at + 5; place++) {
      const digit = values[run.charCodeAt(place)] ?? 255
      // What ends in the middle of a group is filled up with the last digit.
      value = value * 85 + (digit === 255 ? 84 : digit)
    }
    const own = Math.min(4, run.length - at - 1)
    for (let place = 0; place < own; place++) decoded[length++] = Math.floor(value / 256 ** (3 - place)) & 255
  }
  return decoded.subarray(0, length)
}

/** Shorter runs hold no compressed value. */
const compressedMin = 16
const startsMax = 16

function isCompressed(bytes: Uint8Array): boolean {
  return isGzip(bytes) || isZlib(bytes) || isZstd(bytes)
}
