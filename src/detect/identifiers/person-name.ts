import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { cases } from '../spellings/written.ts'

/** In German, the languages of the north, Finnish, Dutch, French, Italian, Spanish, Portuguese and Polish. */
const inOtherLanguages = (
  'vorname nachname familienname fornavn etternavn fulltnavn fornamn efternamn etunimi sukunimi kokonimi voornaam achternaam ' +
  'prenom nomdefamille nomcomplet cognome nomecompleto sobrenome nombrecompleto apellido apellidos imie nazwisko'
).split(' ')

/** What forms and programs write where nobody gave a name, and the names of nobody: those of forms that are shown filled in. */
const nobody = new Set(
  (
    'test tester user guest admin administrator anonymous unknown null none undefined default name first last firstname lastname ' +
    'fullname n/a na string text example demo foo bar foobar customer member owner android iphone vorname nachname pr\u00e9nom'
  ).split(' '),
)
/** The same in several words. */
const phrases = new Set([
  ...['guest', 'anonymous', 'unknown', 'deleted', 'new', 'default'].map((word) => `${word} user`),
  'no name',
  'your name',
  'enter your name',
  'user name',
  'full name',
  'vorname nachname',
  'pr\u00e9nom nom',
  'system administrator',
  'support team',
])
const samples = new Set([
  'john doe',
  'jane doe',
  'john q public',
  'max mustermann',
  'erika mustermann',
  'ola nordmann',
  'kari nordmann',
  'matti meikäläinen',
  'maija meikäläinen',
  'medel svensson',
  'jan kowalski',
  'test user',
  'first last',
  'foo bar',
  'lorem ipsum',
])

/** Letters of any script with what stands between them in names; at least two letters. */
const form = /^(?=.*\p{L}.*\p{L})[\p{L}][\p{L}\p{M}'’.,\- ]{1,79}$/u

/**
 * What a person is called, as apps ask for it and address books hold it. Nothing in a text says that it is a name: it is
 * known by that of its field alone, and under a profile wherever it stands (a single word only under such a name).
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'person-name',
  title: "owner's name",
  subject: 'person',
  stability: 'for life, mostly',
  whyPersonal: 'A name is what a person is known by; with a place or a number it is one person.',
  names: [
    'fullname',
    'firstname',
    'lastname',
    'givenname',
    'familyname',
    'surname',
    'forename',
    'realname',
    'legalname',
    'birthname',
    'maidenname',
    ...inOtherLanguages,
  ],
  nearNames: ['displayname', 'contactname', 'customername', 'ownername', 'nickname', 'username', 'name'],
  proof: '',
  lengthMin: 2,
  normalise(value: string): string {
    const text = value.trim().replace(/\s+/g, ' ')
    return form.test(text) ? text : ''
  },
  fault: (text: string): string => (/^\p{Ll}/u.test(text) ? 'it is not written as names are' : ''),
  placeholder(text: string): string {
    const plain = text.toLowerCase()
    if (nobody.has(plain) || phrases.has(plain)) return 'what is written where nobody gave a name'
    return samples.has(plain) ? 'a name of nobody, as forms show it' : ''
  },
  spellings(text: string): readonly string[] {
    const words = text.split(' ')
    const last = words.at(-1) ?? ''
    if (words.length < 2) return cases(text)
    const rest = words.slice(0, -1).join(' ')
    return cases(text, `${last}, ${rest}`, `${last} ${rest}`, words.join('.'), words.join('_'))
  },
})
