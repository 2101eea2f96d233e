import { defineIdentifier } from '../identifier-type.ts'
import type { FramedForm, IdentifierType, WrittenForm } from '../identifier-type.ts'
import { digitsBehindCheck, networkNameCheck } from '../spellings/cut-spelling.ts'
import { edges } from '../spellings/matcher.ts'
import { isMcc } from '../telephony/mcc.ts'
import { subscriberRealm } from '../telephony/subscriber-realm.ts'
import {
  bcdForms,
  digitsOnly,
  grouped,
  inGroups,
  integerForms,
  isCounting,
  isRepeated,
  nullSchemeForm,
  scientificForms,
  swappedBcd,
} from '../spellings/written.ts'
import { signs } from '../text-shape.ts'
import type { TextShape } from '../text-shape.ts'

/** The subscriber's part in the names of 5G, where the scheme conceals nothing: `suci-0-242-01-0-0-0-…`, `userid…@5gc…` (TS 23.003, 28.7.3). */
function concealed(subscriber: string): FramedForm[] {
  return [`0-0-${subscriber}`, `userid${subscriber}`].map((text) => ({
    form: 'SUCI of the null scheme',
    bytes: Buffer.from(text),
    edge: edges.none,
    check: digitsBehindCheck(0),
  }))
}

/** The same as a phone tells the network itself, where its key is none, too: the subscriber's part in BCD (3GPP TS 24.501, 9.11.3.4). */
function concealedBytes(subscriber: string): readonly WrittenForm[] {
  if (subscriber.replaceAll('0', '').length < tellingDigitsMin) return []
  return [{ form: nullSchemeForm, bytes: Buffer.concat([Buffer.alloc(2), swappedBcd(subscriber)]) }]
}

/** With fewer digits than that beside zeros, a number says no more than zeros do, and these stand in front. */
const tellingDigitsMin = 6
/** Names of 5G that conceal nothing, in its own interfaces, and as a phone asks an access point (TS 29.571, 5.3.2; TS 23.003, 28.7.3): codes of country and network, and the subscriber's part. */
const openNames =
  /suci-0-(?<country>[2-79]\d{2})-(?<network>\d{2,3})-[0-9a-f]{1,4}-0-[0-9a-f]{1,3}-(?<subscriber>\d{9,10})(?![0-9A-Za-z])|type0\.rid[0-9a-f]{1,4}\.schid0\.userid(?<part>\d{9,10})@(?:[a-z0-9-]{2,12}\.){1,3}mnc(?<mnc>\d{3})\.mcc(?<mcc>[2-79]\d{2})\.3gppnetwork\.org/i
const openName = new RegExp(`^(?:${openNames.source})$`, 'i')
const digitsMax = 15

/** The IMSI that such a name says in pieces; '' where it is none. Names in DNS fill a network of two digits up with a zero. */
function ofOpenName(text: string): string {
  const found = openName.exec(text)?.groups
  if (found === undefined) return ''
  const subscriber = found['subscriber'] ?? found['part'] ?? ''
  const network = found['network'] ?? found['mnc'] ?? ''
  const country = found['country'] ?? found['mcc'] ?? ''
  const length = digitsMax - country.length - subscriber.length
  if (found['mnc'] === undefined && network.length !== length) return ''
  return network.length === length || network.startsWith('0')
    ? country + network.slice(-length) + subscriber
    : ''
}

/**
 * As the card holds it (EF IMSI: 3GPP TS 31.102, 4.2.2) and programs that read cards hand it on: the bytes that follow, the
 * first digit over type and parity, and the others with halves of bytes swapped, an F behind 14 of them.
 */
const onCard = /^08([0-9])([19])((?:[0-9][0-9]){6}[0-9f][0-9])$/i

/** The digits of that, in hex with or without marks between; '' for any other text. */
function ofCard(text: string): string {
  const [, first = '', parity = '', rest = ''] = onCard.exec(text.replaceAll(/[ :]/g, '')) ?? []
  const digits = first + rest.replaceAll(/(.)(.)/g, '$2$1').replace(/f$/i, '')
  return digits.length === (parity === '9' ? digitsMax : digitsMax - 1) && isMcc(digits.slice(0, 3))
    ? digits
    : ''
}

/** Digits of the codes of country and network in front of the subscriber's part. */
const networkDigits = [5, 6]

/**
 * The user of a name that phones make of the IMSI for their network, whose codes it has: for telephony over IP, calls by Wi-Fi, and
 * entitlements (3GPP TS 23.003, 13.3, 14.3, 19.3; TS.43). In front may stand the way in which it authenticates. And what devices
 * with a modem register by, behind the IMEI. In 5G its kind stands in front (`imsi-…`: TS 29.571, 5.3.2). Of a name below an
 * operator's own domain only the country's code is known.
 */
