import type { Node } from '../../decode/types.ts'
import { identifier as ipAddress } from '../identifiers/ip-address.ts'
import { identifier as msisdn, numberOfLines } from '../identifiers/msisdn.ts'
import { identifier as nationalId } from '../identifiers/national-id.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { isCompanyName, isSurelyCompany } from './company-names.ts'
import { loginName } from '../login-name.ts'
import { keyEndings } from './key-name.ts'
import { otherDevices, wordsOf } from './owner-words.ts'
import { nameOfAbove } from './pair-names.ts'

/**
 * What other members of its object say of a value whose own name says little: the `mac` beside an `ssid` and the strength
 * of a signal, the `number` beside that of a card, the `id` beside the word of the user against being followed.
 */

/** What the other members say that the value at `node` is, as a name of its own; '' where they say nothing. */
export function nameBesides(node: Node, key: string): string {
  if (isHeard(node, key) || isOfAccessPoint(node, key)) return 'accesspoints_mac'
  const around = endsIn(key, radioNames) ? radioAround(node) : ''
  if (around !== '') return around
  if (isHeardByBluetooth(node, key)) return 'bluetoothdevices_mac'
  if (isPersons(node, key)) return 'cell_phone'
  if (endsIn(key, appsOwn) && isBeside(node, besideAppsOwn)) return 'hms_aaid'
  if (key === enrolmentToken && isBeside(node, pushMagic)) return 'push_token'
  const half = halfOfName(node, key)
  if (half !== '') return half
  if (isNumberOfDevice(node, key)) return 'device_sn'
  if (isLogin(node, key)) return 'login_id'
  return isOfCard(node, key) || isOfLine(node, key) ? 'sim_phone_number' : ''
}

/** What a device tells the server that manages it, beside its token at the push service (Apple, "TokenUpdate"). */
const pushMagic: ReadonlySet<string> = new Set(['pushmagic'])
const enrolmentToken = 'Token'

/** Google calls its advertising ID so; beside what phones in China have for one maker of apps, it is of one app (MSA's library; HMS Core, "AAID"). */
const appsOwn: ReadonlySet<string> = new Set(['aaid'])
const besideAppsOwn: ReadonlySet<string> = new Set(['vaid', 'odid'])

/** Names of radios, of networks, and of what one hears of them. */
const radioNames: ReadonlySet<string> = new Set(['mac', 'macaddress', 'macaddr', 'address'])
const networkNames: ReadonlySet<string> = new Set(['ssid'])
const signalNames: ReadonlySet<string> = new Set(
  'rssi level signal signalstrength strength dbm frequency freq channel capabilities'.split(' '),
)
/** What a report of the phone itself has, of which there may be a list, too. */
const reportNames: ReadonlySet<string> = new Set(['bssid', 'imei', 'androidid', 'deviceid'])

const listedMember = /\[\d+\]\.[\w-]{1,40}$/

/** True for the `mac` of `[{"ssid":…,"mac":…,"rssi":-52}]`: it is of what the phone hears, whatever the list is called. */
function isHeard(node: Node, key: string): boolean {
  return (
    listedMember.test(node.step.detail) &&
    endsIn(key, radioNames) &&
    isBeside(node, networkNames) &&
    isBeside(node, signalNames) &&
    !isBeside(node, reportNames)
  )
}

/** What Bluetooth alone hears of a device, as systems name it (Android, ScanRecord and BluetoothDevice; iOS, keys of advertisements). */
const advertisedNames: ReadonlySet<string> = new Set(
  (
    'txpower txpowerlevel advdata advertisement advertisementdata advertisingdata manufacturerdata ' +
    'manufacturerspecificdata serviceuuids servicedata bondstate scanrecord proximityuuid'
  ).split(' '),
)
/** By what a member says how a device is heard, and what it says of Bluetooth. */
const transportNames: ReadonlySet<string> = new Set(
  'type devicetype kind transport technology radio radiotype protocol'.split(' '),
)
const transportOfBluetooth = /^(?:ble|bt|bluetooth(?:[ _-]?(?:le|low[ _-]energy|classic))?|br[_/-]?edr)$/i

/** True for the address of `[{"address":…,"rssi":-60,"txPower":-4}]`, beside no name of a network and no number of the phone itself. */
function isHeardByBluetooth(node: Node, key: string): boolean {
  return (
    endsIn(key, radioNames) &&
    (isBeside(node, advertisedNames) || isBeside(node, transportNames, transportOfBluetooth)) &&
    !isBeside(node, networkNames) &&
    !isBeside(node, reportNames)
  )
}

