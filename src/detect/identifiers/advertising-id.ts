import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { besideDid, thingIds } from '../names/thing-ids.ts'
import {
  hexBinary,
  hexSpellings,
  isCounting,
  isRepeated,
  uuidBinary,
  uuidOnly,
  uuidPlaceholder,
  uuidSpellings,
} from '../spellings/written.ts'

/** The OAID of phones in China is 16 hex digits at Xiaomi, 64 at OPPO and vivo, a UUID at Huawei and Honor (as their own libraries give it). */
const oaid = /^(?:[0-9a-f]{16}|[0-9a-f]{64})$/i
const oaidNames: ReadonlySet<string> = new Set(['oaid', 'oaids'])
const uuidChars = 32
const hints = ['deviceid', 'did', 'udid', 'uniqueid', 'ifatype', 'muid']

/** What stands beside the numbers of advertisements and of those who pay for them, on servers that sell room. */
const ofAdvertisements = 'creativeid advertiser advertisername bannerid lineitemid lineitem adgroupid'.split(
  ' ',
)

/** Android's advertising ID and Apple's IDFA: a random UUID (RFC 9562). Without a name it is any UUID. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'advertising-id',
  title: 'advertising ID',
  subject: 'device',
  stability: 'until the user resets it',
  whyPersonal: 'The advertising ID is made to follow one person through all apps of the phone.',
  names: [
    'advertisingid',
    'advertiserid',
    'gaid',
    'idfa',
    'adid',
    'googleadvertisingid',
    'googleadid',
    'aaid',
    'ifa',
    'rdid',
    'adsid',
    'gpsadid',
    'googleaid',
    'advid',
    'androidadid',
    'advertisingidentifier',
    'advertisingguid',
    'identifierforadvertising',
    'asidentifier',
    'oaid',
    'androidadvertisingid',
    'advertisementid',
    'iosadid',
    'iosidfa',
    'maid',
    'madid',
    'mobileadid',
    'mobileadvertisingid',
    'androidaid',
    'aifa',
    'advertisingtrackingid',
    'idfaraw',
    'idfastring',
    'ifavalue',
    'adidentifier',
    'adtrackingid',
    'advertisingdeviceid',
    'gaids',
    'idfas',
    'oaids',
    // Of televisions and tablets (IAB, guidelines for identifiers of OTT: `ifa_type`).
    'afai',
    'rida',
    'tifa',
    'lgudid',
    'vida',
    'msai',
    // Of Amazon's devices.
    'amazonaid',
    'amazonadid',
    'fireaid',
  ],
  hints,
  hintLengthMin: Object.fromEntries(hints.map((name) => [name, uuidChars])),
  thingNames: new Set(thingIds),
  proof: 'it is written as such IDs are',
  // An advertisement has a number, too, and so has who pays for it.
  belied: {
    did: besideDid,
    ...Object.fromEntries(
      ['adid', 'advertiserid', 'advertisementid', 'adidentifier'].map((name) => [name, ofAdvertisements]),
    ),
  },
  severalOf: ['advertiserid', 'advertisementid'],
  confidence: { namedFaulty: null },
  lengthMin: 16,
  isNamed: (value: string, name: string): boolean => uuidOnly(value) !== '' || oaidNames.has(name),
  isLikely: (value: string): boolean => uuidOnly(value) !== '',
  normalise: (value: string): string =>
    uuidOnly(value) || (oaid.test(value.trim()) ? value.trim().toLowerCase() : ''),
  placeholder(text: string): string {
    if (!oaid.test(text)) return uuidPlaceholder(text)
    return isRepeated(text) || isCounting(text) ? 'zeros or counting digits stand for "none"' : ''
  },
  spellings: (text: string): readonly string[] =>
    oaid.test(text) ? hexSpellings(text) : uuidSpellings(text),
  binary: (text: string): readonly WrittenForm[] => (oaid.test(text) ? hexBinary(text) : uuidBinary(text)),
})
