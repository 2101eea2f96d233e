import { digestOfNothing } from '../digests/digests-of-nothing.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { mac, macPlaceholder } from '../radios/mac.ts'
import { besideDid, namesOfThings, thingIds } from '../names/thing-ids.ts'
import { placeholderOf } from '../placeholder-values.ts'
import { cplcNames, isCplc } from '../spellings/cplc.ts'
import { isAccountDid } from './user-id.ts'
import { udidChars, udidForm, udidPlaceholder, udidSpellings } from '../spellings/udid.ts'
import {
  idBinary,
  idSpellings,
  isCounting,
  isRepeated,
  uuidOnly,
  uuidPlaceholder,
} from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** What is nobody's as a number of a known kind is no number of a device either. */
function placeholderOfAny(text: string): string {
  const [uuid, address] = [uuidOnly(text), mac(text)]
  if (uuid !== '') return uuidPlaceholder(uuid) || placeholderOf('advertising-id', uuid)
  if (address !== '') return macPlaceholder(address) || placeholderOf('wifi-mac', address)
  return placeholderOf('imei', text) || placeholderOf('android-id', text) || digestOfNothing(text)
}

/** It is nobody's also where an encoding was cut in the middle of it. */
const faultyAndroidId = '9774d56d682e549c'

/** A digest, as those who make the number give it out. */
const caid = /^[0-9a-f]{32}$/i

/** Of Apple's chips: 64 bits. Adobe calls its numbers of installations so, which have 38 digits. */
const ecid = /^(?:0x[0-9a-f]{10,16}|(?=.*[0-9])[0-9a-f]{12,16}|[0-9]{12,20})$/i

/** `home_tab_1`, `my-test-device-12`, `exynos2100`: so people name parts of a page, things on a desk and types of chips. */
const words = /^(?:[A-Za-z]{2,}(?:[-_.][A-Za-z]{2,})+[-_.]?\d{1,3}|[a-z]{5,}\d{1,4})$/

/** Types of chips with their revision: `MT6853V/NZA`, `SM8350-AC`. */
const chip = /^(?:MT|SM|SDM|MSM|APQ|QCM|QCS)\d{3,5}[A-Z]{0,3}(?:[/_-][0-9A-Z]{1,6})?$/

/** The same in short parts, a word among them: `e2-medium`, `rev-b2-board`, `T1-gate-12`. */
const shortParts =
  /^(?=.*[A-Za-z]{4})(?:[A-Za-z]{1,2}\d{1,2}|[A-Za-z]{3,}|\d{1,3})(?:[-_.](?:[A-Za-z]{1,2}\d{1,2}|[A-Za-z]{3,}|\d{1,3}))+$/

/** What Netflix numbers a device by, and calls its ESN, begins so: the kind of program, then parts in capitals. The probe looks for it. */
export const netflixSign = 'NF'

/** Its last part has so many letters and digits at least. */
const netflixNumberMin = 28

/** Its parts: `NFANDROID1-PRV-P-L3-…-18218-`, `NFAPPL-02-IPHONE14=3-`, and a number that tells devices apart. */
export const netflixId: RegExp =
  /(?<![0-9A-Za-z])NF[0-9A-Z]{3,12}-(?:[0-9A-Z=+._]{1,32}-){1,8}(?=[A-Z]*[0-9])[0-9A-Z]{28,64}(?![0-9A-Za-z-])/g

const ownForms = new RegExp(`${netflixId.source}|(?<![0-9A-Za-z-])${udidForm}(?![0-9A-Za-z-])`, 'g')

/** How docomo numbers subscribers: seven letters and digits, so that none is a word. Nothing else has so few. */
const shortId = {
  name: 'dcmguid',
  form: /^(?=.*[0-9]|.+[A-Z])(?=.*[A-Za-z])[0-9A-Za-z]{7}$/,
  bytes: 7,
} as const

/** Beside these a terminal is that of a shop, at which cards pay (ISO 8583, fields 11, 37, 38, 41 and 42). */
const payments: readonly string[] =
  'merchantid merchantno merchantnumber merchantcode acquirerid acquirerreference authcode rrn stan'.split(
    ' ',
  )

/** A UUID, or a digest of 20 or 32 bytes. */
const ofOwnMaking = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40}|[0-9a-f]{64})$/i

/** What libraries make of all that a browser or a phone says of itself. Certificates have fingerprints, too, of bytes with colons between them. */
const fingerprintNames: readonly string[] = [
  'browserfingerprint',
  'clientfingerprint',
  'hardwarefingerprint',
  'hwfingerprint',
  'machinefingerprint',
  'fingerprinthash',
  'fingerprintid',
]
const fingerprint = /^(?=.*[0-9])(?=.*[A-Za-z])[0-9A-Za-z_-]{16,128}$/

/** Of a secure element, by which makers of wallets tell phones apart: 24 bytes (Visa and Mastercard, provisioning of tokens). */
const elementNames: readonly string[] = ['secureelementid', 'seid']
const element = /^[0-9a-f]{48}$/i

/** The forms that some names ask for. */
const formOfName: Readonly<Record<string, RegExp>> = Object.fromEntries([
  ...fingerprintNames.map((name) => [name, fingerprint]),
  ...elementNames.map((name) => [name, element]),
])

