import { holdsAt } from '../../core/signs/holds-at.ts'
import { wordClasses } from '../names/key-name.ts'
import { nameKeys, tagKeys, tellingKeys } from '../names/pair-names.ts'

const comma = 44
const dot = 46
const slash = 47
const backslash = 92
/** Of property lists; of XML-RPC and TR-069. */
const nameEnds: readonly Buffer[] = ['</key>', '</name>', '</Name>', '</Key>', '</n>'].map((text) =>
  Buffer.from(text),
)
/** `,` `;` and tabs between columns; the last one's head ends the line. */
const columnEnds: ReadonlySet<number> = new Set([9, 44, 59, 124])
/** Of a page: a cell, and the one beside it. */
const cellPair = /^<\/(?:(?:td|th)>\s{0,16}<td|dt>\s{0,16}<dd)[ >]/i
const cellPairBytesMax = 32
const tableHeadBytesMax = 2_560
const quoteCode = 34
const listStart = 91
const listEnd = 93
/** Longest words in front of the last of a name. */
const ledBytesMax = 40
/** How far behind a name the list of values begins. */
const listBytesMax = 2_048
const pairBytesMax = 128
const listOfTwoBytesMax = 1_152
/** A text with digits; and any, with which a list of two ends. */
const digitsBehind = /^\\*",\s{0,32}\\*"[^"\\]*\d[^"\\]{4,}/
const lastBehind = /^\\*",\s{0,32}\\*"[^"\\]{2,1024}\\*"\s{0,32}\]/
/** What names fields in forms, in front of the `=` of one: `name=imsi&value=…`. */
const formName = new RegExp(
  `(?:^|[^0-9A-Za-z]|%(?:25){0,2}(?:26|3B|3F)|\\\\u0026)(?:${[...nameKeys, ...tagKeys].join('|')}|${tellingKeys})(?:=|%(?:25){0,2}3D|\\\\u003d)(?:\\$|%24)?(?:\\w{1,24}[.:])?$`,
  'i',
)
const formNameBytesMax = 64
/** Of SQL, in front of `VALUES`, its blanks escaped or not. */
const statement = /(?:insert|replace|\binto)(?:\s|%20|\+|\\u0020)/i
const statementBytesMax = 2_048

/**
 * The word in `buf[start, end)` names what follows in another way than by an assignment: `<key>imsi</key>`,
 * `["imsi","2420…"]`, a cell of a page with one beside it, a column of a table whose first line has the names, also of one behind an empty line. `from`: where the bytes begin;
 * `lineStart`: where the line does.
 */
export function isNamedAhead(
  buf: Buffer,
  from: number,
  start: number,
  end: number,
  limit: number,
  lineStart: number,
): boolean {
  const code = buf[end] as number
  const isFirstLine = lineStart === from || isBehindEmptyLine(buf, from, lineStart)
  if (isFieldOfForm(buf, from, start) || isNumberOfMessage(buf, from, end)) return true
  if (isOfNumbers(buf, from, start, end) || beginsFile(buf, start, end, limit)) return true
  if (beginsNetworkCode(buf, start, end, limit)) return true
  if (code === 60)
    return (
      nameEnds.some((text) => holdsAt(buf, end, text, limit)) ||
      (buf[end + 1] === slash &&
        cellPair.test(buf.toString('latin1', end, Math.min(limit, end + cellPairBytesMax))))
    )
  if (isOfStatement(buf, from, start, end)) return true
  const quote = code === 34 || code === 92
  if (quote && (isPair(buf, from, start, end, limit) || isListed(buf, from, start, end, limit))) return true
  if (code === 34 && isFirstLine && start > from && buf[start - 1] === 34)
    return isNamedAhead(buf, from, start - 1, end + 1, limit, lineStart)
  if (!isFirstLine || !(columnEnds.has(code) || code === 13 || code === 10)) return false
  if (start > lineStart && !columnEnds.has(buf[start - 1] as number) && buf[start - 1] !== 32) return false
  if (start === lineStart && !columnEnds.has(code)) return false
  return tableHeadEnd(buf, lineStart, limit) >= end
}