/** What pages of login are told of the phone by the access point that shows them, whatever else they are told. */
const guestNames: ReadonlySet<string> = new Set('clientmac usermac stamac macclient umac cmac'.split(' '))
const address = /^(?:[0-9a-f]{2}(?:[:-]|%3a)?){5}[0-9a-f]{2}$/i

const accessPointNames: ReadonlySet<string> = new Set(['bssid'])

/**
 * True for the `mac` of `?mac=…&client_mac=…`, where another is said to be the phone's: it is of the access point (Ruckus, Purple).
 * So is one that is said to be the access point's beside it (`"currentWifi":{"bssid":…,"mac":…}`).
 */
function isOfAccessPoint(node: Node, key: string): boolean {
  const [whole = ''] = keyEndings(key)
  if (!plainMacs.has(whole)) return false
  const own = node.bytes.toString('latin1', 0, valueBytesMax)
  if (!address.test(own)) return false
  return (
    isBeside(node, accessPointNames, sameAs(own)) ||
    (isBeside(node, guestNames, address) && !isBeside(node, guestNames, sameAs(own)))
  )
}
const plainMacs: ReadonlySet<string> = new Set(['mac', 'macaddress', 'macaddr'])

/** The same address, however it is written. */
function sameAs(text: string): RegExp {
  const digits = text.replaceAll(/%3a|[:-]/gi, '')
  return new RegExp(`^${digits.replaceAll(/(..)(?!$)/g, '$1(?:[:-]|%3a)?')}$`, 'i')
}

/** What stands beside a telephone number where people fill in who they are. */
const personalNames: ReadonlySet<string> = new Set(
  'firstname lastname fname lname fullname givenname familyname surname email emailaddress birthdate birthday dob zipcode postalcode'.split(
    ' ',
  ),
)
/** A whole name of one, under `name`, which things have, too. Made when it is asked: classes of letters are slow to make. */
const plainName: ReadonlySet<string> = new Set(['name'])
const wholeName = (): RegExp => /^\p{Lu}[\p{L}'’.-]+(?: \p{L}[\p{L}'’.-]*){1,4}$/u
/** Short names of both halves of a name, each with the other: files, functions and parts of texts go by one of them, too. */
const halves: Readonly<Record<string, { readonly other: ReadonlySet<string>; readonly name: string }>> = {
  fname: { other: new Set(['lname']), name: 'first_name' },
  lname: { other: new Set(['fname']), name: 'last_name' },
  // Of FHIR (HumanName).
  given: { other: new Set(['family']), name: 'first_name' },
  family: { other: new Set(['given']), name: 'last_name' },
  // Of directories (RFC 4519, 2.32).
  sn: { other: new Set(['givenname']), name: 'last_name' },
}

const someLetters = /[^\s\d]{2}/

/** Ends of all of them: few fields are called so. */
const mayBeHalf = /(?:[lf][_-]?name|given|family|^sn)[^A-Za-z]*$/i

/** `first_name` and `last_name` for the `fname` and the `lname` that stand side by side; '' for others. */
export function halfOfName(node: Node, key: string): string {
  if (!mayBeHalf.test(key)) return ''
  for (const ending of keyEndings(key)) {
    const half = Object.hasOwn(halves, ending) ? halves[ending] : undefined
    if (half !== undefined && isBeside(node, half.other, someLetters)) return half.name
  }
  return ''
}

const shortSerial: ReadonlySet<string> = new Set(['sn'])
/** What says that it is of a device whose number it is, beside it. */
const besideSerialDigits: ReadonlySet<string> = new Set(
  'imei meid model devicemodel phonemodel productmodel brand manufacturer vendor'.split(' '),
)
/** Of digits alone that are no day and no moment: messages are numbered by `sn`, too. */
const serialDigits =
  /^(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!1[4-9]\d{8}(?:\d{3})?$)\d{8,20}$/

/** True for the `sn` of nothing but digits beside the model, the maker or the IMEI of what has it. */
function isNumberOfDevice(node: Node, key: string): boolean {
  return (
    endsIn(key, shortSerial) &&
    serialDigits.test(node.bytes.toString('latin1', 0, valueBytesMax)) &&
    isBeside(node, besideSerialDigits, someText) &&
    !wares.test(nameOfAbove(node)?.name ?? '')
  )
}
const someText = /[0-9A-Za-z]{2}/
/** Wares have numbers, too. */
const wares = /^(?:item|good|ware|article|sku|asset)s?$/i