/** A number that a program calls the device's, of no kind that is known. Reported where no other type claims the value. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'device-id',
  title: 'device ID (of an unknown kind)',
  subject: 'device',
  stability: 'not known',
  whyPersonal: 'Whoever made the number knows one device by it, as long as the number stays.',
  names: [
    'deviceid',
    'devid',
    'did',
    'udid',
    'uniqueid',
    'uniquedeviceid',
    'deviceuid',
    'deviceuuid',
    'hardwareid',
    'terminalid',
    'terminaluuid',
    'phoneid',
    'devicefingerprintid',
    'devicefingerprint',
    'deviceuniqueid',
    'hwid',
    'deviceidentifier',
    'duid',
    'machineid',
    'machinecode',
    'handsetid',
    'deviceno',
    'terminalno',
    'phoneuuid',
    'deviceguid',
    'machineguid',
    'hardwareuuid',
    'hwuuid',
    'devicefp',
    'devicehash',
    'deviceprint',
    'deviceprintid',
    ...fingerprintNames,
    // Of Unity's games.
    'deviceuniqueidentifier',
    // Of phones in China; in a form that is known it is an advertising ID.
    'oaid',
    // Of phones before advertising IDs: 40 hex digits; 16 are an Android ID.
    'openudid',
    'odinid',
    // Of Apple's chips.
    'uniquechipid',
    'apecid',
    // Of Macs.
    'ioplatformuuid',
    'platformuuid',
    // Of Apple's machines, at each log-in to an account: the address in the ROM, and what the library for it was numbered by.
    'xappleirom',
    'xappleimdm',
    // Of reports of crashes: the same in all of a device, until it is erased (Apple, "Examining the fields in a crash report").
    'crashreporterkey',
    // Tencent, and its games.
    'qimei',
    'xwid',
    // Of Alipay's library against fraud.
    'apdid',
    // Of a box at a television, and of the modem of a car.
    'stbid',
    'settopboxid',
    'tcuid',
    // What operators add to requests, so that servers tell subscribers apart.
    'uidh',
    'acr',
    // The same in Japan: of docomo, au, SoftBank and eMobile.
    'dcmguid',
    'upsubno',
    'jphoneuid',
    'emuid',
    // Of secure elements.
    ...cplcNames,
    ...elementNames,
  ],
  // What advertising in China numbers iPhones by (CAID), and Apple its chips (ECID); also of access to television.
  // Programs that may not know the serial number make one of their own, longer than any.
  hints: [
    'caid',
    'ecid',
    'mobileid',
    'mobileuid',
    'equipmentid',
    'uniqueidentifier',
    'deviceserialnumber',
    'deviceserial',
  ],
  // The type of a chip, which all phones of a model have (Unity's SystemInfo, Vulkan, PCI, USB).
  // And the model with its build, which the phones of AT&T add to requests (`X-ATT-DeviceId: SAMSUNG-SM-…/…`).
  foreignNames: new Set([
    ...namesOfThings('graphics gpu gfx pci usb vulkan renderer', ['deviceid', 'did']),
    'attdeviceid',
  ]),
  thingNames: new Set(thingIds),
  belied: {
    // As above without the part in front: beside the version of its driver it is a chip's (Vulkan, VkPhysicalDeviceProperties).
    deviceid: ['driverversion', 'subsysid', 'gpuvendor'],
    terminalid: payments,
    terminalno: payments,
    did: besideDid,
  },
  proof: 'it is long enough to tell devices apart',
  pattern: ownForms,
  mayMatch: ({ hyphens, wordRun, hexRun }: TextShape): boolean =>
    hexRun >= udidChars || (hyphens >= 2 && wordRun >= netflixNumberMin),
  patternProof: 'it has the form of the numbers by which Netflix or Apple knows devices',
  confidence: { alone: 'probable' },
  isGeneric: true,
  lengthMin: 8,
  hintLengthMin: { [shortId.name]: shortId.bytes },
  normalise(value: string): string {
    const text = value.trim()
    if (shortId.form.test(text)) return text
    // What says of which kind it is, is of that kind: `IMEI:…` as Samsung and OMA DM write it.
    if (/^(?:imei|meid|imsi|iccid|mac):/i.test(text) || isAccountDid(text)) return ''
    // Fractions, versions and addresses of IP are no numbers of devices.
    if (/^\d{1,4}(?:\.\d+)+$/.test(text)) return ''
    return /^[0-9A-Za-z][0-9A-Za-z:._=+/-]{7,127}$/.test(text) && /[0-9]/.test(text) ? text : ''
  },
  isNamed: (value: string, name: string): boolean =>
    name === shortId.name
      ? shortId.form.test(value.trim())
      : !shortId.form.test(value.trim()) &&
        (!cplcNames.includes(name) || isCplc(value)) &&
        (formOfName[name]?.test(value.trim()) ?? true),
  remark: (text: string): string =>
    isCplc(text)
      ? 'it has the form of the production data of a secure element, with the number of its chip'
      : '',
  /** Models have numbers, too: `{"device":{"id":"SM-G991B"}}`. */
  isLikely: (value: string, name: string): boolean =>
    name === 'caid'
      ? caid.test(value.trim())
      : name === 'ecid'
        ? ecid.test(value.trim())
        : name.startsWith('deviceserial')
          ? ofOwnMaking.test(value.trim())
          : value.trim().length >= 16,
  fault: (text: string): string =>
    words.test(text) || shortParts.test(text) || chip.test(text)
      ? 'it is made of words and a small number, as parts of a page and types of things are named'
      : '',
  placeholder: (text: string): string =>
    isRepeated(text.replace(/[-:]/g, ''))
      ? 'one digit over and over'
      : isCounting(text.toLowerCase())
        ? 'counting digits'
        : faultyAndroidId.startsWith(text.toLowerCase())
          ? 'the Android ID that a fault gave to many phones of 2010, or how it begins'
          : udidPlaceholder(text) || placeholderOfAny(text.toLowerCase()),
  spellings: (text: string): readonly string[] => [...idSpellings(text), ...udidSpellings(text)],
  binary: idBinary,
})
