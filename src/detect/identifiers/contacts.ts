import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { identifier as email } from './email.ts'
import { identifier as msisdn } from './msisdn.ts'

/** By its form: an address, or a number. */
function kindOf(value: string): IdentifierType {
  return value.includes('@') ? email : msisdn
}

/**
 * Telephone numbers and mail addresses of others, as address books, lists of calls and messages hold them. Told by how many
 * stand together (see `address-book.ts`); a profile may give some that were put into the phone to be found.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'contacts',
  title: 'contacts (numbers and addresses of other people)',
  subject: 'person',
  stability: 'for years',
  whyPersonal: 'They are of other people, whom nobody asked; and who knows whom says much of the owner.',
  // What lists of them are called.
  names: [
    'contacts',
    'contactlist',
    'contactslist',
    'addressbook',
    'addressbooks',
    'phonebook',
    'calllog',
    'calllogs',
    'callhistory',
    'smslog',
    'smslogs',
    'friends',
    'friendlist',
    'friendslist',
    'invites',
    'invitees',
    'recipients',
  ],
  confidence: { named: null, namedFaulty: null, hinted: null },
  lengthMin: 6,
  normalise: (value: string): string => kindOf(value).normalise(value),
  fault: (normal: string): string => kindOf(normal).fault(normal),
  placeholder: (normal: string): string => kindOf(normal).placeholder(normal),
  advice: (normal: string): string => kindOf(normal).advice(normal),
  spellings: (normal: string): readonly string[] => kindOf(normal).spellings(normal),
  binary: (normal: string): readonly WrittenForm[] => kindOf(normal).binary(normal),
})
