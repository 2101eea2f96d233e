import { defineIdentifier } from '../identifier-type.ts'
import type { EdgedForm, FramedForm, IdentifierType, WrittenForm } from '../identifier-type.ts'
import { digitsBehindCheck } from '../spellings/cut-spelling.ts'
import { hasLuhnDigit, luhnDigit } from '../../core/luhn.ts'
import { edges } from '../spellings/matcher.ts'
import { measureNames, numbersThing } from '../names/measure-names.ts'
import {
  bcd,
  bcdForms,
  digitsOnly,
  grouped,
  inGroups,
  integerForms,
  isCounting,
  isRepeated,
  scientificForms,
  swappedBcd,
} from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** Reporting bodies that begin a type allocation code (3GPP TS 23.003, 6.2; GSMA TS.06), with 99 for phones that also have a MEID. */
const reportingBodies = new Set('01 10 30 33 35 44 45 49 50 51 52 53 54 86 91 98 99'.split(' '))
/** Those under which phones of the last fifteen years are numbered (91 in India, until 2019): what a number without a key must begin with. */
const common = /^(?:01|35|86|91|99)/

/** Of telephony over IP, where a zero that is spare stands in the place of the check digit (RFC 7254, 4.2.3). */
const urn = /^urn:gsma:imei:(\d{8})-(\d{6})-(\d)(?:;|$)/i

/** Of the SDKs of Baidu before 2019: a digest, and the IMEI from its last digit on. */
const cuid = /^[0-9A-F]{32}\|(\d{15})$/i

/** A digest glued behind it, under its own name. */
const withDigest = /^(\d{15})[0-9A-F]{32}$/i

/** As phones send it to networks: a zero stands for the check digit (3GPP TS 23.003, 6.2.1), or the software version. */
function withoutCheckDigit(digits: string): WrittenForm[] {
  return [
    { form: 'BCD of 14 digits', bytes: bcd(digits) },
    { form: 'BCD of 14 digits, halves swapped', bytes: swappedBcd(digits) },
    {
      form: 'BCD, mobile identity',
      bytes: swappedBcd(`${digits.slice(1)}0`),
      digitBefore: Number(digits.charAt(0)),
    },
  ]
}

/** Where in an IMEI the ten digits stand that watches for children go by: without the check digit, or with it. */
const watchDigits = [4, 5] as const
const watchBytes = 10

/** In groups, and what watches for children begin each message with: `[3G*8037149262*000D*LK,…]` (4P-Touch, "Beesure GPS SeTracker Server Protocol"). */
function* derivedFrom(digits: string): Generator<EdgedForm> {
  yield* inGroups(digits)
  if (digits.length !== 15) return
  for (const start of watchDigits) {
    const part = digits.slice(start, start + watchBytes)
    const form = `its digits ${start + 1} to ${start + watchBytes}, as watches for children tell them`
    yield { form, bytes: Buffer.from(`*${part}*`), edge: edges.none }
  }
}

