/**
 * What programs hash of a known value: its texts, changed, named or joined with others, and the bytes that it stands for.
 */
import { hashedWords, wordForms } from './hashed-words.ts'
import { isNoValue } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import type { KnownValue } from '../spellings/spelling-table.ts'
import { nameInOne } from '../spellings/name-spelling.ts'
import { longBytesMin } from '../spellings/spelling-lengths.ts'
import { dottedMac, radios } from '../radios/mac.ts'
import { isWeak } from '../known/weak-values.ts'
import { cases } from '../spellings/written.ts'

/** The bytes that hex of a value stands for, not as numbers of a machine. */
const isRawForm = /^\d+ raw bytes$/

/** What people hash beside texts: the bytes that a value is in hex. */
export function rawForms(type: IdentifierType, normal: string): readonly WrittenForm[] {
  const isHex = /^[0-9a-f]+$/.test(normal) && /[a-f]/.test(normal)
  return type
    .binary(normal)
    .filter(({ form, bytes }) => isRawForm.test(form) || (isHex && bytes.toString('hex') === normal))
}

/**
 * What people hash: the value as it is spelled, in one case or the other. Spellings with rare separators add nothing, but
 * what the value itself has (a blank in the name of a network, a dot in that of a user) is hashed with it.
 */
export function hashInputs(texts: readonly string[], own: readonly string[]): readonly string[] {
  const kept = new Set(own.map((text) => text.toLowerCase()))
  return texts.filter(
    (text) =>
      text.length >= longBytesMin &&
      (text.includes('@') || !rareMarks.test(text) || kept.has(text.toLowerCase())),
  )
}

/** Marks, addresses in three and two groups or without zeros, and MEIDs in groups. */
const rareMarks =
  /[ ._/]|^[0-9a-f]{4}(?:-[0-9a-f]{4}){2}$|^[0-9a-f]{6}[:-][0-9a-f]{6}$|^(?=.{0,16}$)[0-9a-f]+(?::[0-9a-f]+){5}$|^A\w-\w{6}-\w{6}$/i

/** Of a value so many texts are also hashed as programs change them unawares. */
const variedTextsMax = 3

/**
 * What is done to a text, by name: `echo` and files end lines, C ends texts, Windows and Java keep text in UTF-16, who hashes
 * JSON hashes its quotes, some write it otherwise before, and of a mail address some hash the name alone.
 */
const variants: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['text with a line end', (text) => Buffer.from(`${text}\n`)],
  ['text with a line end of Windows', (text) => Buffer.from(`${text}\r\n`)],
  ['text with the zero that ends it in C', (text) => Buffer.from(`${text}\0`)],
  ['text in UTF-16', (text) => Buffer.from(text, 'utf16le')],
  ['text in UTF-16, high byte first', (text) => Buffer.from(text, 'utf16le').swap16()],
  ['text in UTF-16 behind its mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['text in base64', (text) => Buffer.from(Buffer.from(text).toString('base64'))],
  ['text, reversed', (text) => Buffer.from(text.split('').reverse().join(''))],
  ['text in quotes', (text) => Buffer.from(JSON.stringify(text))],
  ['text in front of its @', (text) => Buffer.from(text.slice(0, Math.max(0, text.indexOf('@'))))],
]
/** What a value is called by in a text that is hashed, where that is another name than the first of its keys. */
const prefixNames: Readonly<Record<string, readonly string[]>> = {
  'wifi-mac': ['mac'],
  msisdn: ['phone', 'msisdn', 'tel'],
  email: ['email', 'mail'],
  'android-id': ['android_id', 'androidid', 'androidId'],
  'advertising-id': ['gaid', 'idfa', 'adid'],
  serial: ['serial', 'sn'],
  'device-id': ['deviceid', 'device_id', 'deviceId'],
  'user-id': ['uid', 'userid', 'user_id', 'userId'],
}
/** What stands between a name and its value. */
const prefixMarks = [':', '=', '', '_']
/** Of a value so many texts are also hashed behind its name: as it is given, and without its marks or case. */
const namedTextsMax = 2

/** `imei:…`, `IMEI…`, `mac=…`: programs keep numbers of several kinds apart so, and hash that. */
export function* behindNames(
  type: IdentifierType,
  inputs: readonly string[],
): Generator<{ readonly form: string; readonly text: string }> {
  const first = type.keys[0]?.name
  const own = prefixNames[type.name] ?? (first === undefined ? [] : [first])
  const names = new Set(own.flatMap((name) => [name, name.toUpperCase()]))
  for (const text of inputs.slice(0, namedTextsMax))
    for (const name of names)
      for (const mark of prefixMarks)
        yield { form: `${behindName} "${name}${mark}"`, text: `${name}${mark}${text}` }
}

/** Texts under eight characters that no chance writes. */
const shortTextMin = 6
const shortText = 'short text'