const plainAddresses: ReadonlySet<string> = new Set(['ip', 'ipaddress', 'ipaddr', 'ipv'])
/** What a phone or its owner is told by, beside an address that is theirs then. */
const besideClient: ReadonlySet<string> = new Set(
  (
    'imei androidid advertisingid gaid idfa idfv ifa oaid deviceid mac macaddress wifimac msisdn phonenumber ' +
    'email emailaddress ssid wifissid useragent'
  ).split(' '),
)
/** What servers and what is asked for have beside theirs. */
const besideServer: ReadonlySet<string> = new Set(
  'host hostname domain server servername dns port url uri ttl rtt gateway netmask'.split(' '),
)

/** True for the `ip` of no local network beside numbers of the phone or its owner, and beside nothing that servers have. */
export function isOfClient(node: Node, key: string): boolean {
  const [whole = ''] = keyEndings(key)
  if (!plainAddresses.has(whole)) return false
  const text = node.bytes.toString('latin1', 0, valueBytesMax)
  return (
    ipAddress.normalise(text) !== '' &&
    !ipAddress.isLikely(text, whole) &&
    isBeside(node, besideClient, someText) &&
    !isBeside(node, besideServer) &&
    !wordsOf(nameOfAbove(node)?.name ?? '').some((word) => otherDevices.get(word) !== undefined)
  )
}

/** Under which programs send who logs in; people and parts of pages go by them, too. */
const loginNames: ReadonlySet<string> = new Set([
  'username',
  'account',
  'uname',
  'accountname',
  'loginname',
  'login',
  'userlogin',
])
const passwordNames: ReadonlySet<string> = new Set(['password', 'passwd', 'pwd', 'psw'])
const loginBytesMax = 64
/** A telephone number says more by its digits. */
const digitsOnly = /^\d{8,}$/

/** True for the name of an account beside its password. Of logins in the heads of protocols the family of these tells. */
function isLogin(node: Node, key: string): boolean {
  if (node.bytes.length > loginBytesMax || node.step.step === 'header' || !endsIn(key, loginNames))
    return false
  const text = node.bytes.toString('latin1')
  return !digitsOnly.test(text) && loginName(text) !== '' && isBeside(node, passwordNames, /^(?!\*+$).{5}/)
}

/** What stands beside the number of a cell of a network, of a battery or of a table. */
const cellsOwnNames: ReadonlySet<string> = new Set(
  'mcc mnc plmn lac tac pci rssi rsrp dbm rat radio operator carrier network tower sector site station antenna voltage battery row column sheet'.split(
    ' ',
  ),
)

/** True for the `cell` of a form that asks who somebody is: in North America a mobile phone is called so. */
function isPersons(node: Node, key: string): boolean {
  if (key.toLowerCase() !== 'cell' || isBeside(node, cellsOwnNames)) return false
  return isBeside(node, personalNames) || isBeside(node, plainName, wholeName())
}

/** An element of a row of a list: `$.wifi[0][1]`. */
const rowElement = /\[\d+\]\[\d+\]$/
/** How strong a signal is, in dBm. */
const signal = /^-(?:[2-9]\d|1[01]\d)$/

/** True for the address in a row of `[["Haugen","a4:2b:b0:7e:13:c9",-52]]`, beside the strength of a signal. */
export function isInHeardRow(node: Node): boolean {
  const { detail } = node.step
  if (!rowElement.test(detail)) return false
  const row = detail.slice(0, detail.lastIndexOf('['))
  return (node.parent?.children ?? [])
    .slice(Math.max(0, node.order - besideMax), node.order + besideMax)
    .some(
      ({ bytes, step }) =>
        bytes.length <= 4 &&
        step.detail.startsWith(row) &&
        rowElement.test(step.detail) &&
        signal.test(bytes.toString('latin1')),
    )
}

const bluetoothWords: ReadonlySet<string> = new Set(
  'bt ble bluetooth beacon beacons peripheral peripherals'.split(' '),
)
/** Of one that is no list these say that it is not of the phone itself. */
const aroundWords: ReadonlySet<string> = new Set(
  'beacon beacons peripheral peripherals device devices scan scans scanned found nearby'.split(' '),
)
const wifiWords: ReadonlySet<string> = new Set(
  'wifi wifis wlan wlans ap aps accesspoint accesspoints hotspot hotspots'.split(' '),
)
/** Of lists of what is built into the phone itself, and of who is in its network. */
export const builtIn: ReadonlySet<string> = new Set(
  'interface interfaces iface ifaces adapter adapters card cards nic nics own self local client clients station stations'.split(
    ' ',
  ),
)