const written = new RegExp(
  /(?<=(?<![0-9A-Za-z])imsi-)[2-79]\d{13,14}(?![0-9A-Za-z])|(?<=(?<![0-9A-Za-z])urn:imei-imsi:\d{14,16}-)[2-79]\d{13,14}(?!\d)|(?<=(?<![0-9A-Za-z])[016]?)([2-79]\d{2})\d{11,12}(?=@(?:[a-z0-9]{2,12}\.){1,3}mnc\d{3}\.mcc\1\.3gppnetwork\.org)/
    .source + `|(?<=(?<![0-9A-Za-z])[016]?)[2-79]\\d{14}(?=${subscriberRealm})`,
  'gi',
)

/** Up to 15 digits: country, network, subscriber (3GPP TS 23.003, 2.2). Checked by the list of countries and networks. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'imsi',
  title: 'IMSI (number of the subscriber in the network)',
  subject: 'sim',
  stability: 'as long as the subscription',
  whyPersonal: 'The IMSI is the number by which every mobile network in the world knows one subscriber.',
  names: [
    'imsi',
    'simimsi',
    'cdmaimsi',
    'lteimsi',
    'imsinumber',
    'imsinum',
    'supi',
    'imsino',
    'subscriberid',
    'deviceimsi',
    'phoneimsi',
    'networkimsi',
    'imsis',
    'imsilist',
    'imsiid',
    'imsisim',
    'imsiraw',
    'imsihex',
    'imsibcd',
    'subscriberidentity',
    // What operators add to requests, where it is one.
    'upsubno',
    // Of Apple's activation.
    'internationalmobilesubscriberidentity',
  ],
  // Also of the subscription's place in the phone, and of other things that are subscribed to.
  // What device management asks for: of the card or of the phone (Microsoft, DevDetail CSP).
  hints: ['subid', 'mobileid'],
  /** 14 digits may be a moment (`20261128054451`). */
  isLikely: (value: string): boolean => digitsOnly(value).length === 15,
  companions: { subid: ['imei', 'deviceid', 'iccid', 'simno', 'simserial', 'androidid', 'msisdn', 'meid'] },
  proof: 'it has 15 digits and begins with the code of a country that has mobile networks',
  confidence: { alone: 'certain' },
  patternProof:
    'it stands where phones make a name of it, and begins with the code of a country (3GPP TS 23.003, 13.3 and 28.7.3; TS 29.571, 5.3.2; OMA LwM2M, names of endpoints)',
  pattern: new RegExp(`${written.source}|(?<![0-9A-Za-z])(?:${openNames.source})`, 'gi'),
  mayMatch: (shape: TextShape): boolean =>
    shape.digitRun >= 9 && (shape.hyphens > 0 || (shape.signs & signs.at) !== 0),
  lengthMin: 14,
  normalise(value: string): string {
    const digits = ofCard(value.trim()) || digitsOnly(value) || ofOpenName(value.trim())
    return digits.length === 14 || digits.length === 15 ? digits : ''
  },
  fault: (digits: string): string =>
    isMcc(digits.slice(0, 3)) ? '' : 'its country code (MCC) is of no network',
  placeholder(digits: string): string {
    if (isRepeated(digits)) return 'one digit over and over'
    if (isCounting(digits)) return 'counting digits'
    if (digits.startsWith('00101')) return 'a test network (001 01)'
    return digits === '310260000000000' ? 'the IMSI of the Android emulator' : ''
  },
  spellings: (digits: string): readonly string[] => [
    digits,
    ...scientificForms(digits),
    grouped(digits, [3, 2], ' '),
    grouped(digits, [3, 3], ' '),
    grouped(digits, [3, 2], '-'),
    grouped(digits, [3, 3], '-'),
    grouped(digits, [3, 2], '.'),
    grouped(digits, [3, 3], '.'),
  ],
  derived: inGroups,
  binary: (digits: string): readonly WrittenForm[] => [
    ...bcdForms(digits),
    ...networkDigits.flatMap((count) => concealedBytes(digits.slice(count))),
    ...integerForms(BigInt(digits)),
  ],
  framed: (digits: string): readonly FramedForm[] => [
    { form: 'name for a network', bytes: Buffer.from(digits), edge: edges.none, check: networkNameCheck() },
    ...networkDigits.flatMap((count) => concealed(digits.slice(count))),
  ],
})