/** 15 digits, the last one is Luhn's (3GPP TS 23.003, 6.2.1 and annex B); also sent as its first 14. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'imei',
  title: 'IMEI (number of the phone)',
  subject: 'device',
  stability: 'for the life of the phone; survives a reset and a change of SIM',
  whyPersonal:
    'The IMEI numbers one phone in the world; operators, shops and insurers hold it beside the name of its owner.',
  names: [
    'imei',
    'imeinumber',
    'imeino',
    'imeicode',
    'deviceimei',
    'phoneimei',
    'imeia',
    'imeib',
    'imeidata',
    'imeimeid',
    'meidimei',
    'imeimd',
    'imeis',
    'imeilist',
    'imeiid',
    'imeisim',
    // Of Samsung, and of Apple's activation.
    'imeiuid',
    'internationalmobileequipmentidentity',
  ],
  hints: [
    'deviceid',
    'did',
    'devid',
    'udid',
    'hwid',
    'hardwareid',
    'uniqueid',
    'phoneid',
    'terminalid',
    'machinecode',
    'deviceno',
    'terminalno',
    'mobileid',
    'handsetid',
    'equipmentid',
    'ueid',
    'meid',
    'instanceid',
  ],
  foreignNames: measureNames,
  isForeignName: numbersThing,
  proof: 'its check digit (Luhn) and its reporting body are right',
  confidence: { hinted: 'probable', hintedFaulty: 'possible', alone: 'possible' },
  // Behind a digest it counts backwards only where it ends as an IMEI begins: others stand there as they are.
  // The name may be glued to it; so it is in user agents of older phones (`Nokia6300/…/SN354…`, `DoCoMo/2.0 …;ser354…;icc89…`) and of prepaid ones (`[TF354…]`). A unit behind it says what it counts. Digits behind `0.` are a fraction. Services number pictures and films, and name their files so: `352099001761481_122093847562019283_n.jpg`.
  pattern:
    /(?:(?<![0-9A-Za-z]|(?<![0-9A-Za-z.])\d{1,9}\.)|(?<=(?<![A-Za-z])imei)|(?<=\/SN|(?:^|;)ser|\[TF(?=\d{15}\])))(?:\d{15}(?!(?:[_-][0-9a-z]{1,24}){0,4}\.(?:jpe?g|png|gif|webp|avif|heic|mp4|webm|m4s|ts|m3u8)(?![0-9A-Za-z]))|\d{2}-\d{6}-\d{6}-\d|\d{8}-\d{6}-\d)(?![0-9A-Za-z]| (?:ns|us|ms|bytes|octets)(?![0-9A-Za-z]))|(?<![0-9A-Za-z:])urn:gsma:imei:\d{8}-\d{6}-0(?![0-9])|(?<![0-9A-Za-z])[0-9A-F]{32}\|\d{13}(?:10|53|68|99)(?![0-9A-Za-z])/gi,
  // In groups, which hyphens part, six digits stand together.
  mayMatch: ({ digitRun, hyphens }: TextShape): boolean => digitRun >= 15 || (digitRun >= 6 && hyphens > 0),
  lengthMin: 14,
  normalise(value: string): string {
    const named = urn.exec(value.trim())
    if (named !== null) {
      const first = `${named[1]}${named[2]}`
      return `${first}${named[3] === '0' ? luhnDigit(first) : named[3]}`
    }
    const ahead = withDigest.exec(value.trim())?.[1] ?? ''
    // Of a longer run of hex chance has few that begin so.
    if (hasLuhnDigit(ahead) && common.test(ahead)) return ahead
    const turned = cuid.exec(value.trim())?.[1]
    const digits = turned === undefined ? digitsOnly(value) : turned.split('').toReversed().join('')
    if (digits.length !== 15 && digits.length !== 14) return ''
    // Moments in µs and counters also have this length: a number that begins like no IMEI is none.
    const isPossible = reportingBodies.has(digits.slice(0, 2)) || digits.startsWith('00')
    return isPossible || isRepeated(digits) || isCounting(digits) ? digits : ''
  },
  /** Moments and counters have 14 digits, too. */
  isLikely: (value: string): boolean => digitsOnly(value).length === 15,
  fault(digits: string): string {
    if (digits.length === 14) return 'the check digit is left off'
    if (!hasLuhnDigit(digits)) return 'the check digit (Luhn) is wrong'
    return common.test(digits) ? '' : 'its type allocation code begins like few phones'
  },
  placeholder(digits: string): string {
    if (isRepeated(digits.slice(1))) return 'one digit over and over'
    if (isCounting(digits) || isCounting(digits.slice(0, 14))) return 'counting digits'
    if (digits.startsWith('00')) return 'a test IMEI (type allocation code 00…, as emulators use)'
    if (digits.slice(8, 14) === '000000') return 'a serial number of zeros'
    return ''
  },
  spellings: (digits: string): readonly string[] => [
    digits,
    ...scientificForms(digits),
    digits.slice(0, 14),
    grouped(digits, [2, 6, 6], '-'),
    grouped(digits.slice(0, 14), [2, 6], '-'),
    grouped(digits.slice(0, 14), [8], '-'),
    grouped(digits, [8, 6], '/'),
    grouped(digits, [2, 6, 6], '/'),
    grouped(digits, [8, 6], '-'),
    grouped(digits, [2, 6, 6], ' '),
    grouped(digits, [8, 6], ' '),
    grouped(digits, [6, 2, 6], '-'),
  ],
  derived: derivedFrom,
  binary: (digits: string): readonly WrittenForm[] => [
    ...bcdForms(digits),
    ...withoutCheckDigit(digits.slice(0, 14)),
    ...integerForms(BigInt(digits)),
    ...integerForms(BigInt(digits.slice(0, 14))),
  ],
  /** With another check digit (networks send 0), or with two digits of the software version. */
  framed: (digits: string): readonly FramedForm[] => [
    {
      form: '',
      bytes: Buffer.from(digits.slice(0, 14)),
      edge: edges.none,
      check: digitsBehindCheck(2),
    },
  ],
})

/** Of 15 digits, whether they are the IMEI of a phone as far as its beginning and its check digit say. */
export function isWholeImei(value: string): boolean {
  return (
    /^\d{15}$/.test(value) &&
    identifier.normalise(value) === value &&
    identifier.fault(value) === '' &&
    identifier.placeholder(value) === ''
  )
}
