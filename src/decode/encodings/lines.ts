import {
  ampersand,
  apostrophe,
  backslash,
  carriageReturn,
  equals,
  lineFeed,
  quote,
  semicolon,
} from '../../core/ascii-codes.ts'
import { behindWrap, isPaddingInside } from '../base64-codec.ts'
import type { Budget } from '../budget.ts'
import type { Piece } from '../encoding.ts'
import { isTellingName } from '../telling-name.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

/** Names on lines are short. */
const nameBytesMax = 64
/** The first lines decide what the text is. */
const judgedLinesMax = 1_000

/** How cards of people and calendars begin, in which names have parameters: `TEL;TYPE=CELL:+47…` (RFC 6350, 3.3; RFC 5545, 3.1). */
const cardStart = /^BEGIN:V(?:CARD|CALENDAR)\r?\n/i
const cardStartBytesMax = 24
/** How files of directories begin (RFC 2849). */
const firstOfVersion = 0x76
const firstOfName = 0x64
const directoryStart = /^(?:version: *1\s|dn::? *[^\s=]+=)/i
/** The version of the one form that there is, comments, then the name of an entry and the first of what it has. */
const firstEntry =
  /^(?:version: *1[ \r]*\n(?:(?:[# ][^\n]*|\r)?\n)*)?dn::? *[^\s=]+=[^\n]*\n(?:[# ][^\n]*\n)*[a-z\d][\w;.-]*:/i
/** Deeper than a fold: a member of what the line before names. */
const member = /\n {2,}[\w.-]+:/
const directoryBytesMax = 2_048

/**
 * Text of lines `name=value` or `name: value` (property files, server-sent events, logs, cards of people): taken where
 * most lines have that form; those of cards, calendars and directories (LDIF) that are folded are put together. Lines of another form are kept together as values without a name, so that none is lost.
 * Wrapped base64 is one line, however many it stands on.
 */
export const encoding: Encoding = {
  name: 'lines',
  kind: 'container',
  title: 'lines',
  probe(_bytes, hint) {
    const { shape } = hint
    if (shape.equals + shape.colons === 0 || shape.controls > 0) return certainty.no
    return shape.lineFeeds > 0 || hint.role === 'body' ? certainty.lines : certainty.no
  },
  mayHide: (bytes, start, end) => {
    const first = (bytes[start] as number) | 0x20
    if (first !== firstOfVersion && first !== firstOfName) return false
    return isDirectory(bytes, start) && bytes.subarray(start, end).includes('\n ')
  },
  hidesIn: { firstBytes: Buffer.from('vVdD'), bytesMin: 2 },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const isCard = cardStart.test(bytes.toString('latin1', shape.start, shape.start + cardStartBytesMax))
    const isFolded = isCard || isDirectory(bytes, shape.start)
    let lines = 0
    let named = 0
    let at = shape.start
    while (at < shape.end && lines < judgedLinesMax) {
      const end = lineEnd(bytes, at, shape.end, isFolded)
      const start = at
      at = end + 1
      if (end - start < 2) continue
      lines++
      if (split(bytes, start, end, isCard) > 0) named++
    }
    if (named === 0 || named * 10 < lines * 6) return 'most lines are no pairs'
    const pieces: Piece[] = []
    let restStart = -1
    for (let at = shape.start; at < shape.end; ) {
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      let end = lineEnd(bytes, at, shape.end, isFolded)
      const next = end + 1
      const mark = split(bytes, at, end, isCard)
      if (mark > 0) {
        if (restStart >= 0) pieces.push(exactPiece('lines', '', '', bytes, restStart, at, 'value'))
        restStart = -1
        // A form that was logged is read as such.
        if (bytes[mark] === equals && isForm(bytes, mark, end)) {
          pieces.push(exactPiece('lines', '', '', bytes, at, end, 'value'))
          at = next
          continue
        }
        const key = bytes.toString('latin1', at, mark).trim()
        if (isTellingName(bytes, at, mark))
          pieces.push(exactPiece('lines', 'name', '', bytes, at, mark, 'value'))
        let start = (bytes[mark] === semicolon ? valueBehind(bytes, mark, end) : mark) + 1
        // `imsi::…`, `imsi => …`.
        if (start < end && bytes[start] === second[bytes[mark] as number]) start++
        while (start < end && isBlank(bytes[start] as number)) start++
        while (end > start && isBlank(bytes[end - 1] as number)) end--
        // `imei = "…";`, `mcc = 242;` of property lists in the old form.
        if (end - start > 1 && bytes[mark] === equals && bytes.indexOf(semicolon, start) === end - 1) end--
        // `imei = '…'`, `imei = "…"`; quotes around escapes are JSON's.
        if (end - start > 2 && isQuoted(bytes, start, end)) {
          start++
          end--
        }
        if (start < end) pieces.push(valuePiece(bytes, key, start, end, budget, isFolded))
      } else if (restStart < 0 && end > at) restStart = at
      at = next
    }
    if (restStart >= 0) pieces.push(exactPiece('lines', '', '', bytes, restStart, shape.end, 'value'))
    return pieces.length === 0 ? 'no values' : { pieces, isWhole: true }
  },
}

/** Behind the first value, whose name ends at `mark`, others stand with their names: `lat=59.9&lng=10.7`. */
function isForm(bytes: Buffer, mark: number, end: number): boolean {
  const sign = bytes.indexOf(ampersand, mark)
  if (sign < 0 || sign >= end || /[\s"']/.test(bytes.toString('latin1', mark, sign))) return false
  return /^&[\w.[\]%-]{1,64}=/.test(bytes.toString('latin1', sign, Math.min(end, sign + nameBytesMax + 2)))
}

/** Quotes of one kind at both ends: of double ones none inside, nor escapes that are to be undone. */
function isQuoted(bytes: Buffer, start: number, end: number): boolean {
  const mark = bytes[start]
  if (mark !== quote && mark !== apostrophe) return false
  if (mark === apostrophe) return bytes[end - 1] === mark
  return bytes.indexOf(mark, start + 1) === end - 1 && !bytes.subarray(start, end).includes(backslash)
}

/** Signs that Java's Properties write behind a stroke: `94\:65\:2d\:7a\:31\:c8`. */
const propertySigns: ReadonlySet<number> = new Set(Buffer.from(':=#!'))

function valuePiece(
  bytes: Buffer,
  key: string,
  start: number,
  end: number,
  budget: Budget,
  isFolded: boolean,
): Piece {
  const isLineEnd = (at: number): boolean =>
    bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed)
  const isEscaped = (at: number): boolean =>
    bytes[at] === backslash &&
    at + 1 < end &&
    (propertySigns.has(bytes[at + 1] as number) || isLineEnd(at + 1))
  const value = bytes.subarray(start, end)
  const hasSign = value.includes(backslash) && value.some((_, at) => isEscaped(start + at))
  const hasFold = isFolded && value.includes(lineFeed)
  if ((!hasSign && !hasFold) || !budget.takeBytes(end - start))
    return exactPiece('lines', key, key, bytes, start, end, 'value')
  const out = Buffer.allocUnsafe(end - start)
  let used = 0
  for (let from = start; from < end; from++) {
    if (hasFold && foldEnd(bytes, from, end) > 0) from = foldEnd(bytes, from, end) - 1
    else if (!isEscaped(from)) out[used++] = bytes[from] as number
    else if (isLineEnd(from + 1)) {
      // The indentation of the next line is none of the value.
      from++
      while (from + 1 < end && (isBlank(bytes[from + 1] as number) || bytes[from] === carriageReturn)) from++
    }
  }
  return { ...transformedPiece('lines', key, out.subarray(0, used), start, end, 'value'), key }
}

/** Behind a line end at `at` and the blank that says that the line goes on (RFC 6350, 3.2; RFC 5545, 3.1; RFC 2849); 0 where there is none. */
function foldEnd(bytes: Buffer, at: number, end: number): number {
  const feed = bytes[at] === carriageReturn ? at + 1 : at
  const isFold = feed + 1 < end && bytes[feed] === lineFeed && isBlank(bytes[feed + 1] as number)
  return isFold && bytes[feed + 1] !== carriageReturn ? feed + 2 : 0
}

function isDirectory(bytes: Buffer, start: number): boolean {
  if (!directoryStart.test(bytes.toString('latin1', start, start + nameBytesMax))) return false
  const text = bytes.toString('latin1', start, start + directoryBytesMax)
  return firstEntry.test(text) && !member.test(text)
}

/**
 * Whether the line from `start` goes on behind the line end at `at`, with a stroke in front (Java's Properties; YAML 1.2.2,
 * 7.3.1): the next one is indented and no pair, which one behind a path of Windows may be.
 */
function goesOn(bytes: Buffer, start: number, at: number, end: number): boolean {
  const last = bytes[at - 1] === carriageReturn ? at - 2 : at - 1
  let first = last
  while (first >= start && bytes[first] === backslash) first--
  if ((last - first) % 2 === 0 || at + 1 >= end || !isBlank(bytes[at + 1] as number)) return false
  const next = bytes.indexOf(lineFeed, at + 1)
  return split(bytes, at + 1, next < 0 || next > end ? end : next, false) <= 0
}

/** `isFolded`: a blank in front of a line says that it goes on. */
function lineEnd(bytes: Buffer, start: number, end: number, isFolded: boolean): number {
  for (let from = start; ; ) {
    const found = bytes.indexOf(lineFeed, from)
    if (found < 0 || found > end) return end
    const isOne = (isFolded && foldEnd(bytes, found, end) > 0) || goesOn(bytes, start, found, end)
    from = isOne ? found + 1 : behindWrap(bytes, found, end)
    if (from < 0) return found
  }
}

/** By the sign behind a name, the one that may stand behind that. */
const second: Readonly<Record<number, number>> = { 0x3a: 0x3a, 0x3d: 0x3e }

/** Position of the `:` behind the parameters of a card's line, which may hold one in quotes; -1 where there is none. */
function valueBehind(bytes: Buffer, start: number, end: number): number {
  let isQuoted = false
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0x22) isQuoted = !isQuoted
    else if (bytes[at] === 0x3a && !isQuoted) return at
  }
  return -1
}

/** `e8:fc:af:51:3b:9e`, whose first byte is no name, nor the last word of one: `wlan0 mac e8:fc:…`. */
const radio = /^[^0-9A-Za-z]?[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$/
const radioBytes = 17
const octetBytes = 2

/** Is the colon at `at`, the first in a line from `start`, that behind the first byte of the address of a radio? */
function isInRadio(bytes: Buffer, start: number, at: number): boolean {
  const from = at - octetBytes
  return from >= start && radio.test(bytes.toString('latin1', Math.max(start, from - 1), from + radioBytes))
}

/** Position of the `=` or `:` behind a name, or in a card of the `;` of its parameters; -1 where the line has none. */
function split(bytes: Buffer, start: number, end: number, isCard: boolean): number {
  const stop = Math.min(end, start + nameBytesMax)
  let hasLetter = false
  for (let index = start; index < stop; index++) {
    const byte = bytes[index] as number
    if (byte === 0x3d || byte === 0x3a) {
      // `http://` is no name.
      const isUrl = byte === 0x3a && bytes[index + 1] === 0x2f && bytes[index + 2] === 0x2f
      // Nor is what URNs begin with (RFC 8141): `urn:gsma:imei:…`.
      const isUrn = byte === 0x3a && bytes.toString('latin1', start, index).toLowerCase() === 'urn'
      // Nor are `=` and `==` at the end of base64 marks of a value.
      const isPadding =
        byte === 0x3d &&
        (index + 1 >= end || bytes[index + 1] === 0x3d || isPaddingInside(bytes, start, index))
      // Numbers with colons are times, addresses of radios and lists.
      const isRadio = byte === 0x3a && isInRadio(bytes, start, index)
      return !isRadio && hasLetter && !isUrl && !isUrn && !isPadding && !isRow(bytes, start, index, end)
        ? index
        : -1
    }
    if (byte === semicolon && isCard && hasLetter) return valueBehind(bytes, index, end) < 0 ? -1 : index
    const lower = byte | 0x20
    const isLetter = lower >= 0x61 && lower <= 0x7a
    if (isLetter) hasLetter = true
    const isName =
      isLetter ||
      (byte >= 0x30 && byte <= 0x39) ||
      byte === 0x5f ||
      byte === 0x2d ||
      byte === 0x2e ||
      byte === 0x20
    if (!isName) return -1
  }
  return -1
}

/** Is the colon at `at` that of the number of a row, whose members follow (`_id:21 name:android_id value:…`, Android's settings)? */
function isRow(bytes: Buffer, start: number, at: number, end: number): boolean {
  if (at - start !== rowName.length || bytes[start] !== rowName[0] || bytes[start + 1] !== rowName[1])
    return false
  const digit = bytes[at + 1] as number
  return at + 1 < end && digit >= 0x30 && digit <= 0x39 && bytes.subarray(at, end).includes(' name:')
}

const rowName = Buffer.from('_id')

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d
}