/** Names of lists that say nothing of what is in them. */
const anyList: ReadonlySet<string> = new Set(
  'scan scans scanned scannable scanlist scanresult scanresults result results list items entries found visible nearby around neighbors neighbours'.split(
    ' ',
  ),
)
/** `{"wifi":{"scan":[{"mac":…}]}}`: what the list stands in, and the list. */
const listIn = /([\w-]{1,40})(?:"\])?\.([\w-]{1,40})\[\d+\]\.[\w-]{1,40}$/
const listInMax = 128

/**
 * What the words of the name above say that an address is: `bluetoothDevices`, `observed_bt`, `ble_scan` are of devices of
 * Bluetooth around, `bluetooth` of the phone's own radio, and what is listed in `wifiScan`, or in a `scan` of `wifi`, is what Wi-Fi hears. As a name of its own; '' where they say
 * nothing.
 */
export function radioAround(node: Node): string {
  const above = nameOfAbove(node)
  if (above === null) return ''
  const own = radioOf(above.name, above.isListed)
  if (own !== '' || !above.isListed || node.step.step === 'xml') return own
  const [, holder = '', list = ''] = listIn.exec(node.step.detail.slice(-listInMax)) ?? []
  return anyList.has(wordsOf(list).join('')) ? radioOf(holder, true) : ''
}

function radioOf(name: string, isListed: boolean): string {
  const words = wordsOf(name.replace(/wi[-_]?fi/gi, '_wifi_'))
  const isOf = (kind: ReadonlySet<string>): boolean => words.some((word) => kind.has(word))
  if (isOf(bluetoothWords)) {
    if (isOf(wifiWords)) return ''
    return (isListed || isOf(aroundWords)) && !isOf(builtIn) ? 'bluetoothdevices_mac' : 'bluetooth_mac'
  }
  return isListed && isOf(wifiWords) && !isOf(builtIn) ? 'accesspoints_mac' : ''
}

/** Numbers of a card, which count where they are some: apps that may not know them get an empty text. */
const cardNames: ReadonlySet<string> = new Set([
  'iccid',
  'imsi',
  'subscriberid',
  'simserialnumber',
  'simserial',
])
const cardNumber = /^(?:89\d{16}|\d{14,15}$)/
/** The place of a card in the phone. The probe looks for it. */
export const cardPlaceNames: readonly string[] = ['simslotindex']
const cardPlaces: ReadonlySet<string> = new Set(cardPlaceNames)

const lineNames: ReadonlySet<string> = new Set(numberOfLines)
const dialled = /^\s*\+(?:[ ()./-]*\d){10}/

/**
 * True for the `lineNumber` that is dialled, or that stands beside a number of its card: programs count lines by the same
 * name.
 */
function isOfLine(node: Node, key: string): boolean {
  if (!endsIn(key, lineNames)) return false
  return (
    dialled.test(node.bytes.toString('latin1', 0, valueBytesMax)) || isBeside(node, cardNames, cardNumber)
  )
}

/** True for the `number` of `{"simSlotIndex":0,"iccId":…,"number":…}` (SubscriptionInfo of Android): many cards say it without its plus. */
function isOfCard(node: Node, key: string): boolean {
  if (key.toLowerCase() !== 'number') return false
  return isBeside(node, cardPlaces) || isBeside(node, cardNames, cardNumber)
}

/** What stands beside the `id` of an advertising ID where programs send on what the system says of it. The probe looks for them. */
export const trackingNames: readonly string[] = ['adtracking', 'adtrackingenabled']

/** True for the `id` of `{"id":…,"isLimitAdTrackingEnabled":false}` (AdvertisingIdClient.Info of Android). */
export function isOfAdvertising(node: Node, key: string): boolean {
  return key === 'id' && /ad[_-]?tracking/i.test(objectAround(node))
}

/** Numbers of users, and of events, items and programs. The probe looks for them. */
export const uidNames: readonly string[] = ['uid']
const uids: ReadonlySet<string> = new Set(uidNames)
/** The shortest that is told: Android numbers programs under the same name in fewer digits. */
export const uidDigitsMin = 8
/** Digits that are no moment in seconds or milliseconds. */
const numberOfUser = /^(?!1[4-9]\d{8}(?:\d{3})?$)[1-9]\d{7,18}$/
/** What stands beside the number of who sends it: the phone, or a login. Those of others stand beside what they wrote. */
const besideUid: ReadonlySet<string> = new Set(
  'deviceid imei androidid oaid gaid idfa idfv password logintoken usertoken openid'.split(' '),
)

/** True for the `uid` of `{"uid":"901917163","device_id":…}`. */
export function isOfSender(node: Node, key: string): boolean {
  const [whole = ''] = keyEndings(key)
  return (
    uids.has(whole) &&
    numberOfUser.test(node.bytes.toString('latin1', 0, valueBytesMax)) &&
    isBeside(node, besideUid, someText)
  )
}

/** Names of what has a name, whoever or whatever it is. */
const anyNames: ReadonlySet<string> = new Set([
  'name',
  'username',
  'displayname',
  'customername',
  'contactname',
  'ownername',
])
/** Two to five words of letters that begin with a capital, with the small words of names between them, in any script of Europe. */
function isPersonForm(text: string): boolean {
  // Made when it is first asked: classes of letters are slow to make.
  personForm ??=
    /^\s*\p{Lu}[\p{L}\p{M}'’.-]*(?: (?:(?:de|da|del|della|dos|van|von|der|den|af|av|al|bin|ibn|la|le) )*\p{Lu}[\p{L}\p{M}'’.-]*){1,4}\s*$/u
  return personForm.test(text)
}
let personForm: RegExp | null = null
const personBytesMax = 80
const mailNames: ReadonlySet<string> = new Set(['email', 'mail', 'emailaddress', 'useremail'])
const anyMail = /@|%40/
/** Names that say what a value is, without those that may. */
function namesOf({ keys }: IdentifierType): ReadonlySet<string> {
  return new Set(keys.filter(({ weight }) => weight === 'names').map(({ name }) => name))
}
/** Companies have none. */
const birthNames: ReadonlySet<string> = new Set(['birthday', 'birthdate', 'dateofbirth', 'dob', 'birth'])
/** What is told of a person beside his name: with it the name is his, where the object is one of a person. */
const besidePerson: readonly (readonly [names: ReadonlySet<string>, like: RegExp])[] = [
  [mailNames, anyMail],
  [birthNames, /\d/],
  [namesOf(msisdn), /^\s*(?:\+|%2b)?(?:[ ()./-]*\d){7}/i],
  [namesOf(nationalId), /\d{4}/],
]
/** Of the words of a name that addresses are made of. */
const mailWordMin = 3
/** Objects and fields of people. */
const peopleNames =
  /(?:customer|profile|user|usr|payer|account|member|person|passenger|guest|client|owner|buyer|subscriber|billing|shipping|patient|employee|student|pupil|applicant|policy_?holder|card_?holder|account_?holder|insured|citizen|resident|tenant|donor|traveller|traveler|attendee)s?(?:_?details|_?info|_?data)?$/i

