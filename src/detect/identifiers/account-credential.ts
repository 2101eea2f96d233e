import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'

/**
 * Tokens and tickets that open an account (RFC 6750, and those of makers' accounts). Known by the name of its field
 * alone.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'account-credential',
  title: 'credential of an account',
  subject: 'account',
  stability: 'until it expires or is changed',
  whyPersonal: 'Who reads it can act as the user: it opens one account.',
  names: [
    'servicetoken',
    'passtoken',
    'cuserid',
    'authorization',
    'authtoken',
    'accesstoken',
    'refreshtoken',
    'sessiontoken',
    'password',
    'passwd',
    'usertoken',
    'oauthtoken',
    'idtoken',
    'logintoken',
  ],
  proof: '',
  lengthMin: 8,
  normalise(value: string): string {
    const text = value.trim()
    // The answer to a challenge (Digest) can not be used again; it shows no secret.
    const isNone = /^(?:undefined|anonymous)$|^Digest\s/i.test(text)
    return text.length >= 8 && text.length <= 4_096 && !isNone ? text : ''
  },
  placeholder: (text: string): string =>
    /^(.)\1+$/.test(text) ? 'one character over and over (masked)' : '',
})
