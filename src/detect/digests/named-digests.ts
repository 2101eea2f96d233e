import { isDigestOfNothing } from './digests-of-nothing.ts'
import { keyEndings } from '../names/key-name.ts'

/**
 * Digests that their names tell: `email_sha256`, `hashedPhone`, `didmd5`, Meta's `ud[em]`. Without a profile nobody can say
 * whose value was hashed, and whoever has the value finds it again by the same digest: that is what it is sent for.
 */

/** Names of values, as they stand beside the name of a hash: by the kind. */
const bases: readonly (readonly [identifier: string, names: string])[] = [
  ['email', 'email mail emailaddress useremail'],
  ['msisdn', 'phone phonenumber mobile msisdn tel telephone'],
  ['imei', 'imei'],
  ['android-id', 'androidid ssaid'],
  ['advertising-id', 'oaid gaid idfa adid ifa aaid advertisingid mobileadid maid'],
  ['wifi-mac', 'mac macaddress wifimac'],
  ['imsi', 'imsi'],
  ['iccid', 'iccid'],
]
/** The same of names that only suggest the value: "hardware device ID (e.g., IMEI)", "platform device ID (e.g., Android ID)" (OpenRTB 2.5, 3.2.18). */
const vague: typeof bases = [
  ['imei', 'did'],
  ['android-id', 'dpid'],
]
/** Each with how it ends a key, whose numbers are left out: `emailsha256` is looked up as `emailsha2`. */
const hashes = [
  ['hashed', 'hashed'],
  ['hash', 'hash'],
  ['md5', 'md'],
  ['sha1', 'sha'],
  ['sha256', 'sha2'],
  ['sha512', 'sha5'],
] as const
/** How the value was written before it was hashed, in names of addresses and numbers: `email_sha256_lowercase`, `Email_LC_SHA256`. */
const cases = ['lowercase', 'lower', 'lc', 'uppercase', 'upper', 'uc']
const casedKinds: ReadonlySet<string> = new Set(['email'])
/** Hex digits that a digest has, with the hash that is usual of this length. */
const titles: ReadonlyMap<number, string> = new Map([
  [32, 'MD5'],
  [40, 'SHA-1'],
  [64, 'SHA-256'],
  [128, 'SHA-512'],
])
/** Characters in base64, without padding, of those that also matching of customers writes so (UID2, EUID). */
const inBase64: ReadonlyMap<number, string> = new Map([
  [43, 'SHA-256'],
  [86, 'SHA-512'],
])
/** The fewest of them. */
export const namedDigestBytesMin = 32

/**
 * Names that say it in short, and only of one hash: matching of customers by Meta (`em`, `ph`, `fn`, `ln`), "hashed e-mail", and what
 * Tencent's advertising calls the device (of the IMEI on Android, of the IDFA on iOS).
 */
const short: ReadonlyMap<string, { readonly identifier: string; readonly title: string }> = new Map([
  ['em', { identifier: 'email', title: 'SHA-256' }],
  ['ph', { identifier: 'msisdn', title: 'SHA-256' }],
  ['fn', { identifier: 'person-name', title: 'SHA-256' }],
  ['ln', { identifier: 'person-name', title: 'SHA-256' }],
  ['hem', { identifier: 'email', title: '' }],
  // A list of AppsFlyer's (`user_emails`).
  ['sha256elarr', { identifier: 'email', title: 'SHA-256' }],
  ['muid', { identifier: 'imei', title: 'MD5' }],
])

/**
 * Names of values alone, where no value of the kind has the length of a digest: many programs hash what they send and call
 * it as before. A UUID without hyphens has that of MD5, and `mac` is also the code that seals a message: these are not here.
 */