/**
 * True for the `name` of `{"name":"Kari Fjordheim","email":…}`, where the address is made of it, or where the object is one of
 * a person: who gives his address, number or birthday beside a name gives his own.
 */
export function isOfPerson(node: Node, key: string): boolean {
  if (node.bytes.length > personBytesMax || !endsIn(key, anyNames)) return false
  const name = node.bytes.toString('utf8')
  if (!isPersonForm(name)) return false
  if (isCompanyName(name) && (isSurelyCompany(name) || !isBeside(node, birthNames, /\d/))) return false
  const isPeoples =
    peopleNames.test(groupOf(node).replace(/\[\d+\]$/, '')) || peopleNames.test(key.replace(/_?name$/i, ''))
  if (isPeoples) return besidePerson.some(([names, like]) => isBeside(node, names, like))
  const words = (name.toLowerCase().match(/[a-z]+/g) ?? []).filter(({ length }) => length >= mailWordMin)
  return words.length > 0 && isBeside(node, mailNames, new RegExp(`(?:${words.join('|')}).*(?:@|%40)`, 'i'))
}

/** Who writes a short message or calls, and to whom: anything goes by these names elsewhere. */
const messageEnds: ReadonlySet<string> = new Set(['from', 'to'])
/** Lists of what has two ends. The probe looks for them. */
export const messageLists: readonly string[] = ['messages', 'calls', 'smses']
/** The same of cards, of which one by itself is called by a name that numbers have, too. */
export const cardLists: readonly string[] = ['sims', 'siminfo', 'siminfos', 'simcards', 'simdata']

