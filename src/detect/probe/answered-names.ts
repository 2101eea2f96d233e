import { holdsAt } from '../../core/signs/holds-at.ts'
import { wordClasses } from '../names/key-name.ts'
import { roleOf } from './byte-roles.ts'
import { beginsList, isInSetting, isParcelHead, isQuotedNetwork } from './log-signs.ts'
import { isWellKnown } from './place-signs.ts'
import {
  alone,
  hasValue,
  isElement,
  isKey,
  isPlainValueAhead,
  isSegmentKey,
  mayAssign,
} from './value-behind.ts'

const tab = 9
const openBracket = 40
const ampersand = 38
const asterisk = 42
const plus = 43
const comma = 44
const dot = 46
const slash = 47
const colon = 58
const backtick = 96

/** How HTML and XML escape the quote or the bracket behind a name; also where their own signs are. */
const quoteEntities = [
  'lt;',
  'gt;',
  'amp;lt;',
  'amp;gt;',
  'quot;',
  '#34;',
  '#x22;',
  'quot%3B',
  'quot%3b',
  'quot%253B',
  '%2334%3B',
  '%23x22%3B',
].map((text) => Buffer.from(text))

/** How long the names are that are told without a sign behind them. */
const decoyBytes = 'encrypted-json'.length
const cardBytes = 'vcard'.length
const calendarBytes = 'vcalendar'.length

/** Behind `SQLite `, at the beginning of a database. */
const databaseSign: Buffer = Buffer.from('format 3\0')

/**
 * True where a value may stand behind the name `[start, end)`, by the sign behind it: `code`, which ends at `next`. `found`
 * is what the table of names says of the name.
 */
export function isAnswered(
  found: number,
  role: number,
  code: number,
  buf: Buffer,
  from: number,
  start: number,
  end: number,
  next: number,
  limit: number,
): boolean {
  switch (role) {
    case roleOf.join:
      if (code === slash) return isSegmentKey(found, buf, next, limit)
      // `imsi+%3D+…`: in forms a blank.
      if (code !== plus) return false
      return hasValue(buf, end, limit, found - alone) || isPlainValueAhead(buf, next, limit)
    case roleOf.plain:
      // A sentence of a receiver of satellites.
      if (found === alone && code === comma) return true
      // `Result: Parcel(`, with its bytes on the lines behind.
      if (code === openBracket && found === alone && isParcelHead(buf, start, end)) return true
      if (code === openBracket) return isWellKnown(buf, start, end, next, limit)
      if (code === ampersand) return isEscapedQuote(buf, next, limit)
      // `**IMSI**: …`.
      if (code === asterisk) return isKey(found, buf, end, limit)
      // `device.id`.
      return code === dot && isIdAhead(buf, next, limit)
    case roleOf.assign:
      return isKey(found, buf, end, limit) || (code === colon && isInSetting(buf, from, start, end))
    case roleOf.blank:
    case roleOf.line:
      if (buf[next] === openBracket && isWellKnown(buf, start, end, next + 1, limit)) return true
      if ((code === tab || mayAssign(buf, next, limit)) && isKey(found, buf, end, limit)) return true
      if (isElement(found, buf, from, start, end, limit) || isPlainValueAhead(buf, next, limit)) return true
      if (isQuotedNetwork(buf, start, end, next, limit)) return true
      if (found === alone && beginsList(buf, next)) return true
      if (holdsAt(buf, next, databaseSign, limit)) return true
      // `application/encrypted-json`: the decoy that is named. `BEGIN:VCARD`, `BEGIN:VCALENDAR`. `AT+CIMI`, and the answer on the next line.
      return (
        found === alone &&
        (end - start === decoyBytes ||
          end - start === cardBytes ||
          end - start === calendarBytes ||
          (start > from && buf[start - 1] === plus))
      )
    case roleOf.binary:
      // In binary containers a name stands right in front of its value's head.
      return true
    case roleOf.rare:
      // `\`imsi\`: …`.
      return code === backtick && isKey(found, buf, end, limit)
    default:
      return false
  }
}

/** The word at `at` is `id`. */
function isIdAhead(buf: Buffer, at: number, end: number): boolean {
  if (at + 2 > end || ((buf[at] as number) | 32) !== 105 || ((buf[at + 1] as number) | 32) !== 100)
    return false
  return at + 2 === end || wordClasses[buf[at + 2] as number] === 0
}

function isEscapedQuote(buf: Buffer, at: number, end: number): boolean {
  return quoteEntities.some((entity) => holdsAt(buf, at, entity, end))
}
