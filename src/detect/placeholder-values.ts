/**
 * Values that look right and are nobody's: of documentation, emulators, test software and servers. Each with why, and
 * where that is written. Values that a rule covers (one digit over and over, counting digits) stand with their kinds.
 */

import { isCountryCentre } from './places/country-centres.ts'

/** One value, or all of a form, in the normal form of the kind. */
interface PlaceholderRule {
  readonly is: string | RegExp
  readonly reason: string
  /** Where it is written, or whose software sends it. */
  readonly source: string
}

const example = 'an example of documentation'
const emulator = 'a value of the Android emulator'
const reservedName = 'a name that is reserved for documentation and tests'
/** Of digits that are a day, or a minute or second of one: they may still be what a name says. */
export const dateReason = 'a date'
const exampleUuid = 'an example UUID of documentation'

const macs: readonly PlaceholderRule[] = [
  { is: 'aabbccddeeff', reason: 'an example address', source: 'manuals of network tools' },
  { is: '123456789abc', reason: 'an example address', source: 'manuals of network tools' },
  {
    is: /^(?:0a0b0c0d0e0f|665544332211|feffffffffff)$/,
    reason: 'an example address',
    source: 'manuals of network tools',
  },
  {
    is: /^005056c0000[18]$/,
    reason: 'the address of a virtual network on a computer',
    source: 'VMware, documentation of virtual networks: vmnet1 and vmnet8',
  },
  { is: '000a959d6816', reason: 'an example address', source: 'Wikipedia, "MAC address"' },
  { is: '001b638445e6', reason: 'an example address', source: 'Wikipedia, "MAC address"' },
  { is: /^deadbeef|^deadbeaf|^cafebabe/, reason: 'a word in hex: a test address', source: 'test software' },
  { is: /^0000000000/, reason: 'zeros: no maker gives such an address', source: 'IEEE, list of OUIs' },
  // Four of six bytes: chance leaves them zero in one address of 250 millions.
  {
    is: /^(?:(?:(?!00)..)*00){4}/,
    reason: 'mostly zeros: a range of numbers or a test address',
    source: 'IEEE, list of OUIs',
  },
  {
    is: /^0242ac1[1-9a-f]/,
    reason: 'an address that Docker makes from 172.17.0.0 and what follows',
    source: 'Docker, libnetwork: GenerateMACFromIP',
  },
  { is: '525400123456', reason: 'the address of a virtual machine', source: 'QEMU, documentation of -nic' },
  {
    is: /^0215b2000[01]00$/,
    reason: emulator,
    source: 'Android Open Source Project, device/generic/goldfish',
  },
  { is: '00131085fe01', reason: emulator, source: 'Android Open Source Project, device/generic/goldfish' },
]

