import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { dateReason } from '../placeholder-values.ts'
import { hasLuhnDigit } from '../../core/luhn.ts'
import { callingCode } from '../telephony/calling-codes.ts'
import { subscriberRealm } from '../telephony/subscriber-realm.ts'
import {
  bcd,
  digitsOnly,
  grouped,
  integerForms,
  isCounting,
  isRepeated,
  scientificForms,
  swappedBcd,
  varint,
} from '../spellings/written.ts'
import { signs } from '../text-shape.ts'
import type { TextShape } from '../text-shape.ts'

/** Names in German, the languages of the north, Finnish, Dutch, Spanish, Portuguese, Italian, French, Turkish, Polish, Indonesian and Chinese (pinyin). */
const inOtherLanguages = (
  'telefon telefonnummer telefonnr telnr tlf tlfnr tlfnummer mobil mobilnummer mobilnr mobiltelefon handynummer rufnummer ' +
  'puhelin puhelinnumero telefoonnummer mobielnummer telefono numerotelefono telefonocelular celular movil telefone ' +
  'cellulare numtel numerotel numerotelephone telefonno ceptelefonu nohp nomorhp nomortelepon notelp shouji shoujihao'
).split(' ')

/** Lengths of the groups in which people write a national number, by its length. */
const groupLengths: Readonly<Record<number, readonly (readonly number[])[]>> = {
  7: [[3, 4]],
  8: [
    [2, 2, 2, 2],
    [3, 2, 3],
    [4, 4],
  ],
  9: [
    [3, 3, 3],
    [3, 2, 2, 2],
    [1, 2, 2, 2, 2],
    [2, 3, 4],
  ],
  10: [
    [3, 3, 4],
    [4, 6],
    [5, 5],
    [3, 3, 2, 2],
    [2, 4, 4],
  ],
  11: [
    [3, 4, 4],
    [4, 7],
    [2, 5, 4],
  ],
}

function groupings(national: string): string[] {
  const lengths = groupLengths[national.length] ?? []
  return [' ', '-'].flatMap((separator) => lengths.map((groups) => grouped(national, groups, separator)))
}

/**
 * As SIM cards and short messages hold it: behind a byte for "of the telephone network", and for "international" or that nothing
 * is known of its type (3GPP TS 24.008, 10.5.4.7).
 */
function behindItsType(type: 0x91 | 0x81, digits: string): WrittenForm {
  return {
    form: 'BCD, halves swapped, behind its type',
    bytes: Buffer.concat([Buffer.from([type]), swappedBcd(digits)]),
  }
}

/** Digits that a terminal in a vehicle tells (JT/T 808-2013, BCD[6]; the ten bytes of 2019 have more zeros in front). */
const terminalDigits = 12
/** With fewer behind zeros chance has them, too. */
const behindZerosMin = 10

/** Digits in pairs, filled up with zeros in front: as in the head of each message of JT/T 808. */
function behindZeros(digits: string): WrittenForm[] {
  const { length } = digits
  if (length < behindZerosMin) return []
  const filled = Math.max(terminalDigits, length + (length % 2))
  return filled === length
    ? []
    : [{ form: 'BCD behind zeros', bytes: Buffer.from(digits.padStart(filled, '0'), 'hex') }]
}

/** The number inside of its country, with neither code nor zero in front; '' where its country is not known. */
function nationalOf(normal: string): string {
  const code = normal.startsWith('+') ? callingCode(normal.slice(1)) : ''
  return code === '' ? '' : normal.slice(1 + code.length)
}

/** As libphonenumber keeps it in protobuf: the calling code, and the number inside of it (`PhoneNumber` of its phonenumber.proto). */
function asMessage(digits: string): WrittenForm[] {
  const code = callingCode(digits)
  const national = digits.slice(code.length)
  if (code === '' || national.startsWith('0')) return []
  const bytes = Buffer.concat([
    Buffer.from([8]),
    varint(BigInt(code)),
    Buffer.from([16]),
    varint(BigInt(national)),
  ])
  return [{ form: 'PhoneNumber of libphonenumber', bytes }]
}

/** The zero of calls inside a country, written beside its code: `+44 (0)7911 …` (E.123, 7.2 advises against it). */
const trunkZero = /^((?:\+|00)[\d ]{1,5})\(0\)/
/** Whom to ask for behind it: ` ext. 22`, `;ext=22` (RFC 3966, 5.3). */
const extension = /(?:[ ,]{1,2}(?:ext|extn|x)\.? ?|;ext=)\d{1,6}$/i
/** A number as a name in DNS, its last digit first: as text, and in a question, where the length of each label stands in front. */
const ofName = /^((?:\d[.\x01]){7,14}\d)[.\x04]e164[.\x04]arpa$/i
/** 555-01xx of North America (NANPA), and what Ofcom keeps for drama in London, for mobiles and for no area. */
const fiction = /^\+?1?(?:[2-9]\d{2})?55501\d{2}$|^(?:\+44|0)(?:7700900|2079460|1632960)\d{3}$/

