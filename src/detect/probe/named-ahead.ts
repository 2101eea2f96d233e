import { holdsAt } from '../../core/holds-at.ts'
import { wordClasses } from '../names/key-name.ts'
import { nameKeys, tellingKeys } from '../names/pair-names.ts'

const ampersand = 38
const semicolon = 59
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
  `(?:^|[^0-9A-Za-z])(?:${nameKeys.join('|')}|${tellingKeys})=(?:\\$|%24)?(?:\\w{1,24}[.:])?$`,
  'i',
)
const formNameBytesMax = 64
/** Of SQL, in front of the list of columns. */
const statement = /\b(?:insert|replace)\s{1,8}(?:\w{1,16}\s{1,8}){0,3}into\s{1,8}[^\s(]{1,128}\s{0,8}$/i
const statementBytesMax = 240
const columnsBytesMax = 2_048
const [bracketOpen, bracketClose] = [40, 41]

/**
 * The word in `buf[start, end)` names what follows in another way than by an assignment: `<key>imsi</key>`,
 * `["imsi","2420…"]`, a cell of a page with one beside it, a column of a table whose first line has the names. `from`: where the bytes begin.
 */
export function isNamedAhead(
  buf: Buffer,
  from: number,
  start: number,
  end: number,
  limit: number,
  isFirstLine: boolean,
): boolean {
  const code = buf[end] as number
  if (code === 60)
    return (
      nameEnds.some((text) => holdsAt(buf, end, text, limit)) ||
      (buf[end + 1] === slash &&
        cellPair.test(buf.toString('latin1', end, Math.min(limit, end + cellPairBytesMax))))
    )
  if ((code === ampersand || code === semicolon) && isFieldOfForm(buf, from, start)) return true
  if ((code === comma || code === bracketClose || quotesOfColumns.has(code)) && isColumn(buf, from, start))
    return true
  const quote = code === 34 || code === 92
  if (quote && (isPair(buf, from, start, end, limit) || isListed(buf, from, start, end, limit))) return true
  if (code === 34 && isFirstLine && start > from && buf[start - 1] === 34)
    return isNamedAhead(buf, from, start - 1, end + 1, limit, true)
  if (!isFirstLine || !(columnEnds.has(code) || code === 13 || code === 10)) return false
  if (start > from && !columnEnds.has(buf[start - 1] as number) && buf[start - 1] !== 32) return false
  if (start === from && !columnEnds.has(code)) return false
  return tableHeadEnd(buf, from, limit) >= end
}

/** The word that begins at `start` is what names a field of a form, whose value is another field: `name=imsi`. */
export function isFieldOfForm(buf: Buffer, from: number, start: number): boolean {
  return (
    start > from &&
    beforeFieldNames.has(buf[start - 1] as number) &&
    formName.test(buf.toString('latin1', Math.max(from, start - formNameBytesMax), start))
  )
}

/** `=`, and what may stand between it and the last word: `.`, `:`, `$`, the end of `%24`. */
const beforeFieldNames: ReadonlySet<number> = new Set([61, dot, 58, 36, 52])

/** Around names of columns: of the standard, MySQL and SQL Server. */
const quotesOfColumns: ReadonlySet<number> = new Set([34, 96, listEnd])

/** The word that begins at `start` is a column of a statement of SQL, `INSERT INTO device (model, imsi) VALUES (…)`. */
function isColumn(buf: Buffer, from: number, start: number): boolean {
  const first = Math.max(from, start - columnsBytesMax)
  let at = start - 1
  while (at >= first && (wordClasses[buf[at] as number] !== 0 || betweenColumns.has(buf[at] as number))) at--
  if (at < first || buf[at] !== bracketOpen) return false
  return statement.test(buf.toString('latin1', Math.max(from, at - statementBytesMax), at))
}

const betweenColumns: ReadonlySet<number> = new Set([
  9,
  10,
  13,
  32,
  comma,
  dot,
  listStart,
  ...quotesOfColumns,
])

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

/** The name is one of a list, behind which there is another: columns or names of a table, and its values. */
function isListed(buf: Buffer, from: number, start: number, end: number, limit: number): boolean {
  const close = buf[end] === quoteCode ? end + 1 : buf[end + 1] === quoteCode ? end + 2 : limit
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
  // The quote, escaped or not, and the comma.
  if (buf[end + 1] !== comma && buf[end + 2] !== comma) return false
  const behind = buf.toString('latin1', end, Math.min(limit, end + pairBytesMax))
  if (digitsBehind.test(behind)) return true
  let open = start - 2
  if (buf[open] === backslash) open--
  if (open >= from && buf[open] !== listStart) while (open > from && isBlank(buf[open] as number)) open--
  if (open < from || buf[open] !== listStart) return false
  return lastBehind.test(buf.toString('latin1', end, Math.min(limit, end + listOfTwoBytesMax)))
}
