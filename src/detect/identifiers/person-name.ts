import { defineIdentifier } from '../identifier-type.ts'
import type { EdgedForm, IdentifierType } from '../identifier-type.ts'
import { isCompanyName, isSurelyCompany } from '../names/company-names.ts'
import { edges } from '../spellings/matcher.ts'
import { nameInOne } from '../spellings/name-spelling.ts'
import { cases } from '../spellings/written.ts'

/** In German, the languages of the north, Finnish, Dutch, French, Italian, Spanish, Portuguese, Polish and Indonesian. */
const inOtherLanguages = (
  'vorname nachname familienname fornavn etternavn fulltnavn fornamn efternamn etunimi sukunimi kokonimi voornaam achternaam ' +
  'prenom nomdefamille nomcomplet cognome nomecompleto sobrenome nombrecompleto apellido apellidos imie nazwisko namalengkap'
).split(' ')

const ownNames = (
  'fullname firstname lastname givenname familyname surname forename realname legalname birthname maidenname ' +
  // Of who travels and pays (`cc-name`: HTML, 4.10.18.7).
  'passengername travellername travelername guestname cardholder cardholdername nameoncard ccname accountholder accountholdername recipientname holdername patientname ' +
  // Of who logs in to a device that is managed (Apple, "TokenUpdate").
  'userlongname'
).split(' ')
/** Names that say too little, and of fields nonetheless. */
const nearby = ['displayname', 'contactname', 'customername', 'ownername', 'nickname', 'username', 'name']

/** Of these nobody gives the name of a company. */
const partNames: ReadonlySet<string> = new Set(
  'firstname lastname givenname familyname surname forename maidenname birthname passengername travellername travelername'.split(
    ' ',
  ),
)
const ofCompany = 'it has the form of a company in it'

/** Under which one word is no person's. */
const namesOfTwo: ReadonlySet<string> = new Set(['holdername', 'patientname'])

/** In small letters without marks, blanks and signs: `Förnamn` is `fornamn`, `First name` is `firstname`. */
function asKey(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z]/g, '')
}

/** What fields of the kind are called, in any language: the label of one is no value. */
const labels: ReadonlySet<string> = new Set([
  ...[...ownNames, ...inOtherLanguages, ...nearby].map(asKey),
  'nombre',
  'nombres',
  'nome',
  'nom',
  'navn',
  'namn',
  'imiona',
])
/** The word for a name in a phrase: `Enter your full name`, `Vollständiger Name`. Made when it is asked: classes of letters are slow to make. */
function namesName(text: string): boolean {
  return /(?<!\p{L})(?:names?|navn|namn|nombres?|apellidos?|pr[eé]nom|vornamen?|nachnamen?|cognome)(?!\p{L})/iu.test(
    text,
  )
}

/** What programs for type call the cuts of one: `Roboto Condensed Bold`. */
const cutOfType = /^\S+ (?:\S+ ){1,4}(?:bold|semibold|extrabold|regular|italic|oblique)$/i
/** What stands beside the names of types, kinds of animals, teams, countries and wines. */
const besideThings =
  'postscriptname fontname genus kingdom species taxonid abbreviation league iso isocode iso2 iso3 capital winery vintage'.split(
    ' ',
  )