/**
 * Numbers of services, which no subscriber has: free ones, those that cost more, and those of no place, by calling code
 * (national numbering plans, as the ITU publishes them; +800, +808 and +979 are of the world).
 */
const services: Readonly<Record<string, RegExp>> = {
  1: /^(?:8(?:00|33|44|55|66|77|88)|900)\d{7}$/,
  7: /^80[0-9]\d{7}$/,
  31: /^(?:800|90[069])\d{4,7}$/,
  33: /^8[0129]\d{7}$/,
  34: /^(?:80[0367]|90[0-257])\d{6}$/,
  39: /^(?:80[03]|84[0-8]|89[29]|199)\d{3,7}$/,
  41: /^(?:800|84[0248]|90[016])\d{6}$/,
  43: /^(?:8[0-2]0|9[03][01])\d{5,8}$/,
  44: /^(?:80[08]|84[2-5]|87[0-3]|9[018]\d)\d{6,7}$/,
  45: /^[89]0\d{6}$/,
  46: /^(?:20|900|939|944)\d{5,7}$/,
  47: /^8(?:0\d|1[05]|2[0-9])\d{5}$/,
  49: /^(?:800|180[1-7]|137[1-9]|900[1359])\d{5,8}$/,
  55: /^(?:[38]00|900)\d{6,7}$/,
  61: /^(?:1[38]00\d{6}|190\d{7})$/,
  81: /^(?:120\d{6}|800\d{7})$/,
  86: /^[48]00\d{7}$/,
  91: /^1(?:800|860)\d{6,7}$/,
  353: /^1(?:800|850|890)\d{6}$/,
  800: /^\d{8}$/,
  808: /^\d{8}$/,
  979: /^\d{9}$/,
}
/** The same as they are dialled inside of their countries: of Germany and others with a zero in front, of Australia. */
const nationalServices = /^(?:0800\d{7,8}|0180[1245]\d{5,7}|1[38]00\d{6})$/
/** Mobiles of Thailand begin with 0800, too, and have ten digits; and towns of Britain with what costs more in Germany. */
const maybeServices = /^0(?:800\d{6}|180[367]\d{5,7})$/

function isService(normal: string): boolean {
  if (!normal.startsWith('+')) return nationalServices.test(normal)
  const digits = normal.slice(1)
  const code = callingCode(digits) || digits.slice(0, 3)
  return services[code]?.test(digits.slice(code.length)) === true
}

/** Digits at the end that count up, behind any code: `+33612345678`. */
const countingDigits = 8

/**
 * Orders and houses have numbers, too, cards have one of their own, and `sms` is any setting: of those only what is dialled,
 * with its + and ten digits.
 */
const simNames: readonly string[] = ['sim', 'simno', 'simnumber']
const numberOfAnything: ReadonlySet<string> = new Set([
  'number',
  'address',
  'contact',
  'gsm',
  'cell',
  'sms',
  ...simNames,
])
const dialledBytesMin = 11

/** What stands in front of a national number, and goes by itself. */
const callingCodeNames: readonly string[] = [
  'countrycode',
  'callingcode',
  'countrycallingcode',
  'dialcode',
  'diallingcode',
  'dialingcode',
  'phonecode',
  'phoneprefix',
]
/** Nothing but a telephone number goes by these, whatever its digits read as. */
const numberNames: readonly string[] =
  'msisdn msisdnnumber phonenumber phoneno phonenum mobilenumber mobileno mobilenum telephonenumber telno subscribernumber'.split(
    ' ',
  )

/** Lines of programs and invoices have numbers, and books their place on a shelf: what is dialled has its +, or a SIM card beside it. */
export const numberOfLines: readonly string[] = ['linenumber', 'callnumber']

/**
 * `4.12.0.20240305`, `1.2.3-20240305`: a version, in two to four parts with a dot each, of which one has one digit. The code of
 * North America before its three groups is none, nor does one begin with a zero and more.
 */
const version =
  /^(?!0\d)(?=\d\.|(?:\d+[.-])+\d(?:[.-]|$))(?!1\.\d{3}\.\d{3}\.\d{4}$)\d+(?:\.\d+){2,3}(?:-\d+)?$/
/** `203.0.114.77`: an address of IP, in which no part begins with a zero. */
const internetAddress = /^(?:(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])(?:\.|$)){4}$/
/** The same in four times two digits, as numbers of eight digits are written. */
const pairsWithDots = /^(?:\d\d\.){3}\d\d$/

