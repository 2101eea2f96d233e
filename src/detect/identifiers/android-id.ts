import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { besideDid, thingIds } from '../names/thing-ids.ts'
import {
  integerForms,
  isCounting,
  isRepeated,
  isShortLong,
  longHex,
  longSpellings,
} from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** The signed 64-bit number that some programs send instead of the hex digits. */
function decimals(hex: string): string[] {
  const unsigned = BigInt(`0x${hex}`)
  return [...new Set([String(unsigned), String(BigInt.asIntN(64, unsigned))])].filter(
    (text) => text.length >= 12,
  )
}

function asNegative({ bytes }: WrittenForm): WrittenForm {
  return { form: '64 bits of a negative number in CBOR', bytes }
}

/** Of these names those that other things go by, too: under them all digits have to be there. */
const vagueNames = ['hwid', 'aid', 'anid']
/** Also of advertising (`adid`), and of OpenRTB for what a platform numbers its phones by. */
const hints = [
  'deviceid',
  'did',
  'devid',
  'udid',
  'uniqueid',
  'uuid',
  'clientid',
  'adid',
  'dpid',
  'adrid',
  'osid',
]

/** What may have an `aid` of its own, which is no phone's. */
const numbered = ['ad', 'adunit', 'advert', 'asset', 'affiliate', 'article', 'album', 'answer', 'author']

function bare(value: string): string {
  return value.trim().replace(/^(?:0x|android[-_:](?=[0-9a-f]{16}$))/i, '')
}

/** `android-9f3c1e7ab2045d68`, as DHCP, mail and servers at home are told (`net.hostname` of Android's ConnectivityService). */
const androidName = /(?<![0-9A-Za-z_-])android-[0-9a-f]{16}(?![0-9A-Za-z_-])/g

/** `Settings.Secure.ANDROID_ID`: 64 random bits, as 16 hex digits or as a number of 64 bits. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'android-id',
  title: 'Android ID (SSAID)',
  subject: 'device',
  stability: 'until the phone is reset (before Android 8 for all apps, since then for one maker of apps)',
  whyPersonal: 'The Android ID tells one phone and user from all others until the phone is reset.',
  names: [
    'androidid',
    'ssaid',
    'hwid',
    'androiddeviceid',
    'deviceandroidid',
    'aid',
    'anid',
    'openudid',
    'secureid',
    'andid',
    'androididentifier',
    'androidids',
  ],
  hints,
  thingNames: new Set([...thingIds, ...numbered.flatMap((thing) => [`${thing}aid`, `${thing}said`])]),
  belied: { did: besideDid },
  proof: 'it has 16 hex digits, or as many as are left without zeros in front',
  confidence: { hinted: 'possible', alone: 'possible' },
  pattern: androidName,
  mayMatch: ({ hexRun }: TextShape): boolean => hexRun >= 'd-'.length + 16,
  patternProof: 'it stands in the name that Android up to version 9 gives itself in networks',
  lengthMin: 13,
  hintLengthMin: Object.fromEntries([...vagueNames, ...hints].map((name) => [name, 16])),
  isNamed: (value: string, name: string): boolean => !vagueNames.includes(name) || !isShortLong(bare(value)),
  isWhole: (value: string): boolean => !isShortLong(bare(value)),
  /** Numbers of devices of other kinds have as many digits. */
  isLikely: (value: string): boolean => !/^\s*-?\d+\s*$/.test(value) && !isShortLong(bare(value)),
  normalise(value: string): string {
    const text = bare(value)
    // As a number of 64 bits, with the sign that Java gives it or without.
    if (/^-?[1-9]\d{16,19}$/.test(text)) {
      const number = BigInt(text)
      return number >> 64n === 0n || number >> 63n === -1n
        ? BigInt.asUintN(64, number).toString(16).padStart(16, '0')
        : ''
    }
    // Sixteen decimal digits are a moment in µs or a card, rather than an Android ID (1 in 1,800).
    return /^[0-9]+$/.test(text.replace(/^(\d)\1+$/, '')) ? '' : longHex(text)
  },
  doubt: (_hex: string, name: string): string =>
    name === 'aid' ? 'adverts, things and affiliates have numbers of that name, too' : '',
  placeholder(hex: string): string {
    if (hex === '9774d56d682e549c') return 'the Android ID that a fault gave to many phones of 2010'
    if (hex === 'dead00beef00dead') return 'a test value'
    return isRepeated(hex) ? 'one digit over and over' : isCounting(hex) ? 'counting digits' : ''
  },
  spellings: (hex: string): readonly string[] => [...longSpellings(hex), ...decimals(hex)],
  binary: (hex: string): readonly WrittenForm[] => {
    const number = BigInt.asIntN(64, BigInt(`0x${hex}`))
    const forms = integerForms(number)
    // CBOR writes what is missing to -1 (RFC 8949, 3.1).
    return number < 0n
      ? [
          ...forms,
          ...integerForms(-1n - number)
            .slice(0, 1)
            .map(asNegative),
        ]
      : forms
  },
})
