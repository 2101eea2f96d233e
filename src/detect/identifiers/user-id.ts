import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { idBinary, idSpellings, isRepeated } from '../written.ts'

const none = new Set(['null', 'undefined', 'none', 'anonymous', 'guest', 'unknown', 'true', 'false'])

/** The number of an account at one service. Known by the name of its field alone. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'user-id',
  title: 'user ID of an account',
  subject: 'account',
  stability: 'as long as the account',
  whyPersonal: 'It is the number of one account, and the service knows whose account that is.',
  names: ['userid', 'useruuid', 'accountid', 'customerid', 'memberid', 'profileid', 'useridentifier'],
  nearNames: ['uid', 'user', 'account', 'login', 'username', 'member', 'customer', 'mid', 'profile', 'owner'],
  proof: '',
  confidence: { named: 'possible' },
  isGeneric: true,
  lengthMin: 4,
  normalise(value: string): string {
    const text = value.trim()
    // A minus stands in front of half of all numbers of 64 bits.
    const isId = /^[0-9A-Za-z][0-9A-Za-z@._=+/|:-]{3,127}$|^-\d{9,19}$/.test(text)
    return isId && !none.has(text.toLowerCase()) ? text : ''
  },
  placeholder: (text: string): string => (isRepeated(text) ? 'one digit over and over' : ''),
  spellings: idSpellings,
  binary: idBinary,
})