/** What is written in one. */
const messageTexts: ReadonlySet<string> = new Set(['text', 'body', 'message', 'msg', 'content'])
/** What programs that hand on short messages say beside it. The probe looks for them. */
export const handedOnNames: readonly string[] = ['sentstamp', 'receivedstamp']
const handedOn: ReadonlySet<string> = new Set(handedOnNames)
const ofPhones: ReadonlySet<string> = new Set(['imei', 'androidid', 'deviceid', 'phonenumber'])
const numberOfPhone = /^(?:\+|%2b)?[0-9A-Za-z-]{10,40}$/i

/** The message itself stands beside, and what says that a phone hands it on. */
function isBesideMessage(node: Node): boolean {
  return isBeside(node, messageTexts) && (isBeside(node, handedOn) || isBeside(node, ofPhones, numberOfPhone))
}

/** True for the `from` and `to` of `{"sms":[{"from":"+47…","body":…}]}`, and of lists of messages and calls, where they are dialled. */
export function isOfShortMessage(node: Node, key: string): boolean {
  if (!messageEnds.has(key.toLowerCase())) return false
  const group = groupOf(node)
  const isListed = group.endsWith(']')
  const last = wordsOf(group.replace(/\[\d+\]$/, '').slice(-listInMax)).at(-1) ?? ''
  const isMessage = last === 'sms' || (isListed && messageLists.includes(last)) || isBesideMessage(node)
  return isMessage && dialled.test(node.bytes.toString('latin1', 0, valueBytesMax))
}

/** What programs call the number of a card or of its line, and other numbers. */
const simsOwn: ReadonlySet<string> = new Set(['num', 'line'])
/** What is called so has one. */
const simAbove: ReadonlySet<string> = new Set(['sim', 'simcard', ...cardLists])
const numbersBesideLine: ReadonlySet<string> = new Set([...cardNames, 'imei', 'meid', 'androidid'])

/** True for the `num` of `{"sim":{"num":"+47…"}}`, or beside the number of the card or the phone, where it is dialled. */
export function isNumberOfSim(node: Node, key: string): boolean {
  if (!endsIn(key, simsOwn) || !dialled.test(node.bytes.toString('latin1', 0, valueBytesMax))) return false
  return (
    endsIn(nameOfAbove(fieldOf(node))?.name ?? '', simAbove) || isBeside(node, numbersBesideLine, cardOrPhone)
  )
}
const cardOrPhone = /^(?:89\d{16}|\d{14,15}$|[0-9a-f]{14,16}$)/i

const aroundBytes = 160

/** The text of the object right around the value, of which no more is looked at than a few members: true and false are no nodes. */
function objectAround({ bytes, parent }: Node): string {
  if (parent === null || bytes.buffer !== parent.bytes.buffer) return ''
  const at = bytes.byteOffset - parent.bytes.byteOffset
  const before = parent.bytes.toString('latin1', Math.max(0, at - aroundBytes), at)
  const behind = parent.bytes.toString('latin1', at + bytes.length, at + bytes.length + aroundBytes)
  return before.slice(before.lastIndexOf('{') + 1) + (/^[^}]*/.exec(behind)?.[0] ?? '')
}

const valueBytesMax = 80
/** How far beside a value others of its object are looked for. */
const besideMax = 16

/** True where the object of the value has a member whose key ends in one of these names, and whose value is `like` this. */
export function isBeside(node: Node, names: ReadonlySet<string>, like: RegExp = /^/): boolean {
  const field = fieldOf(node)
  const children = field.parent?.children ?? []
  const group = groupOf(field)
  return children
    .slice(Math.max(0, field.order - besideMax), field.order + besideMax)
    .some(
      (other) =>
        other !== field &&
        groupOf(other) === group &&
        endsIn(other.key, names) &&
        like.test(other.bytes.toString('utf8', 0, valueBytesMax)),
    )
}

function endsIn(key: string, names: ReadonlySet<string>): boolean {
  for (const ending of keyEndings(key)) if (names.has(ending)) return true
  return false
}

/** The field whose escapes are undone in the node; the node itself where none are. */
export function fieldOf(node: Node): Node {
  let field = node
  while (field.parent !== null && field.parent.key === node.key) field = field.parent
  return field
}

/** Path of the object that a value of JSON stands in. */
function groupOf({ step: { detail } }: Node): string {
  return detail.slice(0, Math.max(0, detail.lastIndexOf('.')))
}
