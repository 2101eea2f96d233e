import { createHash } from 'node:crypto'
import type { Rng } from '../bench/rng.ts'
import { base32, base58, base85 } from './codecs.ts'
import {
  behindHeads,
  binaryForm,
  floatOf,
  integers,
  printedIdentity,
  swapped,
  telecom,
  textForm,
  throughDouble,
  twoNumbers,
  upperOrLower,
} from './forms.ts'
import type { Written } from './forms.ts'

/** What phones with a MEID tell old networks (3GPP2 C.S0072): hex, unless it would be any number, and decimals. */
function pseudoEsns(meid: string): string[] {
  const serial = createHash('sha1').update(Buffer.from(meid, 'hex')).digest('hex').slice(-6)
  const decimals = `128${String(Number.parseInt(serial, 16)).padStart(8, '0')}`
  return /[a-f]/.test(serial) ? [`80${serial}`, `80${serial.toUpperCase()}`, decimals] : [decimals]
}

/** A kind of identifier, as phones have it and apps send it: made up, with right check digits, nobody's. */
export interface Kind {
  make(rng: Rng): string
  /** Names by which apps send it without telling more. */
  readonly names: readonly string[]
  /** E1, E9 and E10: the ways to write it without any encoding. */
  forms(value: string, rng: Rng): Written[]
  /** Of these, whether it can be told without knowing the value. Left out: what is not BCD. */
  isTyped?(form: string): boolean
  /** What programs keep as a number of 64 bits. */
  number?(value: string): bigint
  /** Whether what was found is the value that was sent, beside its being written otherwise. */
  isSame?(sent: string, normal: string): boolean
  /** Stands for bytes, which are hashed as well as the text. */
  readonly isBytes?: true
  /** Blanks and signs belong to it: nobody leaves them off before hashing. */
  readonly isProse?: true
  /** Where it has letters of both cases, nobody changes them but to hash it; and it is not taken apart, but for a UUID. */
  readonly isToken?: true
  /** So short or common that nobody asks for its hash or its halves. */
  readonly isShort?: true
  /** Searched where a profile gives it, and never told without. */
  readonly isKnownOnly?: true
  /** Of many others or of many things: told by their standing together, and in no profile. Its parts stand between `|`. */
  readonly isList?: true
}

