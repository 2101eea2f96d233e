import type { App, Finding, Observation, Recipient, Transmission, Unshown } from '../assess/types.ts'
import {
  observationsOf as observationsOfFinding,
  transmissionsOf as transmissionsOfFinding,
} from '../assess/finding-transmissions.ts'
import type { GateRow } from '../assess/gate.ts'
import { mayBeUnsent } from '../assess/may-be-unsent.ts'
import { isSeenOnThisSideOnly } from '../assess/on-this-side.ts'
import { weightOf } from '../assess/severity.ts'
import { hasSeat } from '../assess/has-seat.ts'
import { recipientName } from '../assess/recipient-name.ts'
import type { AddressFacts, Organisation } from '../attribute/types.ts'
import { formatInstant } from '../core/time.ts'
import type { Instant } from '../core/time.ts'
import { trafficBytes } from '../core/traffic-bytes.ts'
import { hasValues } from '../device/has-values.ts'
import type { Profile } from '../device/types.ts'
import type { CaptureSummary, ScanResult } from '../pipeline/scan-result.ts'
import { LookUp } from '../core/look-up.ts'
import { grouped } from '../core/grouped.ts'
import { titleOf } from '../detect/title-of.ts'
import { placeWord, unseenContents } from './entries.ts'
import { fileName } from './file-names.ts'
import { frameInFile } from './frame-in-file.ts'
import type { FilesOfFrames } from './frame-in-file.ts'
import { framesOf } from './frames-of.ts'
import { namesShown } from './masking/masked-name.ts'
import { printable } from './writing/printable.ts'

/** The words that reports for people share: what they say of recipients, apps, answers, times and amounts. */

/** What the profile added to the search, for a sentence; `name` as it is to be shown. */
export function profileText(profile: Profile | null, name: string): string {
  const byForm = 'identifiers were recognised by their form only'
  if (profile === null) return `no profile given: ${byForm}`
  const named = name === '' ? 'profile without a name' : `profile “${name}”`
  return hasValues(profile) ? named : `${name === '' ? 'the profile' : named} holds no values: ${byForm}`
}

/** How people know a capture: by the name that it came into a case with, else by its file's. */
export function captureName(
  { name }: Pick<CaptureSummary, 'name'>,
  fileName: string,
  isRevealed: boolean,
): string {
  if (name === undefined) return fileName
  return namesShown(isRevealed)(name)
}

const recipientsById: LookUp<Recipient, string> = new LookUp(({ id }) => id)

/** The recipient of a finding. Every finding of a result has one. */
export function recipientOf(result: ScanResult, finding: Finding): Recipient {
  return recipientsById.allOf(result.recipients, finding.recipient)[0] as Recipient
}

/** Transmissions that a finding is about. */
export function transmissionsOf(result: ScanResult, finding: Finding): Transmission[] {
  return transmissionsOfFinding(finding, result.transmissions)
}

/** The observations that support a finding, in the order of the result. */
export function observationsOf(result: ScanResult, finding: Finding): Observation[] {
  return observationsOfFinding(finding, result.observations)
}

/** Which apps sent it, as the capture says; '' where it does not. */
export function appsText(
  result: ScanResult,
  recipient: Recipient,
  transmissions: readonly Transmission[],
): string {
  const sent = new Set(transmissions.flatMap((transmission) => transmission.app ?? []))
  const ids = transmissions.length === 0 ? new Set(recipient.senders) : sent
  const named = result.apps.filter((app) => ids.has(app.id)).map((app) => printable(appText(app)))
  if (named.length === 0) return ''
  const unknown = transmissions.some((transmission) => transmission.app === undefined)
  const more = named.length > 3 ? ` and ${plural(named.length - 3, 'more app')}` : ''
  const rest = unknown ? '; for some of it the capture does not say' : ''
  return `sent by ${named.slice(0, 3).join(', ')}${more}${rest}`
}

/** `Name (com.example.app, uid 10123)`, as far as it is known. */
function appText(app: App): string {
  const details = [
    ...(app.package === null || app.package === app.name ? [] : [app.package]),
    ...(app.uid === null ? [] : [`uid ${app.uid}`]),
    ...(app.pids.length === 0 ? [] : [`process ${app.pids.slice(0, 3).join(', ')}`]),
  ]
  const name = app.name ?? app.package
  if (name === null) return details.join(', ')
  return details.length === 0 ? name : `${name} (${details.join(', ')})`
}