/** What forms and programs write where nobody gave a name, and the names of nobody: those of forms that are shown filled in. */
const nobody = new Set(
  (
    'test tester user guest admin administrator anonymous unknown null none undefined default first last n/a na string text ' +
    'example demo foo bar foobar customer member owner person android iphone'
  ).split(' '),
)
/** What programs say of a field in the place of a value: its rules and its type. */
const rules = new Set(
  'required optional mandatory hidden visible disabled enabled readonly editable invalid valid missing empty varchar nvarchar boolean true false'.split(
    ' ',
  ),
)
/** The same in several words. */
const phrases = new Set([
  ...['guest', 'anonymous', 'unknown', 'deleted', 'new', 'default'].map((word) => `${word} user`),
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

/** Kinds of devices, as their names end or begin that iOS and others make of their owners' (`Ada Lovelace’s iPhone`). */
const kindOfDevice =
  'iPhone|iPad|iPod(?: touch)?|Apple Watch|MacBook(?: Air| Pro)?|iMac|Mac(?: mini| Studio| Pro)|AirPods(?: Pro| Max)?|Galaxy|Pixel|Telefon|Handy|phone'
const word = String.raw`\p{Lu}[\p{L}\p{M}’'.-]{0,30}`
const owner = `(?<owner>${word}(?: ${word}){0,3}?)`
/** Without an apostrophe, `Atlas Pixel`, `Mars Galaxy` and `Asus phone` are as well names of models. */
const kindOfOwned = kindOfDevice
  .split('|')
  .filter((kind) => !['Galaxy', 'Pixel', 'phone'].includes(kind))
  .join('|')
const ofDevice = `(?:${kindOfDevice})(?: [0-9A-Za-z()+ ]{1,16})?`
/**
 * In the languages that say it so: with an apostrophe, with an s alone, or with a word between (`iPhone von`, `iPhone de`).
 * Made when they are asked.
 */
function deviceOwner(text: string): string {
  const forms = [
    `^${owner}['’]s? ${ofDevice}$`,
    `^${owner.replace('?)', '?s)')} (?:${kindOfOwned})(?: \\(\\d\\))?$`,
    `^(?:${kindOfDevice}) (?:von|van|de|di|da|do|af|av|d[’'])\\s*${owner}(?: \\(\\d\\))?$`,
  ]
  if (
    text.length > deviceNameCharsMax ||
    !/iP(?:hone|[ao]d)|Watch|Mac|AirPods|Galaxy|Pixel|phone|Telefon|Handy/.test(text)
  )
    return ''
  for (const form of forms) {
    const found = new RegExp(form, 'u').exec(text)?.groups?.['owner'] ?? ''
    if (found !== '' && isOwner(found)) return found
  }
  return ''
}
const deviceNameCharsMax = 100
/** Names under which devices tell how their owners call them. */
const deviceNames = ['devicename', 'userassigneddevicename', 'uidevicename', 'sourcename']
const halfNames = ['fname', 'lname', 'given']
/** The shortest: `Al's iPad`. */
const deviceNameCharsMin = 9
/** Makers and systems, which models begin with. */
const makers =
  'android apple asus blackberry google honor htc huawei ios lenovo lg motorola nexus nokia nothing oneplus oppo realme redmi samsung sony vivo windows xiaomi zte'
/** What machines are for, plans of operators, and whoever is no person of that name; in the languages of device names, too. */
const roles =
  'admin business child children class classroom company customer dad daughter demo department dev employee family father ' +
  'front guest home kid kids kitchen lab living manager mom mother mum my new office old our owner parent plus reception sales school ' +
  'shop son spare staff store student support teacher team test the user warehouse wireless work your ' +
  'firma bedrift kontor jobb familie mamma pappa mama papa mutter vater kinder schule arbeit büro'
const notOwners = new Set(`${makers} ${roles}`.split(' '))
/** Of several words the last one of a body: `Acme Company`, `Front Office`. */
const bodies = new Set(
  'class classroom company department family lab office reception school shop staff store team'.split(' '),
)

/** Whether what a device is called by may be a person. The s of a form without an apostrophe counts or not. */
function isOwner(found: string): boolean {
  const all = found.toLowerCase().split(' ')
  const is = (word: string, set: ReadonlySet<string>): boolean =>
    set.has(word) || set.has(word.replace(/['’]?s$/, ''))
  return !is(all.at(0) ?? '', notOwners) && !is(all.at(-1) ?? '', bodies)
}

/** Letters of any script with what stands between them in names; at least two letters. */
function hasForm(text: string): boolean {
  return /^(?=.*\p{L}.*\p{L})[\p{L}][\p{L}\p{M}'’.,\- ]{1,79}$/u.test(text)
}

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
  names: [...ownNames, ...inOtherLanguages],
  // A device is often called by whose it is, though most names are those of models.
  // Files and functions are called `fname`, too: both halves of a name stand side by side (see `names/members-beside.ts`).
  hints: [...deviceNames, ...halfNames],
  hintLengthMin: Object.fromEntries(deviceNames.map((name) => [name, deviceNameCharsMin])),
  isLikely: (value: string, name: string): boolean =>
    !halfNames.includes(name) && (!deviceNames.includes(name) || deviceOwner(value.trim()) !== ''),
  nearNames: nearby,
  // What expands and holds things has a name, too.
  isNamed: (value: string, name: string): boolean => !namesOfTwo.has(name) || value.trim().includes(' '),
  belied: Object.fromEntries(['fullname', 'familyname'].map((name) => [name, besideThings])),
  proof: '',
  lengthMin: 2,
  normalise(value: string): string {
    const text = value.trim().replace(/\s+/g, ' ')
    const named = deviceOwner(text)
    return named !== '' ? named : hasForm(text) ? text : ''
  },
  fault: (text: string): string =>
    /^\p{Ll}/u.test(text)
      ? 'it is not written as names are'
      : cutOfType.test(text)
        ? 'it ends as the names of types do'
        : isSurelyCompany(text)
          ? ofCompany
          : '',
  // Initials stand behind names in the south of India, and are written as some short forms of companies are.
  doubt: (text: string, name: string): string =>
    !partNames.has(name) && isCompanyName(text) ? ofCompany : '',
  placeholder(text: string): string {
    if (labels.has(asKey(text)) || namesName(text)) return 'the label of a field for names'
    const plain = text.toLowerCase()
    if (rules.has(plain)) return 'what programs say of a field for names'
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
  derived: (text: string): readonly EdgedForm[] =>
    nameInOne(text).map((one) => ({ form: 'without blanks', bytes: Buffer.from(one), edge: edges.word })),
})
