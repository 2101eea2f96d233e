import { identifier as userId } from './identifiers/user-id.ts'

/** Words of which names are made that many installations share: of roles, of examples, of programs that are set up with them, of what is said where a token is all that counts. */
const shared: ReadonlySet<string> = new Set(
  'admin administrator root sysadmin superuser guest anonymous ftp ftpuser ftpupload user username login test tester demo default public unused ignored mqtt mqttuser emqx homeassistant hass device client app application gateway sensor firmware nobody operator service account support system web webdav mail mailer smtp noreply upload backup update camera rtsp sip iot pi ubnt asterisk api key apikey token x auth access basic bearer oauth jwt'.split(
    ' ',
  ),
)
const betweenWords = /[._-]/
const countBehind = /\d{1,3}$/

/** What a token begins with: one of JSON in base64 (RFC 7519), the number of a key at Amazon's servers. */
const token = /^eyJ[0-9A-Za-z_-]{4,}|^A[KS]IA[0-9A-Z]{16}$/

/** A mail address or an account at a host, and a telephone number as it is dialled from anywhere: each is told as what it is. */
const ofOtherKind = /@[^@]{1,253}\.[A-Za-z]{2,24}$|^\+\d{8,15}$/

/** What numbers of devices and cards are written like: an IMEI, IMSI or ICCID, a MAC address, a number in hex, a UUID. */
const ofDevice =
  /^(?:\d{14,20}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|(?=[a-f]{0,63}\d)[0-9a-f]{12,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** Longer ones are tokens. */
const charactersMax = 64

/** True where each word of a name is one that many installations share: `admin123`, `app_user`. */
function isShared(name: string): boolean {
  return name
    .toLowerCase()
    .split(betweenWords)
    .every((word) => shared.has(word) || shared.has(word.replace(countBehind, '')))
}

/** The name of an account by which one logs in, in its normal form; '' where it names nobody's, or is of another kind that is told by itself. */
export function loginName(text: string): string {
  const name = text.trim()
  if (/\s/.test(name) || name.length > charactersMax || ofOtherKind.test(name)) return ''
  if (token.test(name) || isShared(name)) return ''
  const normal = userId.normalise(name)
  return normal === '' || userId.placeholder(normal) !== '' ? '' : normal
}

/** True where a device may log in by its own number, or that of its card: where that has a form of its own, it is told by that. */
export function mayBeOfDevice(name: string): boolean {
  return ofDevice.test(name)
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
