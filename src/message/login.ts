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
/** For whom the login is, where that is another than who logs in: the owner of a shared mailbox. */
const identityField = 'Authorization-Identity'
/** Of a response that says more: what has no name of its own. */
const messageField = 'Sasl-Message'

const base64 = /^[0-9A-Za-z+/]*={0,2}$/

/** What the base64 text `[start, end)` of `part.buf` says, null where it is none. */
function base64Text(part: Part, start: number, end: number): string | null {
  const text = part.buf.toString('latin1', start, end).trim()
  if (text === '' || text.length % 4 !== 0 || !base64.test(text)) return null
  return Buffer.from(text, 'base64').toString('latin1')
}

/**
 * Writes what an initial response of SASL says, at `[start, end)` of `part.buf`: PLAIN (RFC 4616: for whom, user,
 * password), XOAUTH2 and OAUTHBEARER (user and token, and what else is said with them), or what only proves that the password is
 * known: SCRAM, CRAM-MD5 and DIGEST-MD5 (the user). False: it is none of these.
 */
export function writeSasl(handedOn: HandedOn, part: Part, start: number, end: number): boolean {
  const text = base64Text(part, start, end)
  if (text === null) return false
  const write = (name: string, value: string): void => {
    handedOn.textField(name, line(value), part, start, end)
  }
  const plain = text.split('\0')
  if (plain.length === 3) {
    const [identity, user, password] = plain as [string, string, string]
    write(userField, user)
    if (identity !== user) write(identityField, identity)
    write(passwordField, password)
    return true
  }
  const proof = provenIn(text)
  if (proof !== null) {
    write(userField, proof.user)
    if (proof.identity !== proof.user) write(identityField, proof.identity)
    write(messageField, proof.rest)
    return true
  }
  const token = /auth=(Bearer [^\x01]+)/i.exec(text)
  if (token === null) return false
  const user = /(?<=^|[\x01,])(?:user|a)=([^\x01,]+),?/.exec(text)
  write(userField, user?.[1] ?? '')
  write(tokenField, token[1] ?? '')
  const others = text.replace(token[0], '').replace(user?.[0] ?? '', '')
  for (const pair of others.split('\x01')) {
    // In front of the pairs stands whether they are bound to a channel (RFC 7628, 3.1).
    const [, name = messageField, value = pair] = /^([A-Za-z][\w.-]{0,31})=(.+)$/s.exec(pair) ?? []
    if (!/^[ny]?,*$/.test(pair)) write(name, value)
  }
  return true
}

/** Who logs in without the password, for whom where that is said, and what else the response says. */
interface Proven {
  readonly user: string
  readonly identity: string
  readonly rest: string
}

/** The first response of SCRAM (RFC 5802, 7): in front of the user whether it is bound to a channel, and for whom it is. */
const scram = /^(?:[ny]|p=[\w.-]{1,64}),(?:a=([^,]{1,1024}))?,(n=([^,]{1,1024})),r=/
/** User and digest (RFC 2195, 2). */
const challenged = /^(.{1,255}) [0-9a-f]{32}$/s
/** RFC 2831, 2.1.2. */
const digestUser = /(?:^|,)\s*username="((?:[^"\\]|\\.){1,1024})"/
const digestForm = /(?:^|,)\s*cnonce="/
const digestIdentity = /(?:^|,)\s*authzid="((?:[^"\\]|\\.){1,1024})"/

function provenIn(text: string): Proven | null {
  const first = scram.exec(text)
  if (first !== null) {
    const [, identity = '', pair = '', name = ''] = first
    const user = nameOf(name)
    return { user, identity: identity === '' ? user : nameOf(identity), rest: text.replace(pair, '') }
  }
  const answer = challenged.exec(text)
  if (answer?.[1] !== undefined) return { user: answer[1], identity: answer[1], rest: '' }
  const named = digestForm.test(text) ? digestUser.exec(text) : null
  if (named?.[1] === undefined) return null
  const user = unquoted(named[1])
  const identity = digestIdentity.exec(text)?.[1]
  return {
    user,
    identity: identity === undefined ? user : unquoted(identity),
    rest: text.replace(named[0], ''),
  }
}

/** A name without the marks that stand for `,` and `=` in it (RFC 5802, 5.1). */
function nameOf(text: string): string {
  return text.replaceAll('=2C', ',').replaceAll('=3D', '=')
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/g, '$1')
}

/**
 * A login by SASL in a dialogue of lines: what each line of the client says in it. LOGIN (which no document has, and many
 * programs use) asks for the name and then for the password.
 */
export class SaslLogin {
  /** What the next line of the client is. */
  private next: 'none' | 'response' | 'user' | 'password' = 'none'

  /** The next line of the client belongs to the login. */
  get isOpen(): boolean {
    return this.next !== 'none'
  }

  /** The client names the mechanism; what it says with it stands at `[start, end)` of `part.buf`, nothing where both are the same. */
  begin(mechanism: string, handedOn: HandedOn, part: Part, start: number, end: number): void {
    this.next = mechanism.toUpperCase() === 'LOGIN' ? 'user' : 'response'
    if (start < end) this.write(handedOn, part, start, end)
  }

  /** Writes what the client says at `[start, end)` of `part.buf`: as a body where it shows no user and no secret. */
  write(handedOn: HandedOn, part: Part, start: number, end: number): void {
    const { next } = this
    this.next = next === 'user' ? 'password' : 'none'
    const text = next === 'response' ? null : base64Text(part, start, end)
    if (text !== null)
      handedOn.textField(next === 'user' ? userField : passwordField, line(text), part, start, end)
    else if (next !== 'response' || !writeSasl(handedOn, part, start, end)) {
      // What is not in base64 is of no login.
      this.next = 'none'
      handedOn.body(part, start, end)
    }
  }

  end(): void {
    this.next = 'none'
  }
}

/** On one line. */
function line(text: string): string {
  return text.replace(/[\r\n]/g, ' ')
}