const withDots = 'text with dots'
const caseChanged = 'case changed'
const otherName = 'name with other marks'
/** Forms of inputs that are the value, as other texts. */
export const rewrittenForms: ReadonlySet<string> = new Set([shortText, withDots, caseChanged, otherName])

/** The words of a name, and the whole as names of users and lists have it. */
function hashedNames(
  type: IdentifierType,
  normal: string,
  inputs: readonly string[],
): { readonly form: string; readonly text: string }[] {
  const others = [...nameInOne(normal), ...type.spellings(normal)].filter(
    (text) => text.length >= longBytesMin && !inputs.includes(text) && text !== text.toUpperCase(),
  )
  return [...hashedWords(normal), ...others.map((text) => ({ form: otherName, text }))]
}

/** What else is hashed of a value: a token whose case was changed, a short text, an address with dots, the words of a name. */
export function moreHashed(
  type: IdentifierType,
  normal: string,
  given: string,
  inputs: readonly string[],
): { readonly form: string; readonly text: string }[] {
  if (isNoValue(type, normal)) return []
  const [text] = inputs
  const cased = text === undefined ? [] : [text.toLowerCase(), text.toUpperCase()]
  const changed = cased
    .filter((one) => !inputs.includes(one))
    .map((one) => ({ form: caseChanged, text: one }))
  const isShort = normal.length >= shortTextMin && normal.length < longBytesMin && !isWeak(normal)
  const short = isShort ? cases(given.trim(), normal).map((one) => ({ form: shortText, text: one })) : []
  const dotted = radios.has(type.name) ? dottedMac(normal).map((one) => ({ form: withDots, text: one })) : []
  return [
    ...changed,
    ...short,
    ...dotted,
    ...(type.name === 'person-name' ? hashedNames(type, normal, inputs) : []),
  ]
}

/** How forms of inputs begin that were made of a value and its name, and of several values. */
const behindName = 'text behind'
const joined = 'texts of'
/** Forms of inputs that are more than the value, or other than it. */
const variantForms: ReadonlySet<string> = new Set([
  shortText,
  withDots,
  ...Object.values(wordForms),
  ...variants.map(([form]) => form),
])

/** True for the form of an input that is the bytes which a value stands for: see {@link rawForms}. */
export function isRawInput(form: string): boolean {
  return !isVariantForm(form) && !rewrittenForms.has(form)
}

/** True for the form of an input that is more than the value, or other than it. */
export function isVariantForm(form: string): boolean {
  return variantForms.has(form) || form.startsWith(`${behindName} `) || form.startsWith(`${joined} `)
}

/** Kinds of which programs hash two or three values, one behind the other, to make a number of the device. */
const joinedKinds: ReadonlySet<string> = new Set([
  'imei',
  'wifi-mac',
  'android-id',
  'serial',
  'imsi',
  'iccid',
])
/** Values that are joined with each other: of more phones than one each has its own. */
const joinedValuesMax = 8

/** What stands between two of them. */
const joiningMarks = ['', '|', '_', ':', '-', ',', '&', '+']

interface JoinedText {
  /** Number of the first value. */
  readonly value: number
  readonly form: string
  readonly text: string
}

/** Two or three values of one phone in one text, in all orders, each as the profile gives it; two also with a mark between. */
export function joinedTexts(
  values: readonly KnownValue[],
  texts: readonly (readonly [value: number, text: string])[],
): JoinedText[] {
  const first = new Map<number, string>()
  for (const [number, text] of texts)
    if (joinedKinds.has((values[number] as KnownValue).identifier) && !first.has(number))
      first.set(number, text)
  const used = [...first].slice(0, joinedValuesMax)
  const kindOf = (number: number): string => (values[number] as KnownValue).identifier
  const join = (parts: readonly (readonly [value: number, text: string])[], mark: string): JoinedText => ({
    value: (parts[0] as readonly [number, string])[0],
    form: `${joined} ${parts.map(([number]) => kindOf(number)).join(mark === '' ? ' and ' : ` ${mark} `)}, one behind the other`,
    text: parts.map(([, text]) => text).join(mark),
  })
  return used.flatMap((first) =>
    used
      .filter(([other]) => kindOf(other) !== kindOf(first[0]))
      .flatMap((second) => [
        ...joiningMarks.map((mark) => join([first, second], mark)),
        ...used
          .filter(([last]) => kindOf(last) !== kindOf(first[0]) && kindOf(last) !== kindOf(second[0]))
          .map((third) => join([first, second, third], '')),
      ]),
  )
}

/** The first texts of a value as programs change them before they hash. */
export function textVariants(texts: readonly string[]): Pick<WrittenForm, 'form' | 'bytes'>[] {
  return texts
    .slice(0, variedTextsMax)
    .flatMap((text) => variants.map(([form, vary]) => ({ form, bytes: vary(text) })))
    .filter(({ bytes }) => bytes.length >= longBytesMin)
}