/** By the name of the kind. */
const rules: Readonly<Record<string, readonly PlaceholderRule[]>> = {
  'wifi-mac': macs,
  'bluetooth-mac': macs,
  bssid: macs,
  imei: [
    {
      is: '490154203237518',
      reason: example,
      source: 'Wikipedia, "International Mobile Equipment Identity"',
    },
    {
      is: '358240051111110',
      reason: emulator,
      source: 'Android Open Source Project, hardware/ril/reference-ril',
    },
  ],
  imsi: [
    {
      is: '310150123456789',
      reason: example,
      source: 'Wikipedia, "International mobile subscriber identity"',
    },
    { is: /^310(?:260|410)123456789$/, reason: example, source: 'manuals and test software' },
    {
      is: /^(?:20893|99970|90170)0{6,}\d{1,4}$/,
      reason: 'a subscriber of a test network',
      source: 'OpenAirInterface and free5GC (208 93), Open5GS (999 70, 901 70): default subscribers',
    },
  ],
  eid: [
    {
      is: '89049032123451234512345678901235',
      reason: 'the number of the card for tests',
      source: 'GSMA SGP.26, certificates for tests; SGP.23, annex A: EID1',
    },
    { is: '89001012012341234012345678901224', reason: example, source: 'GSMA SGP.02 and SGP.29: examples' },
  ],
  iccid: [
    { is: /^89\d{2,5}0{11,}\d?$/, reason: 'a card number of zeros', source: 'no issuer numbers from zero' },
    {
      is: '89014103211118510720',
      reason: emulator,
      source: 'Android Open Source Project, hardware/ril/reference-ril',
    },
  ],
  msisdn: [
    {
      is: /^\+1500555\d{4}$|^\+14155552671$/,
      reason: 'a number for tests of a telephone service',
      source: 'Twilio, "Test credentials" and API documentation',
    },
    {
      is: /^(?:\+86)?13800138000$/,
      reason: 'the hotline of an operator',
      source: 'China Mobile, number for recharging; an example in many programs',
    },
    {
      is: /^\+1555\d{7}$/,
      reason: 'an area code (555) that is given to nobody',
      source: 'NANPA, numbering resources: 555',
    },
    {
      is: /^\+(?:[17]|[2-9]\d{1,2})0{7,}$/,
      reason: 'zeros behind a calling code',
      source: 'placeholders of forms',
    },
    // Without a calling code 555 also begins numbers of Mexico and China.
    { is: /^1?5551234567$/, reason: 'an example number', source: 'placeholders of forms' },
    // With its calling code each mobile of Egypt has twelve digits, of which these may read as a minute of four years that are over.
    {
      is: /^(?!201[0125]\d{8}$)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?$/,
      reason: dateReason,
      source: 'ISO 8601, basic format; numbering plan of Egypt (ITU-T E.164): 20 and 10, 11, 12 or 15',
    },
  ],
  serial: [
    {
      is: /^EMULATOR\d{1,3}(?:X\d{1,3}){2,3}$/,
      reason: emulator,
      source: 'Android Open Source Project, emulator: androidboot.serialno, with its version',
    },
    {
      is: /^emulator-\d{4,5}$/,
      reason: emulator,
      source: 'Android Developers, "Android Debug Bridge": devices',
    },
    {
      is: /^20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{2})?$/,
      reason: 'a day, with the number of a change maybe',
      source: 'ISO 8601, basic format; RFC 1912, 2.2: serial of a zone of DNS',
    },
    {
      is: /^s\d{1,2}e\d{1,3}$/i,
      reason: 'a part of a series',
      source: 'usage of lists of television',
    },
  ],
  email: [
    {
      is: /[.@]cluster\.local$/,
      reason: 'a service inside a cluster',
      source: 'Kubernetes, "DNS for Services and Pods"',
    },
    {
      is: /^(?:postmaster|hostmaster|webmaster|abuse|mailer-daemon)@/,
      reason: 'the mailbox of an office, of no person',
      source: 'RFC 2142',
    },
    { is: /@(?:your|my)?company\.com$/, reason: 'an example address', source: 'placeholders of forms' },
    {
      is: /[.@](?:example|invalid|test|localhost)$/,
      reason: reservedName,
      source: 'RFC 2606, 2; RFC 6761, 6',
    },
    { is: /[.@]example\.(?:com|net|org)$/, reason: 'a documentation address', source: 'RFC 2606, 3' },
    {
      is: /@(?:your|my|some)?domain\.(?:com|org|net|tld)$/,
      reason: 'an example address',
      source: 'placeholders of forms',
    },
    {
      is: /^(?:test|user|name|foo|email)@(?:test|email|bar|foo|mail)\.com$/,
      reason: 'an example address',
      source: 'placeholders of forms',
    },
    {
      is: /^(?:no|donot|do-not|do_not)[-_.]?reply@/,
      reason: 'an address that nobody reads',
      source: 'usage of senders of mail',
    },
    {
      is: /^git@/,
      reason: 'the account by which a server of repositories is reached',
      source: 'Git, gitprotocol-v2; GitHub Docs, "About remote repositories"',
    },
    {
      is: /\.(?:iam|appspot|developer)\.gserviceaccount\.com$/,
      reason: 'the account of a program at a server',
      source: 'Google Cloud, "Service accounts overview"',
    },
    {
      is: /^[0-9a-z]{26}@google\.com$/,
      reason: 'the number of an event of a calendar',
      source: 'Google Calendar API, Events: iCalUID; RFC 5545, 3.8.4.7',
    },
    {
      is: /@(?:conference|muc|rooms?|groupchat)\.[^.@]+\.[^@]+$/,
      reason: 'the room of a chat',
      source: 'XEP-0045, 4.1: a room is room@service; ejabberd and Prosody: conference. and muc.',
    },
    {
      is: /^[0-9a-f]{32}@/,
      reason: 'the public key of an app at a service that collects errors',
      source: 'Sentry, "Data Source Name (DSN)"',
    },
  ],
  'advertising-id': [
    {
      is: 'cdda802e-fb9c-47ad-9866-0794d394c912',
      reason: exampleUuid,
      source: 'Google, Mobile Ads documentation',
    },
    {
      is: '38400000-8cf0-11bd-b23e-10b96e40000d',
      reason: exampleUuid,
      source: 'Google, advertising ID documentation; RTB examples',
    },
    {
      is: /^00000000-0000-0000-0000-0000/,
      reason: 'a UUID of zeros and a small number',
      source: 'counters and test software',
    },
  ],
  'android-id': [
    { is: '1234567890abcdef', reason: 'counting digits', source: 'test software' },
    {
      is: /^(.{8})\1$|^(?:deadbeef|cafebabe)/,
      reason: 'the same digits twice, or a word in hex: a test value',
      source: 'test software',
    },
  ],
  'cell-id': [
    {
      is: /^(?:\d|\d\d|1\d\d|2[0-4]\d|25[0-5])$/,
      reason: 'a number as small as of tables and counters',
      source: '3GPP TS 23.003, 19.6: the base station is in the bits above the lowest eight',
    },
  ],
  'account-credential': [
    {
      is: /^(?:not[-_ ]?determined|(?:un|not[-_ ]?)?authori[sz]ed(?:[-_ ]?(?:always|when[-_ ]?in[-_ ]?use))?|provisional(?:ly)?)$/i,
      reason: 'whether the user has given a permission',
      source: 'Apple, CLAuthorizationStatus, UNAuthorizationStatus, ATTrackingManager',
    },
    {
      is: /^(?:(?:bearer|token|oauth|basic|jwt)\s+)?(?:null|undefined|nil|none|\(null\)|\[object object\])$/i,
      reason: 'what a program writes where it has no token',
      source: 'JavaScript, Java, Objective-C: how they write that there is nothing',
    },
    {
      is: /^(?:(?:bearer|token|oauth|basic|jwt)\s+)?(?:token=)?"?(?:anonymous|guest|public|false|true|test|token|string)"?$/i,
      reason: 'a word that stands for all who have no account',
      source: 'public brokers of MQTT and AMQP (guest, public); forms and schemas of programs',
    },
    {
      is: /^[[({<*]{1,2}\s?(?:filtered|redacted|removed|hidden|masked|secured?|saniti[sz]ed|scrubbed|omitted|protected|obfuscated|censored|empty|null|none|your[ _-])?(?:password|passwort|passwd|token|secret|value|credentials?)?\s?[\])}>*]{1,2}$|^(?:redacted|filtered|scrubbed|sanitized|sanitised|censored)$/i,
      reason: 'what stands in the place of a value that was taken out, or is to be put in',
      source: 'Sentry and Bugsnag (data scrubbing), Rails (parameter filtering), templates',
    },
    {
      is: /^(?:(?:[Bb]earer|[Tt]oken|OAuth|[Bb]asic|JWT)\s+)?(?:\$\{[^{}]{1,64}\}|\$[A-Z_]{4,64}|%[A-Z_]{4,64}%|\{\{[^{}]{1,64}\}\})$/,
      reason: 'the name of a variable, which no value was put in for',
      source: 'templates of shells, Postman, Mustache and others',
    },
    {
      is: /^\^.{0,200}(?:\(\?=|\[a-z\]|\\d|\.\*)|^\(\?=.{1,200}\$$/i,
      reason: 'a pattern that passwords must match',
      source: 'rules of forms',
    },
    {
      is: /^(?:bearer|negotiate|ntlm|oauth(?:\s+[12]\.0a?)?)$/i,
      reason: 'the name of a scheme, with nothing behind it',
      source: 'RFC 6750; RFC 4559: the beginning of a login',
    },
    {
      is: /^(?:signature|hmac(?:-sha\d+)?|hawk|aws4-hmac-sha256|tc3-hmac-sha256|sharedkey(?:lite)?)\s|^oauth\s(?=.*\boauth_[a-z_]+=)(?!.*\boauth_token=)/i,
      reason: 'a signature over one request, which opens nothing else',
      source:
        'AWS Signature Version 4; Hawk; HTTP Signatures (draft-cavage); RFC 5849, 3.5.1: parameters without the token of a user, where one bare text is the token itself',
    },
    {
      is: /^(?:(?:bearer|oauth|token)\s+)?\d{10,20}\|[0-9A-Za-z_-]{20,}$/i,
      reason: 'the token of an app, the same on all its phones',
      source: 'Meta for Developers, "Access tokens": app and client tokens are "{app-id}|{token}"',
    },
    {
      is: /^pk\.eyJ[\w-]+\.[\w-]+$/,
      reason: 'the public token of an app, the same on all its phones',
      source: 'Mapbox, "Access tokens": public tokens begin with pk',
    },
  ],
  'widevine-id': [
    {
      is: /^(?:edef8ba9-?79d6-?4ace-?a3c8-?27dcd51d21ed|7e\+lqxnwss6jyCfc1r0h7q(?:==)?)$/i,
      reason: 'the number of Widevine itself, the same for all',
      source: 'DASH Industry Forum, "Content protection system IDs"',
    },
    {
      is: /^(?:9a04f079-?9840-?4286-?ab92-?e65be0885f95|1077efec-?c0b2-?4d02-?ace3-?3c1e52e2fb4b)$/i,
      reason: 'the number of a copy protection, the same for all',
      source: 'DASH Industry Forum, "Content protection system IDs": PlayReady, clear key',
    },
  ],
  'device-id': [
    {
      is: /^emulator-\d{4,5}$/,
      reason: emulator,
      source: 'Android Developers, "Android Debug Bridge": devices',
    },
    {
      is: /^(?:samsung[-_])?(?:SM|GT|SCH|SGH|SPH|SHV|SHW)-[A-Z]{0,2}\d{3,4}[0-9A-Z]{0,4}$/i,
      reason: 'a model, of which there are millions',
      source: 'Samsung Galaxy Store: `deviceId` of its requests for updates is the model',
    },
    {
      is: /^0x[0-9a-f]{1,8}$/i,
      reason: 'the number of a type of chip or part',
      source: 'Vulkan, VkPhysicalDeviceProperties::deviceID; PCI and USB, device IDs',
    },
    {
      is: /^0000[0-9a-f]{4}-0000-1000-8000-(?:00805f9b34fb|0026bb765291)$/,
      reason: 'the number of a service of Bluetooth or HomeKit, the same for all',
      source:
        'Bluetooth Core Specification, vol. 3, part B, 2.5.1: base UUID; Apple, HomeKit Accessory Protocol',
    },
    {
      is: /^x{8}-x{4}-|^x{32}$/i,
      reason: 'the pattern of a UUID',
      source: 'programs that make one of it',
    },
    {
      is: /^did:(?:key|jwk|peer):/,
      reason: 'a decentralised identifier: the name of a key, of no device',
      source: 'W3C, DID Core 1.0, 3.1, and its methods key, jwk and peer',
    },
  ],
  'user-id': [
    {
      is: /^(?:\(?not[-_ ]?set\)?|unset|not[-_ ]logged[-_ ]?in|logged[-_ ]?out|test|string|number|integer|uuid|user[-_ ]?id|nobody|no[-_]?user|visitor|deadbeef)$/i,
      reason: 'what a program writes where nobody has signed in, or a type',
      source: 'Google Analytics ((not set)); schemas and tests of programs',
    },
  ],
  ssid: [
    {
      is: /^[0-9a-f]{16,32}$/,
      reason: 'the number of a session that goes by the same name',
      source: 'cookies and sessions of web software',
    },
    {
      is: /^(?:\((?:null|none)\)|[nN]\/[aA]|-{1,3}|not[ _](?:determined|available|permitted)|no[ _]ssid|NO[ _]SSID|permission_denied|PERMISSION_DENIED|<hidden(?: ssid)?>|(?:wlan|wifi|en|eth)\d|\[object Object\]|WLAN_NOT_CONNECTED|WiredSSID)$/,
      reason: 'what a program writes where it has no name of a network',
      source: 'Objective-C, JavaScript; apps without the permission for it; names of interfaces',
    },
  ],
}

/** Why a value, in its normal form, is nobody's; '' where no rule says so. */
export function placeholderOf(identifier: string, normal: string): string {
  const found = rules[identifier]?.find(({ is }) =>
    typeof is === 'string' ? is === normal : is.test(normal),
  )
  return found?.reason ?? ''
}

/** Degrees around the place that are of it, too: it is written with four decimals and more. */
const emulatorReach = 0.000_2

/** Why coordinates are nobody's; '' where they may be somebody's. */
export function placeholderPlace(lat: number, lon: number): string {
  if (lat === 0 && lon === 0) return 'zero latitude and longitude stand for "no position"'
  // The sea of Guinea: nobody is there, and shares of a screen always are.
  if (lat >= 0 && lat <= 1 && lon >= 0 && lon <= 1)
    return 'two fractions between 0 and 1 (of a screen or picture); as a place it is open sea'
  if (isCountryCentre(lat, lon)) return 'the middle of a country, as tables of countries have it'
  const isEmulator = Math.abs(lat - 37.421_998) < emulatorReach && Math.abs(lon + 122.084) < emulatorReach
  // Android Open Source Project, device/generic/goldfish: its receiver stands at Google's campus.
  return isEmulator ? 'the place at which the Android emulator says to be' : ''
}