/** Organisation and name, for a sentence. */
export function recipientText(recipient: Recipient): string {
  const { organisation } = recipient
  const name = recipientName(recipient, 'a server that is not named')
  if (organisation === null || organisation.isSharedInfrastructure) return printable(name)
  const details = [
    ...seatsOf(organisation),
    ...(organisation.state === 'controls' ? ['state-controlled'] : []),
  ].join(', ')
  if (organisation.confidence === 'possible')
    return printable(`${name} (possibly of ${organisation.name}${details === '' ? '' : `, ${details}`})`)
  return printable(`${organisation.name}${details === '' ? '' : ` (${details})`} at ${name}`)
}

/** Where it is established, and where its owner is, if that is elsewhere: as far as the list knows. */
function seatsOf(organisation: Organisation): string[] {
  const { seat, parent, country } = organisation
  const owner = hasSeat(organisation) ? country : ''
  const own = seat === '' && parent === '' ? owner : seat
  return [...(own === '' ? [] : [own]), ...(owner === '' || owner === own ? [] : [`owner in ${owner}`])]
}

/** An organisation with its owner and the country of the owner's seat, as far as they are known and sure. */
export function organisationText(organisation: Organisation): string {
  const { name, parent, country, confidence } = organisation
  return `${confidence === 'possible' ? 'possibly ' : ''}${name}${parent === '' ? '' : `, owned by ${parent}`}${hasSeat(organisation) ? ` (${country})` : ''}`
}

/** Addresses that stand for what their scope does not say: all, and whoever is at the other end of a line that names no ends. */
const kindsOf: ReadonlyMap<string, string> = new Map([
  ['255.255.255.255', 'broadcast address'],
  ['fe80::', 'the other end of the line'],
])

/** What kind of address it is, where it is none of the Internet: `private address`. */
function addressKind({ address, scope }: AddressFacts): string {
  return kindsOf.get(address) ?? `${scope} address`
}

/** An address, and what kind it is where it is none of the Internet. */
export function addressText(facts: AddressFacts): string {
  return facts.scope === 'public' ? facts.address : `${facts.address} (${addressKind(facts)})`
}

/** By way of what a recipient was reached; '' where it was spoken to itself. */
export function proxyText({ proxies }: Recipient): string {
  const [first, ...rest] = proxies
  if (first === undefined) return ''
  const more = rest.length === 0 ? '' : ` and ${plural(rest.length, 'more address', 'more addresses')}`
  return `by way of ${addressText(first)}${more}, a proxy or a redirect`
}

/** So many countries of further addresses are named. */
const countriesMax = 5

/** The first address with network and countries, how many more there are, and in which countries none of it is. */
function addressesText([first, ...rest]: readonly AddressFacts[]): string {
  if (first === undefined) return ''
  const [network] = first.networks
  const countries = countriesOf([first])
  const said = [
    addressText(first),
    network === undefined ? '' : `network AS${network.asn} ${network.name}`,
    countries.length === 0
      ? ''
      : `${countries.join(' or ')}${countries.length > 1 ? ' (sources disagree)' : ''}`,
  ]
  const text = said.filter((part) => part !== '').join(', ')
  if (rest.length === 0) return text
  const elsewhere = countriesOf(rest).filter((country) => !countries.includes(country))
  const more = `${text} and ${plural(rest.length, 'more address', 'more addresses')}`
  if (elsewhere.length === 0) return more
  return `${more} (also in ${elsewhere.slice(0, countriesMax).join(', ')}${elsewhere.length > countriesMax ? ', …' : ''})`
}

/** The countries that sources name for addresses. */
function countriesOf(addresses: readonly AddressFacts[]): string[] {
  return [...new Set(addresses.flatMap(({ countries }) => countries.map(({ country }) => country)))]
}

/** As the attribution says it. */
const notListed = 'the list of organisations does not have'

/** Organisation, owner, address, network and countries, in one line. */
export function whoText(recipient: Recipient): string {
  const { organisation } = recipient
  const parts: string[] = []
  if (organisation !== null) {
    const state = {
      controls: ', controlled by the state',
      stake: ', the state has a stake',
      'none-known': '',
    }[organisation.state]
    const use = organisation.use === '' ? '' : `; host for: ${organisation.use}`
    parts.push(`${organisationText(organisation)}${state}${use}`)
  } else parts.push('organisation not known')
  const where = addressesText(recipient.addresses)
  if (where !== '') parts.push(where)
  const through = proxyText(recipient)
  if (through !== '') parts.push(through)
  // That the list does not have it is why it is not known.
  if (recipient.ambiguity !== `${notListed} ${recipient.host}`) parts.push(recipient.ambiguity)
  return printable(parts.filter((part) => part !== '').join(' · '))
}

