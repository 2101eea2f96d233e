import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { uuidBinary, uuidOnly, uuidPlaceholder, uuidSpellings } from '../written.ts'

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
    'oaid',
    'androidadvertisingid',
    'advertisementid',
    'iosadid',
    'iosidfa',
  ],
  hints: ['deviceid', 'did', 'udid', 'uniqueid', 'ifatype', 'muid'],
  proof: 'it is a UUID',
  confidence: { namedFaulty: null },
  lengthMin: 32,
  normalise: uuidOnly,
  placeholder: uuidPlaceholder,
  spellings: uuidSpellings,
  binary: uuidBinary,
})
