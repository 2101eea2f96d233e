import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { hasLuhnDigit } from '../../core/luhn.ts'
import { cases, isCounting, isRepeated } from '../spellings/written.ts'

const none = new Set([
  'unknown',
  'null',
  'undefined',
  'none',
  '0123456789abcdef',
  'n/a',
  'emulator',
  'default',
])

/** What stands beside the serial number of a device. */
const besideSerial: readonly string[] = [
  'imei',
  'meid',
  'imsi',
  'iccid',
  'mac',
  'model',
  'devicemodel',
  'brand',
  'manufacturer',
  'androidid',
]

/** 32 or 64 bits, as phones have them in `ro.serialno` whose maker gives them no other: `258cfd5c`, `0a388e93…`. */
const ofChip = /^(?=.*[a-f])(?=(?:.*\d){3})[0-9a-f]{8}(?:[0-9a-f]{8})?$/

/** As makers print them, in capitals: letters, and digits that are not a date or a counter. */
const printed = /^(?=(?:.*[A-Z]){2})(?=(?:.*\d){3})[0-9A-Z]{8,20}$/
/** As Roku and Vizio print them: an ESN or a MEID in hex is none. */
const ofTelevision = /^(?=.*[G-Z])[0-9A-Z]{10,16}$/
/** Of boxes at televisions: the year and a counter with one letter between them, `062018N052834`. */
const ofBox = /^\d{5,8}[A-Z]\d{5,8}$/
/** What in a text says that the number is that of a certificate, or of a part (RFC 5280, 4.1; properties of batteries and storage). */
const ofCertificate =
  /(?<![a-z])(?:issuer|x\.?509|cert(?:ificate)?s?|not ?(?:before|after)|valid from|battery|emmc|ufs|sd ?card|usb|hub)(?![a-z])/i
/** What in the lines around says that it is of a phone, and what on its own. */
const besidePhone = /(?<![a-z])(?:imei|meid|imsi|iccid|android[ _]?id)(?![a-z])/i
const ofPhone = /(?<![a-z])(?:mac|model|brand|manufacturer|product ?code)(?![a-z])/i
const aroundCharsMax = 160
/** A parameter of a function, with what it is where none is given. */
const parameter = /\w\(\s?[\w-]{1,64}\s?[=:]\s?["']?$/
/** The short name, which needs that beside it. */
const shortName = /^p?sn$/i

/**
 * Whether what stands at `at` in a text behind `name` is one, where no encoding says that it is all of a value: of the form that
 * makers print, or that a chip has under the name that Android gives it (`ro.serialno`).
 */
export function isSerialInText(text: string, at: number, name: string, value: string): boolean {
  if (!printed.test(value) && !(/serialno$/i.test(name) && ofChip.test(value))) return false
  const ahead = text.slice(Math.max(0, at - aroundCharsMax), at)
  const behind = text.slice(at, at + aroundCharsMax)
  const around = ahead + behind
  if (ofCertificate.test(around) || parameter.test(ahead)) return false
  if (!shortName.test(name)) return true
  const line = ahead.slice(ahead.lastIndexOf('\n') + 1) + (/^[^\n]*/.exec(behind)?.[0] ?? '')
  return ofPhone.test(line) || besidePhone.test(around)
}

/** What stands beside the number of a certificate (RFC 5280, 4.1). */
export const besideCertificate: readonly string[] = ['issuer', 'issuerdn', 'notafter', 'notbefore', 'validto']
/** What numbers are called that certificates and devices have. */
export const serialNames: readonly string[] = ['serial', 'serialno', 'serialnumber']

/** The maker's number of the device (`ro.serialno`). No two makers write it alike, so it needs the name of its field. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'serial',
  title: 'serial number of the device',
  subject: 'device',
  stability: 'for the life of the phone',
  whyPersonal: 'The maker, the shop and the guarantee know one phone and its buyer by the serial number.',
  names: [
    'serial',
    'serialno',
    'serialnumber',
    'serialnum',
    'serialnr',
    'serialnummer',
    'sernum',
    'deviceserial',
    'deviceserialnumber',
    'androidserial',
    'hwserial',
    'buildserial',
    'devserial',
    'serialid',
    'chipserial',
    'devicesn',
    'devsn',
    'phonesn',
    'productsn',
    'machinesn',
    'boardsn',
    'cpuserial',
    'sncode',
    // Of accounts at Samsung.
    'serialnumbertext',
    // Of Apple (`X-Apple-I-SRL-NO`), and of the main board.
    'srlno',
    'xappleimlb',
  ],
  // Also of messages and orders, and of a league; of televisions, and of phones of another kind.
  hints: ['sn', 'psn', 'mlb', 'esn'],
  companions: {
    mlb: [...besideSerial, 'rom', 'serialnumber', 'platformuuid'],
    sn: besideSerial,
    psn: [...besideSerial, 'os', 'osversion', 'platform'],
  },
  // Of a certificate (RFC 5280), of a box of medicine (GS1).
  belied: Object.fromEntries(
    serialNames.map((name) => [name, [...besideCertificate, 'gtin', 'lot', 'batchno']]),
  ),
  nearNames: ['serialnumbers', 'device', 'hardware'],
  // X.509 numbers certificates so (RFC 5280, 4.1.2.2), and offices their papers.
  foreignNames: new Set(
    (
      'cert certificate x509 issuer crl tls ssl ca ' +
      'document doc invoice order ticket voucher coupon receipt contract license licence transaction batch ' +
      'pay payment trade goods refund shop packet message msg ' +
      // Of what a computer has and prints with, and of the wares of a shop.
      'disk disks drive drives ssd hdd volume printer products'
    )
      .split(' ')
      .flatMap((name) =>
        ['serial', 'serialno', 'serialnum', 'serialnr', 'serialnummer', 'serialnumber', 'sernum', 'sn'].map(
          (ending) => name + ending,
        ),
      ),
  ),
  proof: 'it is written as serial numbers are',
  confidence: { named: 'possible' },
  lengthMin: 4,
  /** As makers print them, or as a chip has it, in hex. */
  isLikely: (value: string, name: string): boolean =>
    (printed.test(value.trim()) && (name !== 'esn' || ofTelevision.test(value.trim()))) ||
    (name === 'sn' && (ofChip.test(value.trim()) || ofBox.test(value.trim()))),
  normalise(value: string): string {
    const text = value.trim()
    // The number of a SIM card is called its serial number, too.
    if (/^89\d{17,18}F?$/i.test(text)) return ''
    // What begins and ends like the IMEI of a phone is more likely that: of ten other numbers one has such an end.
    if (/^(?:35|86)\d{13}$/.test(text) && hasLuhnDigit(text)) return ''
    return (/^[0-9A-Za-z][0-9A-Za-z_-]{4,31}$/.test(text) && /[0-9]/.test(text)) ||
      none.has(text.toLowerCase())
      ? text
      : ''
  },
  placeholder(text: string): string {
    const low = text.toLowerCase()
    if (none.has(low)) return 'what Android tells an app that may not know the serial number'
    return isRepeated(low) ? 'one digit over and over' : isCounting(low) ? 'counting digits' : ''
  },
  spellings: (text: string): readonly string[] => cases(text),
})