function isOfPrograms(text: string): boolean {
  return version.test(text) || (internetAddress.test(text) && !pairsWithDots.test(text))
}

/** How numbers are written that need no name beside them. */
const written = new RegExp(
  [
    // What devices with a modem register by (OMA LwM2M, names of endpoints).
    /(?<=(?<![0-9A-Za-z])urn:imei-msisdn:\d{14,16}-)\+?[1-9]\d{7,14}(?!\d)/,
    // Its kind in front: in 5G (3GPP TS 29.571, 5.3.2), and where an operator is asked to confirm it (GSMA IDY.01).
    /(?<=(?<![0-9A-Za-z])msisdn[-:])[1-9]\d{7,14}(?![0-9A-Za-z])/,
    // The account of a chat that takes telephone numbers for names.
    /(?<![0-9A-Za-z._%+@-])[1-9]\d{7,14}(?=@(?:s\.whatsapp\.net|c\.us)(?![0-9A-Za-z.-]))/,
    // Who is called or calls by SIP (RFC 3261, 19.1.6).
    /(?<=(?<![0-9A-Za-z])sips?:)\+[1-9]\d{8,14}(?=[@;]|$)/,
    // Who sends or gets a picture message (OMA MMS Encapsulation, 8): families/picture-message.ts tells which.
    /(?<![0-9A-Za-z._%+@-])\+?\d{8,15}(?=\/TYPE=PLMN(?![0-9A-Za-z]))/,
    // Whom a telephone asks DNS for: `5.2.3.….7.4.e164.arpa` (RFC 6116, 3.2).
    /(?<![0-9A-Za-z.-])(?:\d[.\x01\x04]){8,15}e164[.\x04]arpa(?![0-9A-Za-z-])/,
    // A modem tells its own behind a name (3GPP TS 27.007, 7.1).
    /(?<=\+CNUM: ?"[^"\r\n]{0,32}",")\+?\d{8,15}(?=")/,
    // The user of an operator's service for subscribers.
    new RegExp(`(?<![0-9A-Za-z._%+@-])\\+?[1-9]\\d{9,13}(?=${subscriberRealm})`),
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
)

/**
 * A telephone number: up to 15 digits behind the country's code (ITU-T E.164). The normal form has the
 * international + where the number was written so, else it is the digits as they stand.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'msisdn',
  title: 'telephone number',
  subject: 'person',
  stability: 'for years; people take it along to a new operator',
  whyPersonal: 'A telephone number reaches one person, and directories and messengers tell the name to it.',
  names: [
    'msisdn',
    'phonenumber',
    'phoneno',
    'mobilenumber',
    'mobileno',
    'mobno',
    // Of WhatsApp's interface for businesses.
    'waid',
    'line1number',
    // As phones and modems call it in what they print of themselves.
    'ownnumber',
    'telephone',
    'telephonenumber',
    'telno',
    'handphone',
    'mobilenum',
    'whatsapp',
    'subscribernumber',
    'phone',
    'mobile',
    'tel',
    'cellphone',
    'phonenum',
    'mdn',
    'sim1number',
    'simphonenumber',
    'userphone',
    'usermobile',
    'callingnumber',
    'msisdnnumber',
    // Of who pays: by Swish, and by accounts that a line is.
    'payeralias',
    'mobilemoneynumber',
    'mpesanumber',
    // Of address books.
    'phones',
    'phonenumbers',
    'mobilephone',
    'cellnumber',
    'cellphonenumber',
    'contactnumber',
    'contactno',
    'whatsappnumber',
    'smsnumber',
    'gsmnumber',
    'gsmno',
    // What operators add to requests (`x-up-calling-line-id`).
    'callinglineid',
    // Of accounts at Samsung.
    'phonenumbertext',
    // Columns of the tables that Google's address book gives.
    'phone1value',
    'phone2value',
    'phone3value',
    ...inOtherLanguages,
  ],
  hints: [
    'userid',
    'username',
    'account',
    'accountname',
    'accountid',
    'login',
    'loginname',
    'user',
    'customerid',
    // Of messages and calls, and of address books.
    'recipient',
    'sender',
    'caller',
    'callee',
    'numbers',
    // Of Android's SMS and call log, as programs send them on whole (Telephony.TextBasedSmsColumns, CallLog.Calls).
    'address',
    'number',
    // As programs that take numbers apart write it, beside the calling code.
    'nationalnumber',
    // The same where cards are paid with (EMV 3-D Secure, `mobilePhone`).
    'subscriber',
    'contact',
    'gsm',
    // Of a network, a battery or a table, too.
    'cell',
    // Programs for trackers call the number of the card so.
    ...simNames,
    // By which a device is woken (LwM2M), and to whom a message goes.
    'sms',
    ...numberOfLines,
  ],
  companions: { nationalnumber: callingCodeNames, subscriber: ['cc'] },
  // In Denmark and elsewhere mobiles begin with 20; versions and days go by the shorter names of telephones.
  insisted: { [dateReason]: [...numberNames, ...callingCodeNames] },
  hintLengthMin: Object.fromEntries([...numberOfAnything].map((name) => [name, dialledBytesMin])),
  proof: 'its digits form a telephone number',
  confidence: { hinted: 'possible', alone: 'probable' },
  pattern: written,
  mayMatch: ({ digitRun, colons, hyphens, signs: found, decimals }: TextShape): boolean =>
    // What stands in front or behind says whose it is; in a name in DNS eight digits have a sign between each other.
    (digitRun >= 8 && (hyphens > 0 || colons > 0 || (found & (signs.at | signs.equals)) !== 0)) ||
    decimals >= 7,
  lengthMin: 8,
  /**
   * Digits with the international + where they were written so, else as written. Under a key that only hints, the
   * text must look dialled: see `isLikely`.
   */
  normalise(value: string): string {
    const asked = ofName.exec(value)?.[1]
    if (asked !== undefined) return `+${asked.replace(/\D/g, '').split('').reverse().join('')}`
    const text = value
      .trim()
      .replace(/^tel:/i, '')
      .replace(extension, '')
      .replace(trunkZero, '$1')
      .replace(/[()]/g, '')
    if (isOfPrograms(text)) return ''
    const digits = digitsOnly(text)
    if (digits.length < 8 || digits.length > 15) return ''
    // No network gives numbers of 15 digits; the IMEI of a phone has as many.
    if (!text.startsWith('+') && /^(?:01|35|86|91|99)\d{13}$/.test(digits) && hasLuhnDigit(digits)) return ''
    // Moments in ms have 13 digits and begin with 1; nobody's number is a date of this century.
    if (!text.startsWith('+') && digits.length === 13 && /^1[4-9]/.test(digits)) return ''
    if (!text.startsWith('+') && digits.length === 10 && /^1[4-9]\d{8}$/.test(digits)) return ''
    return text.startsWith('+') ? `+${digits}` : digits.startsWith('00') ? `+${digits.slice(2)}` : digits
  },
  fault(normal: string): string {
    if (normal.startsWith('+') && callingCode(normal.slice(1)) === '')
      return 'no country has this calling code'
    return maybeServices.test(normal) ? 'numbers of services begin so in some countries' : ''
  },
  placeholder(normal: string): string {
    const digits = normal.replace('+', '')
    if (isRepeated(digits.slice(1))) return 'one digit over and over'
    if (isCounting(digits) || isCounting(digits.slice(-countingDigits))) return 'counting digits'
    if (fiction.test(normal)) return 'a number that is kept for fiction and examples'
    if (isService(normal)) return 'the number of a service, which no subscriber has'
    return /^\+?1?5555215\d{3}$|^\+?1555521\d{4}$/.test(normal) ? 'the number of the Android emulator' : ''
  },
  advice: (normal: string): string =>
    normal.startsWith('+')
      ? ''
      : 'has no calling code (as in +47…): with one it is told from numbers of other countries',
  /** International with +, or national with the trunk prefix 0, where nothing else goes by the name. */
  isLikely(value: string, name: string): boolean {
    if (name === 'nationalnumber' || name === 'subscriber') return true
    if (numberOfAnything.has(name) || numberOfLines.includes(name))
      return /^\s*\+(?:[ ()./-]*\d){10}/.test(value)
    return /^\s*\+|^\s*0\d{9,}\s*$/.test(value)
  },
  spellings(normal: string): readonly string[] {
    if (!normal.startsWith('+')) return [normal]
    const digits = normal.slice(1)
    const country = callingCode(digits)
    const national = digits.slice(country.length)
    const grouped = groupings(national)
    return [
      normal,
      digits,
      `00${digits}`,
      national,
      `0${national}`,
      ...scientificForms(digits),
      ...grouped,
      ...grouped.map((text) => `+${country}${text.includes('-') ? '-' : ' '}${text}`),
    ]
  },
  binary: (normal: string): readonly WrittenForm[] => {
    const digits = normal.replace('+', '')
    const national = nationalOf(normal)
    return [
      { form: 'BCD, halves swapped', bytes: swappedBcd(digits) },
      ...(normal.startsWith('+') ? [behindItsType(0x91, digits), ...asMessage(digits)] : []),
      ...(national === '' ? [] : [behindItsType(0x81, national)]),
      { form: 'BCD', bytes: bcd(digits) },
      ...behindZeros(digits),
      ...behindZeros(national),
      ...integerForms(BigInt(digits)),
    ]
  },
})