/** What travelled in clear text: who could read it, of one thing or (`it` is `them`) several. */
export function clearText(readers: string, it: string): string {
  return readers === '' ? 'not encrypted, but on no network' : `not encrypted: ${readers} can read ${it}`
}

/** The device's own log tells of a contact, and not how it travelled. */
export function isLogged({ summary }: Transmission): boolean {
  return summary.protocol === 'device-log'
}

/** What the answers say of receipt by the recipient. */
export function receiptText(
  recipient: Pick<Recipient, 'addresses' | 'proxies'>,
  transmissions: readonly Transmission[],
): string {
  const asking = transmissions.filter(({ summary }) => summary.hasNoAnswer !== true)
  const silent = transmissions.length - asking.length
  if (silent === 0) return answersText(recipient, asking)
  const why = silenceOf(transmissions)
  if (asking.length === 0)
    return `${silent === 1 ? 'the message asks' : 'the messages ask'} for no answer (${why}): whether ${silent === 1 ? 'it was' : 'they were'} received is not shown`
  return `of ${plural(transmissions.length, 'message')} ${grouped(silent)} ${silent === 1 ? 'asks' : 'ask'} for no answer (${why}); of the others: ${answersText(recipient, asking)}`
}

/** By a protocol: what it sends no answer to. */
const silences: Readonly<Record<string, string>> = {
  mqtt: 'MQTT, quality of service 0',
  sip: 'SIP: an ACK, or itself an answer',
}

function silenceOf(transmissions: readonly Transmission[]): string {
  const silent = transmissions.filter(({ summary }) => summary.hasNoAnswer === true)
  return [...new Set(silent.map(({ summary }) => silences[summary.protocol] ?? summary.protocol))].join(', ')
}

function answersText(
  recipient: Pick<Recipient, 'addresses' | 'proxies'>,
  transmissions: readonly Transmission[],
): string {
  const isThisSide = isSeenOnThisSideOnly(recipient, transmissions)
  const all = transmissions.length
  const told = transmissions.filter(
    ({ receipt }) => receipt !== null && (isThisSide || receipt.isOfNetwork !== true),
  )
  const unshown = isThisSide ? [] : told.flatMap(({ receipt }) => receipt?.unshown ?? [])
  const answered = isThisSide ? told : told.filter(({ receipt }) => receipt?.unshown === undefined)
  if (transmissions.every(({ summary }) => summary.protocol === 'probe-request'))
    return 'it was called out to all who are near: nobody answers that'
  if (transmissions.every(isLogged)) return 'the log does not say what was answered'
  if (told.length === 0 && transmissions.every(({ summary }) => summary.protocol === 'websocket'))
    return 'messages of a WebSocket have no answers: whether they were received is not shown'
  if (told.length === 0)
    return transmissions.every(({ copy }) => copy === 'other')
      ? 'which of several copies of the bytes was received and answered is not known'
      : unansweredText(transmissions)
  const which = (count: number): string =>
    all === 1 ? '' : count < all ? ` ${grouped(count)} of ${grouped(all)}` : ` all ${grouped(all)}`
  const when = [...new Set(unshown)].map((one) => unshownWords[one]).join(' or ')
  if (answered.length === 0)
    return `the server answered${which(told.length)}${statusesText(told)} ${when}: whether it had received ${all === 1 ? 'the message' : 'any of them'} is not shown`
  const refused = answered.filter((transmission) => transmission.receipt?.accepted === false).length
  const accepted = answered.filter((transmission) => transmission.receipt?.accepted === true).length
  const status = statusesText(answered)
  const often = (count: number): string =>
    count < answered.length ? ` ${grouped(count)}×` : count === 1 ? '' : ' each time'
  const verdict = [
    ...(refused > 0 ? [`refused the data${often(refused)}`] : []),
    ...(accepted > 0 ? [`accepted ${refused > 0 ? 'it' : 'the data'}${often(accepted)}`] : []),
  ].join(', ')
  if (isThisSide)
    return `it was answered${all === 1 ? '' : ` in${which(answered.length)}`}${status}, by the server or by what is on the way there`
  const one = answered.length === 1
  const what = answered.every(isHeadShown)
    ? `the head${one ? '' : 's'}, with what identifies`
    : one
      ? 'the message'
      : 'them'
  return `the server answered${which(answered.length)}${status}${verdict === '' ? '' : ` and ${verdict}`}: it had received ${what}${unshownRest(unshown.length, when)}`
}