const bare: readonly (readonly [identifier: string, lengths: readonly number[], names: string])[] = [
  ['email', [32, 40, 64], 'email useremail emailaddress emails'],
  ['msisdn', [32, 40, 64], 'phonenumber msisdn mobilenumber phone mobile userphone phones phonenumbers'],
  ['imei', [32, 40, 64], 'imei'],
  ['imsi', [32, 40, 64], 'imsi'],
  ['iccid', [32, 40, 64], 'iccid'],
  ['android-id', [32, 40, 64], 'androidid'],
  ['advertising-id', [40, 64], 'gaid idfa aaid'],
]
const bareKinds: ReadonlyMap<string, { readonly identifier: string; readonly lengths: readonly number[] }> =
  new Map(
    bare.flatMap(([identifier, lengths, names]) =>
      names.split(' ').map((name) => [name, { identifier, lengths }]),
    ),
  )

/** By names as keys end. */
const identifierByName: ReadonlyMap<string, string> = byHashedName([...bases, ...vague])
/** Also codes that seal a message (MAC) go by the last of these. */
const vagueNames: ReadonlySet<string> = new Set([
  ...byHashedName(vague).keys(),
  'machash',
  'hashmac',
  'macsha2',
  'sha256mac',
])

function byHashedName(all: typeof bases): Map<string, string> {
  return new Map(
    all.flatMap(([identifier, names]) =>
      names
        .split(' ')
        .flatMap((base) => [
          ...hashes.flatMap(([name, ending]) => [`${name}${base}`, `${base}${ending}`]),
          ...(casedKinds.has(identifier) ? casedNames(base) : []),
        ])
        .map((name): [string, string] => [name, identifier]),
    ),
  )
}

function casedNames(base: string): string[] {
  return hashes.flatMap(([name, ending]) =>
    cases.flatMap((written) => [`${base}${name}${written}`, `${base}${written}${ending}`]),
  )
}

/** All names, for the probe. */
export const digestNames: readonly string[] = [
  ...identifierByName.keys(),
  ...short.keys(),
  ...bareKinds.keys(),
]

/** A digest of a value that nobody knows here. */
export interface NamedDigest {
  readonly identifier: string
  /** In lower case. */
  readonly normal: string
  /** The hash, by the length of its digest. */
  readonly title: string
  /** False where the name also goes for other things. */
  readonly isSure: boolean
}

/** What a value is that has the form of a digest: `isNothing` of one that stands where there is no value; null for another form. */
export function digestForm(
  value: string,
): (Pick<NamedDigest, 'normal' | 'title'> & { readonly isNothing: boolean }) | null {
  const bytes = bytesOfBase64(value)
  const title = titles.get(value.length) ?? inBase64.get(bytes === null ? 0 : value.replace(/=+$/, '').length)
  if (title === undefined || (bytes === null && !/^[0-9A-Fa-f]+$/.test(value))) return null
  const normal = bytes === null ? value.toLowerCase() : bytes.toString('hex')
  const isNothing = /^(.)\1+$/.test(normal) || isDigestOfNothing(normal)
  return { normal, title, isNothing }
}

function bytesOfBase64(value: string): Buffer | null {
  const isOne =
    /^(?:[0-9A-Za-z+/]{43}=?|[0-9A-Za-z_-]{43}=?|[0-9A-Za-z+/]{86}(?:==)?|[0-9A-Za-z_-]{86}(?:==)?)$/.test(
      value,
    )
  return isOne ? Buffer.from(value, 'base64') : null
}

/** The digest that the value under `key` is by the name and its form; null for none. */
export function namedDigest(key: string, value: string): NamedDigest | null {
  const form = digestForm(value)
  if (form === null || form.isNothing) return null
  const { normal, title } = form
  for (const ending of keyEndings(key)) {
    const identifier = identifierByName.get(ending)
    if (identifier !== undefined) return { identifier, normal, title, isSure: !vagueNames.has(ending) }
    const one = short.get(ending)
    if (one !== undefined && (one.title === '' || one.title === title))
      return { identifier: one.identifier, normal, title, isSure: false }
    const kind = bareKinds.get(ending)
    if (kind?.lengths.includes(value.length) === true)
      return { identifier: kind.identifier, normal, title, isSure: false }
  }
  return null
}