/** The word says of the number in front that it is of a telephone: `+4791738205/TYPE=PLMN`, in picture messages. */
function isNumberOfMessage(buf: Buffer, from: number, end: number): boolean {
  const last = buf[end - 1] as number
  if ((last | 32) !== 110) return false
  return numberType.test(buf.toString('latin1', Math.max(from, end - numberTypeBytesMax), end))
}

/** The word ends the domain of numbers, between text or labels of DNS: `7.4.e164.arpa`. */
function isOfNumbers(buf: Buffer, from: number, start: number, end: number): boolean {
  if (end - start !== numberDomain.length || start - numberLabel.length - 1 < from) return false
  const at = start - numberLabel.length - 1
  return (
    ((buf[start] as number) | 32) === 97 &&
    buf.toString('latin1', at, at + numberLabel.length).toLowerCase() === numberLabel
  )
}

/** The end of names that numbers have in DNS, at which the probe stops, and what stands in front of it (RFC 6116, 3.2). */
export const numberDomain = 'arpa'
const numberLabel = 'e164'

const numberType = /TYPE(?:=|%(?:25){0,2}3D|\\u003d)PLMN$/i
const numberTypeBytesMax = 18

/** Behind an empty line something begins: a part of a multipart body, a table. */
function isBehindEmptyLine(buf: Buffer, from: number, lineStart: number): boolean {
  const before = lineStart - 2
  return before >= from && (buf[before] === 10 || (buf[before] === 13 && buf[before - 1] === 10))
}

/** The word that begins at `start` is what names a field of a form, whose value is another field: `name=imsi`. */
export function isFieldOfForm(buf: Buffer, from: number, start: number): boolean {
  return (
    start > from &&
    beforeFieldNames.has(buf[start - 1] as number) &&
    formName.test(buf.toString('latin1', Math.max(from, start - formNameBytesMax), start))
  )
}

/** `=`, what may stand between it and the last word (`.`, `:`, `$`), and the ends of what escapes them (`%24`, `%3D`). */
const beforeFieldNames: ReadonlySet<number> = new Set([61, dot, 58, 36, 52, 68, 100])

/** The word is `VALUES` of a statement that writes a row: hardly anything else is sent so, and any column may be personal. */
function isOfStatement(buf: Buffer, from: number, start: number, end: number): boolean {
  if (end - start !== valuesWord.length || !valuesPattern.test(buf.toString('latin1', start, end)))
    return false
  const ahead = buf.toString('latin1', Math.max(from, start - statementBytesMax), start)
  return statement.test(ahead)
}

/** The word begins a file that `uuencode` wrote, with its permissions behind it, its blanks escaped or not: `begin 644 x`. */
function beginsFile(buf: Buffer, start: number, end: number, limit: number): boolean {
  if (end - start !== fileWord.length || !holdsAt(buf, start, fileBytes, end)) return false
  return permissions.test(buf.toString('latin1', end, Math.min(limit, end + permissionsBytesMax)))
}

/** At which the probe stops, and which says nothing by itself. */
export const fileWord = 'begin'
const fileBytes = Buffer.from(fileWord)
const permissions = /^(?:[ +]|%(?:25){0,2}20)0?[0-7]{3}(?:[ +]|%(?:25){0,2}20)/
const permissionsBytesMax = 20

/** The word begins a code that is scanned to join a network, its colons escaped or not: `WIFI:T:WPA;S:…`. */
function beginsNetworkCode(buf: Buffer, start: number, end: number, limit: number): boolean {
  if (end - start !== networkWord.length || !holdsAt(buf, start, networkBytes, end)) return false
  return firstOfCode.test(buf.toString('latin1', end, Math.min(limit, end + firstOfCodeBytesMax)))
}

/** At which the probe stops, and which says nothing by itself. */
export const networkWord = 'wifi'
const networkBytes = Buffer.from(networkWord.toUpperCase())
const firstOfCode = /^(:|%(?:25){0,2}3A|\\u003a)[A-Z][A-Z\d]{0,2}\1/i
const firstOfCodeBytesMax = 20

