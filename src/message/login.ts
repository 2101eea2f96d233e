/**
 * Credentials as protocols of text carry them. They are handed on under names of their own, by which they are reported
 * as what they are: see detect/families/clear-text-login.ts.
 */
import type { HandedOn } from './handed-on.ts'
import type { Part } from './types.ts'

/** Under it stands whose login it is. */
export const userField = 'Username'
/** Under it stands the secret of the login. */
export const passwordField = 'Login-Password'
/** Of a login that is nobody's: it shows no secret. */
export const anonymousField = 'Anonymous-Login'
const tokenField = 'Authorization'

/** Names under which nobody in particular logs in (RFC 1635). */
export function isAnonymous(user: string): boolean {
  return /^(?:anonymous|ftp|guest)$/i.test(user.trim())
}

const base64 = /^[0-9A-Za-z+/]*={0,2}$/

/** What the base64 text `[start, end)` of `part.buf` says, null where it is none. */
export function base64Text(part: Part, start: number, end: number): string | null {
  const text = part.buf.toString('latin1', start, end).trim()
  if (text === '' || text.length % 4 !== 0 || !base64.test(text)) return null
  return Buffer.from(text, 'base64').toString('latin1')
}

/**
 * Writes what an initial response of SASL says, at `[start, end)` of `part.buf`: PLAIN (RFC 4616: identity, user,
 * password), or XOAUTH2 and OAUTHBEARER (user and token). False: it is none of these.
 */
export function writeSasl(handedOn: HandedOn, part: Part, start: number, end: number): boolean {
  const text = base64Text(part, start, end)
  if (text === null) return false
  const plain = text.split('\0')
  if (plain.length === 3) {
    const [, user, password] = plain as [string, string, string]
    handedOn.textField(userField, line(user), part, start, end)
    handedOn.textField(passwordField, line(password), part, start, end)
    return true
  }
  const bearer = /auth=(Bearer [^\x01]+)/i.exec(text)?.[1]
  if (bearer === undefined) return false
  const user = /(?:user=|a=)([^\x01,]+)/.exec(text)?.[1] ?? ''
  handedOn.textField(userField, line(user), part, start, end)
  handedOn.textField(tokenField, line(bearer), part, start, end)
  return true
}

/** On one line. */
function line(text: string): string {
  return text.replace(/[\r\n]/g, ' ')
}