/** Whether no more of an answer was seen than one of HTTP that comes when the head was read (100, 103). */
function isHeadShown({ receipt, summary }: Transmission): boolean {
  const status = receipt?.status ?? 0
  const isFinal = status < 100 || status === 101 || status === 102 || status > 199
  return !isFinal && summary.protocol.startsWith('http')
}

/** That no answer was seen, and what of the requests was perhaps never sent. */
function unansweredText(transmissions: readonly Transmission[]): string {
  const givenUp = transmissions.filter(mayBeUnsent).length
  const all = transmissions.length
  if (givenUp === 0) return 'no answer was seen'
  if (all === 1) return 'no answer was seen: the request was given up, and may never have been sent'
  return `no answer was seen: ${givenUp === all ? 'the' : grouped(givenUp)} requests were given up, and may never have been sent`
}

/** The statuses of answers, behind `answered`; '' where their protocols have none. */
function statusesText(answered: readonly Transmission[]): string {
  const statuses = [...new Set(answered.map(({ receipt }) => receipt?.status ?? 0))].filter((one) => one > 0)
  const calls = [...new Set(answered.flatMap(({ receipt }) => receipt?.callStatus ?? []))]
  const call = calls.length === 0 ? '' : `, of gRPC ${someStatuses(calls)}`
  return statuses.length === 0 ? '' : ` with status ${someStatuses(statuses)}${call}`
}

/** So many statuses are told by their numbers. */
const statusesMax = 4

function someStatuses(all: readonly number[]): string {
  const rest = all.length - statusesMax
  return `${all.slice(0, statusesMax).join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`
}

function unshownRest(count: number, when: string): string {
  return count === 0
    ? ''
    : `; to ${grouped(count)} more it answered ${when}: whether ${count === 1 ? 'this was' : 'these were'} received is not shown`
}

/** How an answer came that does not show that the message was received. */
const unshownWords: Readonly<Record<Unshown, string>> = {
  early: 'before all of it was sent',
  interim: 'that it may go on, and no more',
  'not-whole': 'that it did not come whole in time',
}

/**
 * The identifiers of a finding for a sentence: those that only describe are left out beside those that name. `digests`:
 * those of which no more than a digest was sent.
 */
export function titles(names: readonly string[], digests: ReadonlySet<string> = new Set()): string {
  const naming = names.filter((name) => weightOf(name) > 1)
  const all = (naming.length > 0 ? naming : names).map((name) =>
    digests.has(name) ? `${titleOf(name)} as a digest` : titleOf(name),
  )
  if (all.length > 6) return `${all.slice(0, 5).join(', ')} and ${all.length - 5} more`
  return all.length === 1 ? (all[0] as string) : `${all.slice(0, -1).join(', ')} and ${all.at(-1) as string}`
}

/**
 * Some of the places of the first capture that has any, and the last of them: `frames 198, 330, 440 … 7892`. Where several
 * files were read, which one it is, and in how many others there are some.
 */
export function placesText(
  result: ScanResult,
  observations: readonly Observation[],
  shown: (name: string) => string = (name) => name,
): string {
  const captures = [...new Set(observations.map(({ capture }) => capture))]
  const first = captures[0] ?? 0
  const frames = [...new Set(observations.filter(({ capture }) => capture === first).flatMap(framesOf))].sort(
    (left, right) => left - right,
  )
  const list =
    frames.length <= 4 ? frames.join(', ') : `${frames.slice(0, 3).join(', ')} … ${frames.at(-1) ?? ''}`
  const word = placeWord(result, first)
  const words = frames.length === 1 ? word : { frame: 'frames', entry: 'entries' }[word]
  const rest = captures.length < 2 ? '' : `, and in ${plural(captures.length - 1, 'more file')}`
  return `${words} ${list}${ofFile(result, first, shown)}${inRecording(result, first, frames, shown)}${rest}`
}

/** Which file of a recording holds frames: ` (in rec_00002.pcap)`; '' where the capture is one file. */
export function inRecording(
  { captures }: { readonly captures: readonly FilesOfFrames[] },
  capture: number,
  frames: readonly number[],
  shown: (name: string) => string,
): string {
  const one = captures[capture]
  if (one?.files === undefined) return ''
  const places = new Set(frames.flatMap((frame) => frameInFile(one, frame)?.file ?? []))
  const [first] = places
  if (first === undefined) return ''
  const name = printable(shown(one.files[first]?.name ?? fileName(one.files, first)))
  return places.size === 1 ? ` (in ${name})` : ` (in ${name} and ${plural(places.size - 1, 'more file')})`
}