/** At which the probe stops, and which says nothing by itself. */
export const valuesWord = 'values'
const valuesPattern = /^values$/i

/** Where the head of a table ends that the bytes begin with (see `text-members.ts`): at its line end; -1 where they begin with none. */
export function tableHeadEnd(buf: Buffer, start: number, end: number): number {
  const stop = Math.min(end, start + tableHeadBytesMax)
  let hasColumns = false
  for (let at = start; at < stop; at++) {
    const code = buf[at] as number
    if (code === 10) return hasColumns ? at : -1
    if (columnEnds.has(code)) hasColumns = true
    // Inside of names only: `Mobile Phone`.
    else if (code === 32 && columnEnds.has(buf[at - 1] as number)) return -1
    else if (wordClasses[code] === 0 && code !== 13 && code !== quoteCode && code !== 32 && code !== dot)
      return -1
  }
  return -1
}

/**
 * The line that ends at `end`, with an escaped line end, is the head of a table inside a text of JSON (`"n,imsi\\n1,…"`), and
 * one of its columns has a name that `isName` knows.
 */
export function isHeadBehind(
  buf: Buffer,
  from: number,
  end: number,
  isName: (start: number, end: number) => boolean,
): boolean {
  const first = Math.max(from, end - tableHeadBytesMax)
  let at = end
  let nameEnd = end
  let columns = 0
  let isNamed = false
  const take = (start: number): void => {
    let [nameStart, stop] = [start, nameEnd]
    while (nameStart < stop && aroundNames.has(buf[nameStart] as number)) nameStart++
    while (stop > nameStart && aroundNames.has(buf[stop - 1] as number)) stop--
    isNamed ||= stop > nameStart && stop - nameStart <= ledBytesMax && isName(nameStart, stop)
    nameEnd = start - 1
  }
  for (; at > first; at--) {
    const code = buf[at - 1] as number
    if (columnEnds.has(code)) {
      take(at)
      columns++
    } else if (wordClasses[code] === 0 && code !== dot && !aroundNames.has(code)) break
  }
  if (columns > 0) take(at)
  return isNamed
}

/** Quotes, what escapes them, and blanks. */
const aroundNames: ReadonlySet<number> = new Set([quoteCode, backslash, 32])

/** The name is one of a list, behind which there is another: columns or names of a table, and its values. */
function isListed(buf: Buffer, from: number, start: number, end: number, limit: number): boolean {
  let close = end
  while (close < limit && buf[close] === backslash) close++
  if (buf[close++] !== quoteCode) return false
  if (close >= limit || (buf[close] !== comma && buf[close] !== listEnd)) return false
  // `$device_id`, `app.deviceId`.
  let open = start - 1
  const first = Math.max(from, start - ledBytesMax)
  while (open > first && (wordClasses[buf[open] as number] !== 0 || buf[open] === dot || buf[open] === 36))
    open--
  if (open < from || buf[open] !== quoteCode) return false
  let before = open - 1
  while (before > from && (buf[before] === 0x20 || buf[before] === backslash)) before--
  if (before < from || (buf[before] !== comma && buf[before] !== listStart)) return false
  const stop = Math.min(limit, close + listBytesMax)
  for (let at = close; at < stop; at++) if (buf[at] === listStart) return true
  return false
}

function isBlank(code: number): boolean {
  return code === 32 || code === 13 || code === 10 || code === 9
}

/** A text with digits follows the one in `buf[start, end)` in a list, or the list is of these two. */
function isPair(buf: Buffer, from: number, start: number, end: number, limit: number): boolean {
  let close = end
  while (buf[close] === backslash) close++
  if (buf[close] !== quoteCode || buf[close + 1] !== comma) return false
  const behind = buf.toString('latin1', end, Math.min(limit, end + pairBytesMax))
  if (digitsBehind.test(behind)) return true
  let open = start - 2
  while (buf[open] === backslash) open--
  if (open >= from && buf[open] !== listStart) while (open > from && isBlank(buf[open] as number)) open--
  if (open < from || buf[open] !== listStart) return false
  return lastBehind.test(buf.toString('latin1', end, Math.min(limit, end + listOfTwoBytesMax)))
}
