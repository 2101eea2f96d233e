import type { Rng } from '../bench/rng.ts'
import { base32, base58, base85 } from './codecs.ts'
import {
  binaryForm,
  floatOf,
  integers,
  swapped,
  telecom,
  textForm,
  twoNumbers,
  upperOrLower,
} from './forms.ts'
import type { Written } from './forms.ts'

/** A kind of identifier, as phones have it and apps send it: made up, with right check digits, nobody's. */
export interface Kind {
  make(rng: Rng): string
  /** Names by which apps send it without telling more. */
  readonly names: readonly string[]
  /** E1, E9 and E10: the ways to write it without any encoding. */
  forms(value: string): Written[]
  /** Of these, whether it can be told without knowing the value. Left out: what is not BCD. */
  isTyped?(form: string): boolean
  /** What programs keep as a number of 64 bits. */
  number?(value: string): bigint
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
      binaryForm('EUI-64, 8 bytes', turned),
      ...integers(BigInt(`0x${hex}`)),
    ]
  },
  isTyped: (form) => form.includes('":"') || form.includes('"-"'),
  number: (value) => BigInt(`0x${value.replaceAll(':', '')}`),
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
      ],
      isTyped: (form) => ['15 digits', 'hyphens', 'blanks'].includes(form),
      number: BigInt,
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
      forms: asGiven,
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
          textForm('hex', number.toString(16).padStart(7, '0')),
          textForm('hex with 0x', `0x${number.toString(16)}`),
          textForm('eNodeB and cell', `${Math.floor(number / 256)}-${number % 256}`),
        ]
      },
      isTyped: (form) => form === 'decimal',
    },
  ],
])

/** The names of all kinds. */
export const kindNames: readonly string[] = [...kinds.keys()]

/** A kind by its name. Throws for others: the lists of the benchmark name no others. */
export function kindOf(name: string): Kind {
  const kind = kinds.get(name)
  if (kind === undefined) throw new Error(`the benchmark has no identifier ${name}`)
  return kind
}

/** Whether a value in this form can be told without a profile. */
export function isTypedForm({ isTyped }: Kind, { form, isText }: Written): boolean {
  return isText && (isTyped === undefined ? !form.includes('BCD') : isTyped(form))
}