/** Which of several files a place is in: ` of day.pcap`; '' where one was read. `shown`: how its name is shown, where whole lines are not masked. */
export function ofFile(
  { captures }: { readonly captures: readonly Pick<CaptureSummary, 'path' | 'name'>[] },
  capture: number,
  shown: (name: string) => string = (name) => name,
): string {
  if (captures.length < 2) return ''
  return ` of ${printable(shown(captures[capture]?.name ?? fileName(captures, capture)))}`
}

/** From when to when, to the second; one moment once. */
export function spanText(from: Instant, to: Instant): string {
  const [first = '', last] = [from, to].map((at) => formatInstant(at, 0).replace('T', ' ').replace('Z', ''))
  return first === last ? `${first} UTC` : `${first} to ${last} UTC`
}

/** First and last time of a finding, to the second. */
export function timeRange(finding: Finding): string {
  return spanText(finding.first, finding.last)
}

/** How many transmissions a finding has, where that is known; else at least. */
export function transmissionsText({ transmissions, isAtLeast }: Finding): string {
  return `${isAtLeast === true ? 'at least ' : ''}${plural(transmissions, 'transmission')}`
}

/** Behind a number of transmissions: how many of them a browser gave up; '' where none. */
export function perhapsText({
  transmissions,
  mayBeUnsent: perhaps,
}: Pick<GateRow, 'transmissions' | 'mayBeUnsent'>): string {
  if (perhaps === 0) return ''
  return perhaps === transmissions
    ? ', given up: may never have been sent'
    : `, ${grouped(perhaps)} of them given up: may never have been sent`
}

/** A number with its noun. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : many}`
}

/** The name of a protocol as people write it. */
export function protocolText(protocol: string): string {
  if (protocol === 'device-log') return 'name in a log of the device'
  return protocol === 'unrecognised' ? 'unrecognised protocol' : protocol.toUpperCase()
}

/**
 * In what something was sent: `HTTP POST`, `DNS for a name in example.net`. Of protocols that are not read, a log may name which
 * it is: `RADIUS`.
 */
export function requestWords({ protocol, method, asked }: Transmission['summary']): string {
  if (asked !== undefined) return `${protocolText(protocol)} for a name in ${asked}`
  const isNamed = protocol === 'unrecognised' && method !== ''
  return [isNamed ? '' : protocolText(protocol), method].filter((word) => word !== '').join(' ')
}

/** How much of the traffic could be read, as a share. */
export function readShareText({ coverage }: ScanResult): string {
  return percent(coverage.summary.read, trafficBytes(coverage))
}

/** The same as a sentence. That all was read is said of no more than was recorded. */
export function readText(result: ScanResult): string {
  const share = readShareText(result)
  const isPart =
    share === '100 %' && (unseenContents(result) > 0 || (result.coverage.missing.droppedFrames ?? 0) > 0)
  return `Read: ${share} of ${isPart ? 'what was recorded of the traffic' : 'the traffic'}.`
}

/** Shares that read badly in the middle of a sentence. */
const wholeParts: Readonly<Record<string, string>> = {
  '100 %': 'the traffic (all of it could be read)',
  '<1 %': 'the part of the traffic that could be read (less than 1 %)',
  '>99 %': 'the part of the traffic that could be read (more than 99 %)',
}

/** Where something was looked for, in a sentence; `share` as `readShareText` says it. */
export function readPartText(share: string): string {
  return wholeParts[share] ?? `the ${share} of the traffic that could be read`
}

/** A share that is never rounded to none or all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '0 %'
  const share = (part / whole) * 100
  return `${share > 0 && share < 1 ? '<1' : share > 99 && share < 100 ? '>99' : Math.round(share)} %`
}

/** What came again in fragments of IP: it is part of no payload; '' where nothing did. */
export function fragmentsTwiceText({ coverage: { frameBytes } }: ScanResult): string {
  const { fragmentsTwice = 0 } = frameBytes
  return fragmentsTwice === 0
    ? ''
    : `${bytes(fragmentsTwice)} of fragments ${fragmentsTwice === 1 ? 'was' : 'were'} seen twice, beside the payload: not read again`
}

/** Bytes in the unit that fits. */
export function bytes(count: number): string {
  if (count < 10_000) return plural(count, 'byte')
  if (count < 10_000_000) return `${grouped(Math.round(count / 1000))} kB`
  return `${(count / 1_000_000).toFixed(1)} MB`
}

/** From so many days on, hours say nothing. */
const daysMin = 60

/** A duration in the unit that fits: `90 s`, `12 min`, `3.5 h`, `120 days`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`
  const days = Math.round(seconds / 86_400)
  return days < daysMin ? `${(seconds / 3600).toFixed(1)} h` : `${grouped(days)} days`
}
