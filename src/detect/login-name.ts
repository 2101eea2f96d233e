import { hasLuhnDigit } from '../core/luhn.ts'
import { identifier as userId } from './identifiers/user-id.ts'

/** What a user name is called that many installations share: of roles, of examples, of programs that are set up with it. */
const shared: ReadonlySet<string> = new Set(
  'admin administrator root guest anonymous ftp ftpuser user username test tester demo default public mqtt mqttuser homeassistant hass device client nobody operator service support system upload backup camera iot asterisk'.split(
    ' ',
  ),
)

/** A mail address or an account at a host, a telephone number as it is dialled from anywhere, and the IMEI or IMSI of a card or device: each is told as what it is. */
const ofOtherKind = /@|^\+\d{8,15}$/

/** Longer ones are tokens. */
const charactersMax = 64

/** The name of an account by which one logs in, in its normal form; '' where it names nobody's, or is of another kind that is told by itself. */
export function loginName(text: string): string {
  const name = text.trim()
  if (ofOtherKind.test(name) || (/^\d{15,16}$/.test(name) && hasLuhnDigit(name.slice(0, 15)))) return ''
  if (/\s/.test(name) || name.length > charactersMax || shared.has(name.toLowerCase())) return ''
  const normal = userId.normalise(name)
  return normal === '' || userId.placeholder(normal) !== '' ? '' : normal
}

/** A response to a challenge: `Digest username="…"`, as a text in quotes or as a word (RFC 7616, 3.4; RFC 3261, 22.4). */
const digestUser =
  /^\s*Digest\s[^\r\n]{0,2000}?(?<=[\s,])username\s*=\s*(?:"((?:[^"\\\r\n]|\\.){1,256})"|([^\s",;]{1,256}))/i
/** The name is sent as a digest of it, which is another for each place (RFC 7616, 3.4.4). */
const isDigested = /(?<=[\s,])userhash\s*=\s*"?true/i

/** Where in a field that answers a challenge the user's name stands; null where it names none. */
export function digestNameIn(
  text: string,
): { readonly value: string; readonly start: number; readonly end: number } | null {
  const match = digestUser.exec(text)
  const value = match?.[1] ?? match?.[2]
  if (match === null || value === undefined || isDigested.test(text)) return null
  const end = match[0].length - (match[1] === undefined ? 0 : 1)
  return { value, start: end - value.length, end }
}