/** The check digit of IMEI and ICCID (ISO/IEC 7812-1, Annex B). */
function luhn(digits: string): string {
  let sum = 0
  for (let index = digits.length - 1, isDoubled = true; index >= 0; index--, isDoubled = !isDoubled) {
    const digit = Number(digits.charAt(index)) * (isDoubled ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return String((10 - (sum % 10)) % 10)
}

function imeiOf(rng: Rng): string {
  const digits = rng.pick(['35', '86', '01', '99']) + rng.digits(12)
  return digits + luhn(digits)
}

export function uuidOf(rng: Rng): string {
  const hex = rng.hex(32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

function letters(rng: Rng, length: number): string {
  return Array.from({ length }, () => rng.pick('ABCDEFGHJKLMNPQRSTUVWXYZ'.split(''))).join('')
}

function macOf(rng: Rng): string {
  const hex = `${rng.pick(['00', '3c', '54', '8c', 'a4', 'd0'])}${rng.hex(10)}`
  return hex.replace(/../g, '$&:').slice(0, 17)
}

/** Hex that is not all digits, as an Android ID is. */
function androidIdOf(rng: Rng): string {
  const hex = rng.hex(16)
  return /[a-f]/.test(hex) && !hex.startsWith('0') ? hex : androidIdOf(rng)
}

function grouped(value: string, mark: string): string {
  return `${value.slice(0, 2)}${mark}${value.slice(2, 8)}${mark}${value.slice(8, 14)}${mark}${value.slice(14)}`
}

function asGiven(value: string): Written[] {
  return [
    textForm('as given', value),
    ...upperOrLower(value).map((written) => textForm('other case', written)),
  ]
}

/** At the end of a sentence, as logs and messages of errors have it. */
export function inSentences(value: string): Written[] {
  return [
    `Login failed for ${value}.`,
    `Sent to ${value}. Thanks`,
    `No mailbox of ${value}...`,
    `${value}.`,
  ].map((text) => textForm('at the end of a sentence', text))
}

/** In front of a file's ending: resources, pictures and what is uploaded are called by a user's address. */
export function inFileNames(value: string): Written[] {
  return [`/users/${value}.json`, `/avatars/${value}.png`, `/up/${value}.log.gz`, `${value}.xml`].map(
    (text) => textForm("in front of a file's ending", text),
  )
}

/** The address of a radio. */
const radio: Omit<Kind, 'names'> = {
  make: macOf,
  forms(value) {
    const hex = value.replaceAll(':', '')
    const bytes = Buffer.from(hex, 'hex')
    const turned = Buffer.concat([bytes.subarray(0, 3), Buffer.from('fffe', 'hex'), bytes.subarray(3)])
    turned[0] = (turned[0] as number) ^ 2
    return [
      ...[':', '-', '', '.', ' ', '_'].flatMap((separator) =>
        upperOrLower(hex.replace(/(..)(?=.)/g, `$1${separator}`)).map((written) =>
          textForm(`"${separator}" between bytes`, written),
        ),
      ),
      textForm('groups of four', hex.replace(/(.{4})(?=.)/g, '$1.')),
      textForm('decimal', String(BigInt(`0x${hex}`))),
      textForm('decimal, least byte first', String(Buffer.from(bytes).reverse().readUIntBE(0, 6))),
      textForm('decimal bytes with dots', [...bytes].join('.')),
      textForm('EUI-64', turned.toString('hex').replace(/(.{4})(?=.)/g, '$1:')),
      binaryForm('6 bytes', bytes),
      ...behindHeads(bytes),
      binaryForm('EUI-64, 8 bytes', turned),
      ...integers(BigInt(`0x${hex}`)),
    ]
  },
  isTyped: (form) => form.includes('":"') || form.includes('"-"'),
  number: (value) => BigInt(`0x${value.replaceAll(':', '')}`),
  isBytes: true,
}

/** The digits without check and version digits are the same number. */
function isSameNumber(sent: string, normal: string): boolean {
  return normal.length >= 14 && (sent.startsWith(normal) || normal.startsWith(sent))
}

/** The check digits of an EID (ISO/IEC 7064, MOD 97-10): the whole number leaves 1. */
function eidOf(rng: Rng): string {
  const digits = `8904${rng.digits(26)}`
  return digits + String(98n - ((BigInt(digits) * 100n) % 97n)).padStart(2, '0')
}

/** The Norwegian number of somebody: a day, three digits, and two check digits that leave nothing modulo 11. */
function fodselsnummerOf(rng: Rng): string {
  const digits = `${rng.whole(10, 28)}${rng.pick(['02', '07', '11'])}${rng.digits(5)}`
  const weigh = (text: string, weights: string): number =>
    (11 -
      (Array.from(weights, (weight, at) => Number(weight) * Number(text.charAt(at))).reduce((a, b) => a + b) %
        11)) %
    11
  const first = weigh(digits, '376189452')
  const second = weigh(`${digits}${first}`, '5432765432')
  return first > 9 || second > 9 ? fodselsnummerOf(rng) : `${digits}${first}${second}`
}

/** As given, and a number in hex in both cases. */
function asGivenOrHex(value: string): Written[] {
  return /^[0-9a-f-]+$/.test(value)
    ? upperOrLower(value).map((written) => textForm('hex', written))
    : [textForm('as given', value)]
}

/** A number as the cookies `_ga` (`GA1.2.random.seconds`) and `_fbp` (`fb.1.milliseconds.random`) hold it, whole or their core. */
export function inCookies(value: string, rng: Rng): Written[] {
  const seconds = rng.whole(1_500_000_000, 1_699_999_999)
  const milliseconds = `${seconds}${rng.digits(3)}`
  return [
    textForm('in a cookie as _ga', `GA1.${rng.whole(1, 3)}.${value}.${seconds}`),
    textForm('in a cookie as _ga, its core', `${value}.${seconds}`),
    textForm('in a cookie as _fbp', `fb.${rng.whole(1, 2)}.${milliseconds}.${value}`),
  ]
}

/** As given, and a number also as cookies of measurement have it. */
function asGivenOrInCookie(value: string, rng: Rng): Written[] {
  return /^\d+$/.test(value) ? [textForm('digits', value), ...inCookies(value, rng)] : asGivenOrHex(value)
}

const firstNames = 'Ingrid Bjørn Åse Tuomas Matilda José Håkon Zoë Jean-Luc Saoirse Mikael Aino'.split(' ')
const lastNames = 'Solbakken Østby Häkkinen García Lindqvist Nygård Virtanen Dubois Kjelstad Moreau'.split(
  ' ',
)

function nameOf(rng: Rng): string {
  return `${rng.pick(firstNames)} ${rng.pick(lastNames)}`
}

/** Shorter names in one word are those of others, and words: see the blind spots. */
const inOneLettersMin = 10

/** A name in one word, as names of users are. */
export function namesInOne(name: string): string[] {
  const whole = name.replaceAll(' ', '')
  return whole.length < inOneLettersMin ? [] : [whole, whole.toLowerCase()]
}

function mobileOf(rng: Rng): string {
  return `+47${rng.pick(['4', '9'])}${rng.digits(7)}`
}

/** Of five to nine people. */
function peopleOf(rng: Rng): string {
  const people = Array.from({ length: rng.whole(5, 9) }, () => [nameOf(rng), mobileOf(rng)])
  return [...new Map(people.map(([name, number]) => [name, number]))].flat().join('|')
}

/** Pairs of what stands between `|`. */
function pairsOf(value: string): { name: string; phone: string }[] {
  const parts = value.split('|')
  return parts.flatMap((name, at) => (at % 2 === 0 ? [{ name, phone: parts[at + 1] as string }] : []))
}

const packages = (
  'com.whatsapp com.facebook.katana com.instagram.android org.telegram.messenger com.spotify.music no.dnb.vipps ' +
  'com.snapchat.android com.zhiliaoapp.musically com.netflix.mediaclient com.tinder de.danoeh.antennapod ' +
  'org.mozilla.firefox com.duolingo com.google.android.youtube com.strava no.nrk.mobil.tv com.grindrapp.android ' +
  'com.flo.health org.thoughtcrime.securesms com.amazon.mShop.android.shopping'
).split(' ')

function appsOf(rng: Rng): string {
  const from = rng.whole(0, 7)
  return packages.slice(from, from + rng.whole(6, 12)).join('|')
}

function isAmong(sent: string, normal: string): boolean {
  return sent.toLowerCase().split('|').includes(normal.toLowerCase())
}

/** By the name of the identifier, as a profile has it. */
export const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'imei',
    {
      make: imeiOf,
      names: ['imei', 'IMEI', 'deviceImei', 'imei1', 'device_imei', 'phone_imei'],
      forms: (value) => [
        textForm('15 digits', value),
        textForm('14 digits', value.slice(0, 14)),
        textForm('16 digits', `${value.slice(0, 14)}07`),
        textForm('hyphens', grouped(value, '-')),
        textForm('blanks', grouped(value, ' ')),
        textForm('slashes', `${value.slice(0, 8)}/${value.slice(8, 14)}/${value.slice(14)}`),
        textForm('decimal float', floatOf(value)),
        textForm('number in hex', Number(value).toString(16)),
        textForm('urn', `urn:gsma:imei:${value.slice(0, 8)}-${value.slice(8, 14)}-0`),
        ...integers(BigInt(value)),
        ...telecom(value),
        ...printedIdentity(value, 'imei'),
      ],
      isTyped: (form) => ['15 digits', 'hyphens', 'blanks'].includes(form),
      number: BigInt,
      isSame: isSameNumber,
    },
  ],
  [
    'imeisv',
    {
      make: (rng) => `35${rng.digits(14)}`,
      names: ['imeisv', 'imeiSv', 'imei_sv'],
      forms: (value) => [
        textForm('16 digits', value),
        textForm('hyphens', grouped(value, '-')),
        ...telecom(value),
      ],
      isSame: isSameNumber,
    },
  ],
  [
    'meid',
    {
      make: (rng) => `a${rng.hex(13)}`,
      names: ['meid', 'MEID', 'device_meid'],
      forms: (value) => [
        ...upperOrLower(value).map((written) => textForm('hex', written)),
        textForm(
          'decimal',
          String(Number.parseInt(value.slice(0, 8), 16)).padStart(10, '0') +
            String(Number.parseInt(value.slice(8), 16)).padStart(8, '0'),
        ),
        binaryForm('7 bytes', Buffer.from(value, 'hex')),
        ...pseudoEsns(value).map((written) => textForm('pseudo ESN', written)),
      ],
      isTyped: (form) => form === 'hex' || form === 'decimal',
    },
  ],
  [
    'iccid',
    {
      make(rng) {
        const digits = `8947${rng.digits(14)}`
        return digits + luhn(digits)
      },
      names: ['iccid', 'simIccid', 'sim_serial', 'simSerialNumber', 'ICCID', 'iccid1'],
      forms: (value) => [
        textForm('digits', value),
        textForm('with filler', `${value}F`),
        textForm('groups of four', value.replace(/(.{4})(?=.)/g, '$1 ')),
        textForm('hyphens', value.replace(/(.{4})(?=.)/g, '$1-')),
        ...telecom(value),
      ],
      isTyped: (form) => form === 'digits' || form === 'with filler',
      isSame: isSameNumber,
    },
  ],
  [
    'imsi',
    {
      make: (rng) =>
        (rng.pick(['24201', '24001', '26201', '310410']).padEnd(5, '0') + rng.digits(15).slice(0, 10)).slice(
          0,
          15,
        ),
      names: ['imsi', 'IMSI', 'sim_imsi', 'subscriberId', 'imsi1'],
      forms: (value) => [
        textForm('digits', value),
        textForm('network apart', `${value.slice(0, 3)} ${value.slice(3, 5)} ${value.slice(5)}`),
        textForm('BCD, EF_IMSI', `08${value.charAt(0)}9${swapped(value.slice(1))}`.toUpperCase()),
        textForm('NAI', `0${value}@nai.epc.mnc001.mcc242.3gppnetwork.org`),
        ...integers(BigInt(value)),
        ...telecom(value),
        ...printedIdentity(value, 'imsi'),
      ],
      isTyped: (form) => form === 'digits',
      number: BigInt,
    },
  ],
  [
    'msisdn',
    {
      make: (rng) => `+479${rng.digits(7)}`,
      names: ['msisdn', 'phone_number', 'phoneNumber', 'mobile', 'line1Number', 'tel'],
      forms: (value) => [
        textForm('E.164', value),
        textForm('digits', value.slice(1)),
        textForm('00', `00${value.slice(1)}`),
        textForm('national', value.slice(3)),
        textForm('blanks', `+47 ${value.slice(3, 6)} ${value.slice(6, 8)} ${value.slice(8)}`),
        textForm('hyphens', `+47-${value.slice(3, 6)}-${value.slice(6, 8)}-${value.slice(8)}`),
        textForm('pairs', value.slice(3).replace(/(..)(?=.)/g, '$1 ')),
        textForm('dots', `0047.${value.slice(3, 6)}.${value.slice(6, 8)}.${value.slice(8)}`),
        textForm('brackets', `(+47) ${value.slice(3, 7)}/${value.slice(7)}`),
        textForm('trunk prefix', `+47 (0)${value.slice(3, 6)} ${value.slice(6)}`),
        binaryForm('BCD, halves swapped', Buffer.from(swapped(value.slice(1)), 'hex')),
      ],
      isTyped: (form) => form === 'E.164' || form === 'digits' || form === '00',
      isSame(sent, normal) {
        const digits = normal.replace(/\D/g, '')
        return digits.length >= 7 && (sent.endsWith(digits) || digits.endsWith(sent.slice(1)))
      },
    },
  ],
  ['wifi-mac', { ...radio, names: ['mac', 'wifi_mac', 'macAddress', 'wlan_mac'] }],
  [
    'android-id',
    {
      make: androidIdOf,
      names: ['android_id', 'androidId', 'ssaid', 'ANDROID_ID'],
      forms(value) {
        const number = BigInt(`0x${value}`)
        return [
          ...upperOrLower(value).map((written) => textForm('hex', written)),
          textForm('signed decimal', String(BigInt.asIntN(64, number))),
          textForm('decimal', String(number)),
          ...integers(number),
        ]
      },
      isTyped: (form) => form === 'hex',
      number: (value) => BigInt.asIntN(64, BigInt(`0x${value}`)),
      isBytes: true,
    },
  ],
  [
    'advertising-id',
    {
      make: uuidOf,
      names: ['gaid', 'advertising_id', 'idfa', 'adId', 'google_ad_id', 'ifa'],
      forms(value) {
        const hex = value.replaceAll('-', '')
        const bytes = Buffer.from(hex, 'hex')
        return [
          ...upperOrLower(value).map((written) => textForm('UUID', written)),
          ...upperOrLower(hex).map((written) => textForm('32 hex digits', written)),
          textForm('braces', `{${value}}`),
          textForm('underscores', value.replaceAll('-', '_')),
          textForm('decimal', String(BigInt(`0x${hex}`))),
          textForm('signed decimal of the upper half', String(bytes.readBigInt64BE(0))),
          textForm('signed decimal of the lower half', String(bytes.readBigInt64BE(8))),
          textForm('base58 of the bytes', base58(bytes)),
          textForm('base32 of the bytes', base32(bytes)),
          textForm('base85 of the bytes', base85(bytes, 'z85')),
          textForm('hex with colons', hex.replace(/(..)(?=.)/g, '$1:')),
          binaryForm('two numbers of 64 bits, in protobuf', twoNumbers(bytes)),
          binaryForm('16 bytes', bytes),
          binaryForm(
            '16 bytes, as Windows writes them',
            Buffer.concat([
              Buffer.from(bytes.subarray(0, 4)).reverse(),
              Buffer.from(bytes.subarray(4, 6)).reverse(),
              Buffer.from(bytes.subarray(6, 8)).reverse(),
              bytes.subarray(8),
            ]),
          ),
        ]
      },
      isTyped: (form) => form === 'UUID' || form === '32 hex digits',
      isBytes: true,
    },
  ],
  [
    'serial',
    {
      make: (rng) => `${letters(rng, 4)}${rng.digits(3)}${letters(rng, 2)}${rng.digits(3)}`,
      names: ['serial', 'serialNumber', 'device_serial', 'serialno'],
      forms: asGiven,
    },
  ],
  [
    'email',
    {
      make: (rng) => `${letters(rng, 5).toLowerCase()}.${letters(rng, 6).toLowerCase()}@post.example.no`,
      names: ['email', 'userEmail', 'mail', 'email_address'],
      forms: (value) => [...asGiven(value), ...inSentences(value), ...inFileNames(value)],
      isTyped: (form) => !form.includes('file'),
      isProse: true,
    },
  ],
  ['bssid', { ...radio, names: ['bssid', 'wifiBssid', 'router_mac', 'BSSID'] }],
  [
    'cell-id',
    {
      make: (rng) => String(rng.whole(20_000_000, 220_000_000)),
      names: ['cell_id', 'cellId', 'eci', 'lteCellId', 'cellIdentity'],
      forms(value) {
        const number = Number(value)
        return [
          textForm('decimal', value),
          ...throughDouble(value).map(([form, text]) => textForm(`decimal ${form}`, text)),
          textForm('hex', number.toString(16).padStart(7, '0')),
          textForm('hex with 0x', `0x${number.toString(16)}`),
          textForm('eNodeB and cell', `${Math.floor(number / 256)}-${number % 256}`),
        ]
      },
      isTyped: (form) => form.startsWith('decimal'),
      isShort: true,
    },
  ],
  [
    'bluetooth-mac',
    { ...radio, names: ['bluetooth_mac', 'btMac', 'bluetoothAddress', 'bt_address', 'BluetoothMac'] },
  ],
  [
    'eid',
    {
      make: eidOf,
      names: ['eid', 'EID', 'euiccId', 'esim_eid'],
      forms: (value) => [
        textForm('digits', value),
        textForm('groups of four', value.replace(/(.{4})(?=.)/g, '$1 ')),
        textForm('hyphens', value.replace(/(.{4})(?=.)/g, '$1-')),
        ...telecom(value),
      ],
    },
  ],
  [
    'esn',
    {
      make: (rng) => `${rng.pick(['80', 'a1', '5b', '9f'])}${rng.hex(6)}`,
      names: ['esn', 'ESN', 'device_esn', 'pESN'],
      forms: (value) => [
        ...upperOrLower(value).map((written) => textForm('hex', written)),
        textForm('hex with 0x', `0x${value}`),
        textForm(
          'decimal',
          String(Number.parseInt(value.slice(0, 2), 16)).padStart(3, '0') +
            String(Number.parseInt(value.slice(2), 16)).padStart(8, '0'),
        ),
      ],
      isShort: true,
    },
  ],
  [
    'gsf-id',
    {
      make: (rng) => `3${rng.hex(15)}`,
      names: ['gsf_id', 'gsfId', 'gsf_android_id', 'googleServicesFrameworkId'],
      forms(value) {
        const number = BigInt(`0x${value}`)
        return [
          ...upperOrLower(value).map((written) => textForm('hex', written)),
          textForm('decimal', String(number)),
          ...integers(number),
        ]
      },
      number: (value) => BigInt(`0x${value}`),
      isBytes: true,
    },
  ],
  [
    'widevine-id',
    {
      make: (rng) => rng.bytes(32).toString('base64'),
      names: ['widevine_id', 'mediaDrmId', 'drm_id', 'widevineDeviceId'],
      forms(value) {
        const bytes = Buffer.from(value, 'base64')
        return [
          textForm('base64', value),
          textForm('base64url', bytes.toString('base64url')),
          ...upperOrLower(bytes.toString('hex')).map((written) => textForm('hex', written)),
          binaryForm('32 bytes', bytes),
        ]
      },
      isSame: (sent, normal) =>
        Buffer.from(normal, /^[0-9a-f]+$/i.test(normal) ? 'hex' : 'base64').equals(
          Buffer.from(sent, 'base64'),
        ),
      isToken: true,
    },
  ],
  [
    'push-token',
    {
      make: (rng) =>
        rng.chance(0.7)
          ? `${rng.bytes(16).toString('base64url')}:APA91b${rng.bytes(100).toString('base64url')}`
          : rng.hex(64),
      names: ['push_token', 'fcmToken', 'registration_id', 'deviceToken', 'gcm_token'],
      forms: asGivenOrHex,
      isToken: true,
    },
  ],
  [
    'install-id',
    {
      make: (rng) =>
        rng.pick([
          uuidOf,
          () => `${rng.pick(['c', 'd', 'e', 'f'])}${rng.bytes(16).toString('base64url').slice(0, 21)}`,
          () => `16${rng.digits(11)}-${rng.whole(1, 9)}${rng.digits(18)}`,
          // As measuring of the web draws one: 31 bits.
          () => String(rng.whole(1_000_000_000, 2_147_483_647)),
        ])(rng),
      names: ['install_id', 'installationId', 'appInstanceId', 'idfv', 'anonymous_id'],
      forms: asGivenOrInCookie,
      // A number of ten digits is none without the profile.
      isTyped: (form) => form === 'hex' || form === 'as given',
      isToken: true,
    },
  ],
  [
    'device-id',
    {
      make: (rng) => rng.pick([uuidOf, () => rng.hex(40), () => rng.hex(32)])(rng),
      names: ['device_id', 'deviceId', 'udid', 'unique_id', 'hardwareId'],
      forms: asGivenOrHex,
    },
  ],
  [
    'user-id',
    {
      make: (rng) =>
        rng.pick([
          uuidOf,
          () => rng.hex(24),
          () => `usr_${rng.bytes(9).toString('base64url').replace(/[-_]/g, 'x')}`,
          () => `${rng.whole(1, 9)}${rng.digits(10)}`,
        ])(rng),
      names: ['user_id', 'userId', 'account_id', 'customerId', 'memberId'],
      forms: asGivenOrInCookie,
      isTyped: (form) => !form.includes('cookie'),
      isToken: true,
    },
  ],
  [
    'account-credential',
    {
      make: (rng) =>
        rng.pick([
          () => `ya29.${rng.bytes(48).toString('base64url')}`,
          () => rng.hex(40),
          () =>
            `${rng.pick(['Sommer', 'kaffe', 'Hund', 'regn'])}-${rng.digits(4)}${rng.pick(['!', '?', '#'])}`,
        ])(),
      names: ['access_token', 'authToken', 'refresh_token', 'sessionToken', 'password'],
      forms: (value) => [textForm('as given', value)],
      isToken: true,
    },
  ],
  [
    'ssid',
    {
      make: (rng) =>
        rng.pick([
          () => `Familien ${rng.pick(lastNames)} ${rng.digits(2)}`,
          () => `TP-Link_${rng.hex(4).toUpperCase()}_5G`,
          () => `${rng.pick(firstNames)}s nett ${rng.digits(3)}`,
          () => `Telenor${rng.digits(4)}${rng.pick(['abc', 'xkw', 'qed'])}`,
        ])(),
      names: ['ssid', 'wifi_ssid', 'wifiName', 'networkSsid', 'SSID'],
      forms: (value) => [...asGiven(value), textForm('in quotes', `"${value}"`)],
      isTyped: (form) => form === 'as given' || form === 'in quotes',
      isProse: true,
    },
  ],
  [
    'ip-address',
    {
      make: (rng) =>
        rng.pick([
          () => `10.${rng.whole(20, 250)}.${rng.whole(20, 250)}.${rng.whole(20, 250)}`,
          () => `192.168.${rng.whole(100, 250)}.${rng.whole(100, 250)}`,
          () =>
            `2a01:79c:${rng.whole(4096, 65535).toString(16)}:${rng.whole(4096, 65535).toString(16)}::${rng.whole(4096, 65535).toString(16)}`,
        ])(),
      names: ['local_ip', 'lanIp', 'wifi_ip', 'clientIp', 'device_ip'],
      forms(value) {
        const [a, b, c, d] = value.split('.').map(Number)
        if (a === undefined || b === undefined || c === undefined || d === undefined)
          return upperOrLower(value).map((written) => textForm('colons', written))
        const bytes = Buffer.from([a, b, c, d])
        return [
          textForm('dots', value),
          textForm('decimal', String(bytes.readUInt32BE())),
          textForm('decimal, least byte first', String(bytes.readInt32LE())),
        ]
      },
      isTyped: (form) => form === 'dots' || form === 'colons',
      isProse: true,
    },
  ],
  [
    'person-name',
    {
      make: nameOf,
      names: ['full_name', 'fullName', 'realName', 'legal_name'],
      forms(value) {
        const [first = '', last = ''] = value.split(' ')
        return [
          ...asGiven(value),
          textForm('last name first', `${last}, ${first}`),
          textForm('last name first', `${last} ${first}`),
          textForm('dot', `${first}.${last}`.toLowerCase()),
          textForm('underscore', `${first}_${last}`),
          ...namesInOne(value).map((written) => textForm('without the blank', written)),
        ]
      },
      isTyped: (form) => form === 'as given',
      isProse: true,
    },
  ],
  [
    'vin',
    {
      make: (rng) =>
        `WVWZZZ1KZ${letters(rng, 1).replace('Q', 'R')}W${rng.pick(['4', '7', '9'])}${rng.digits(4)}${rng.pick(['2', '5'])}`,
      names: ['vin', 'VIN', 'vehicleVin', 'vin_number', 'chassisNumber'],
      forms: (value) => [
        ...upperOrLower(value).map((written) => textForm('as given', written)),
        textForm('blanks', value.replace(/^(.{3})(.{6})/, '$1 $2 ')),
      ],
    },
  ],
  [
    'national-id',
    {
      make: fodselsnummerOf,
      names: ['fodselsnummer', 'fnr_personnummer', 'national_id', 'socialSecurityNumber'],
      forms: (value) => [textForm('digits', value), textForm('blank', value.replace(/^(.{6})/, '$1 '))],
    },
  ],
  [
    'birth-date',
    {
      make: (rng) =>
        `19${rng.whole(50, 99)}-${String(rng.whole(2, 12)).padStart(2, '0')}-${String(rng.whole(13, 28))}`,
      names: ['birthdate', 'date_of_birth', 'dob', 'birthday', 'fodselsdato'],
      forms(value) {
        const [year, month, day] = value.split('-')
        return [
          textForm('ISO', value),
          textForm('digits', value.replaceAll('-', '')),
          textForm('dots', `${day}.${month}.${year}`),
          textForm('slashes', `${month}/${day}/${year}`),
        ]
      },
      isShort: true,
    },
  ],
  [
    'device-model',
    {
      make: (rng) => `SM-${letters(rng, 1)}${rng.digits(3)}${letters(rng, 1)}/DS`,
      names: [],
      forms: (value) => [textForm('as given', value)],
      isProse: true,
      isShort: true,
      isKnownOnly: true,
    },
  ],
  [
    'build',
    {
      make: (rng) => `${letters(rng, 1)}KQ1.${rng.digits(6)}.${rng.digits(3)}`,
      names: [],
      forms: (value) => [textForm('as given', value)],
      isProse: true,
      isKnownOnly: true,
    },
  ],
  [
    'contacts',
    {
      make: peopleOf,
      names: ['contacts', 'address_book', 'phoneContacts', 'contact_list'],
      forms: (value) => [
        textForm('people', JSON.stringify(pairsOf(value))),
        textForm('numbers', JSON.stringify(pairsOf(value).map(({ phone }) => phone))),
        textForm(
          'rows',
          pairsOf(value)
            .map(({ name, phone }) => `${name};${phone}`)
            .join(', '),
        ),
      ],
      isSame: isAmong,
      isList: true,
    },
  ],
  [
    'installed-apps',
    {
      make: appsOf,
      names: ['installed_apps', 'appList', 'installedPackages', 'packages'],
      forms: (value) => [
        textForm('list', JSON.stringify(value.split('|'))),
        textForm('commas', value.replaceAll('|', ',')),
        textForm('objects', JSON.stringify(value.split('|').map((name) => ({ pkg: name, ver: '1.2' })))),
      ],
      isSame: isAmong,
      isList: true,
    },
  ],
])

/** Names of the kinds that a profile gives. */
export const knownNames: readonly string[] = namesOf(({ isList }) => isList !== true)

/** Names of the kinds that are told without a profile. */
export const typedNames: readonly string[] = namesOf(({ isKnownOnly }) => isKnownOnly !== true)

function namesOf(isMeant: (kind: Kind) => boolean): string[] {
  return [...kinds].filter(([, kind]) => isMeant(kind)).map(([name]) => name)
}

/** A kind by its name. Throws for others: the lists of the benchmark name no others. */
export function kindOf(name: string): Kind {
  const kind = kinds.get(name)
  if (kind === undefined) throw new Error(`the benchmark has no identifier ${name}`)
  return kind
}

/** Whether a value in this form can be told without a profile. */
export function isTypedForm(kind: Kind, { form, isText }: Written): boolean {
  return isText && (kind.isTyped?.(form) ?? !form.includes('BCD'))
}
