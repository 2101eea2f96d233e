import { isAsked } from '../assess/contact-words.ts'
import { isAmongNeighbours, isLocal, isOnDevice, isReachedFromInternet } from '../assess/is-local.ts'
import { deviceKindsOf } from '../detect/device-kinds.ts'
import { mayBeUnsent } from '../assess/may-be-unsent.ts'
import { isOpenedByProxy } from '../assess/on-this-side.ts'
import { OtherSenders } from '../assess/other-senders.ts'
import {
  ApartImeis,
  imeisOf,
  QuietSenders,
  seatsMax,
  senderGroups,
  unjoinedSenders,
} from '../assess/several-phones.ts'
import { weightOf } from '../assess/severity.ts'
import { onTheWay } from '../assess/on-the-way.ts'
import { onlyDigests } from '../assess/only-digests.ts'
import { sureIdentifiers } from '../assess/sure-identifiers.ts'
import type { Finding, Observation, Recipient, Severity, Transmission } from '../assess/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { nothingToRead, unseenContent } from './entries.ts'
import {
  isLittleShare,
  isMostlyUnsearched,
  isOnlyAnswers,
  lostText,
  sealedPart,
  unsearchedText,
} from './mostly-unsearched.ts'
import { titleOf } from '../detect/title-of.ts'
import { grouped } from '../core/grouped.ts'
import {
  isLogged,
  observationsOf,
  plural,
  readPartText,
  readShareText,
  recipientOf,
  recipientText,
  titles,
  transmissionsOf,
} from './phrases.ts'
import { heldText, receivedOf } from './received.ts'
import { isAllRead } from './unread.ts'

/** The answer in one sentence; `severity` is the worst finding's, null where nothing was found. */
export interface Verdict {
  readonly label: string
  readonly severity: Severity | null
  readonly sentence: string
}

const damagedPayloadCode = 'stream.tcp.damaged_payload'

/** How much of what was sent a report without findings goes by: nothing, so little that it says nothing of the rest, or more. */
export function readingOf(result: ScanResult): 'nothing' | 'little' | 'enough' {
  if (result.coverage.summary.read === 0) return 'nothing'
  return isLittleShare(result) || unsearchedText(result) !== '' ? 'little' : 'enough'
}

/** What a report says first: the worst finding, or how much was read without one. */
export function verdictOf(result: ScanResult): Verdict {
  const worst = result.findings[0]
  if (worst === undefined && readingOf(result) === 'nothing') {
    const sentence = `${nothingToRead(result)}, so nothing can be said of what the phone sent.`
    return { label: 'NOTHING TO READ', severity: null, sentence }
  }
  if (worst === undefined) {
    const { answered, asked, askedByForm } = receivedOf(result)
    const sealed = sealedPart(result)
    const share = readShareText(result)
    const damaged = damagedText(result)
    // What looks encrypted was read, and says nothing; so does what was damaged. What was left out nobody saw.
    const isUnsaid = damaged !== '' || !isAllRead(result)
    const readable = isUnsaid && share === '100 %' ? 'the traffic' : readPartText(share)
    const held = [
      ...(answered.length === 0 ? [] : [`what was answered ${heldText(answered, ['holds', 'its'])}`]),
      ...(asked.length === 0 ? [] : [`what others asked of it ${heldText(asked, ['holds', 'its'])}`]),
      ...(askedByForm.length === 0
        ? []
        : [`what others asked of it ${heldText(askedByForm, ['holds', 'somebody’s'])}`]),
    ]
    const found =
      held.length === 0
        ? `Nothing that identifies the phone or its owner was found in ${readable}.`
        : `What was ${asked.length + askedByForm.length === 0 ? 'asked' : 'sent'} in ${readable} holds nothing that identifies the phone or its owner; ${held.join(', and ')}.${asked.length + askedByForm.length === 0 ? '' : ' If one of these is the phone, it was sent.'}`
    const isUnsent = isOnlyAnswers(result)
    const isUnsearched = isUnsent || isMostlyUnsearched(result)
    const unsearched = isUnsent
      ? ' Nothing that was sent is in the capture, only what was answered.'
      : isUnsearched
        ? ' Hardly anything of what was sent could be searched: what was read are mainly names, beginnings of connections and answers.'
        : sealed === ''
          ? ''
          : ` They are ${sealed} of what was sent: searching them shows nothing.`
    const lost = lostText(result)
    const isLittle = readingOf(result) === 'little'
    const sentence = `${found}${damaged}${opaqueInside(result)}${unsearched}${isLittle ? keysAdvice(result) : ''}${lost === '' ? '' : ` ${lost}`}${unseenContent(result)}`
    // Who reads two words only must not take it for a clean phone.
    const label =
      answered.length > 0
        ? 'ONLY IN ANSWERS'
        : asked.length + askedByForm.length > 0
          ? 'ONLY RECEIVED'
          : 'NOTHING FOUND'
    return { label: isLittle ? 'LITTLE READ' : label, severity: null, sentence }
  }
  const recipient = recipientOf(result, worst)
  const who = `${recipientText(recipient)}${insideText(recipient, transmissionsOf(result, worst))}`
  const sentence =
    worst.identifiers.length === 0
      ? `${contactSubject(result, worst)} ${contactWords(result, worst, recipient)} ${who}: ${worst.title.replace(': ', ', ')}.`
      : sentSentence(result, worst, who)
  const more = result.findings.length - 1
  const rest = more > 0 ? ` There ${more === 1 ? 'is' : 'are'} ${plural(more, 'more finding')}.` : ''
  return { label: worst.severity.toUpperCase(), severity: worst.severity, sentence: `${sentence}${rest}` }
}

/** Who it was, as far as the addresses tell from which the name was asked for. */
function contactSubject({ contacts }: ScanResult, { recipient, family }: Finding): string {
  const own = contacts.filter((one) => one.recipient === recipient && one.family.family === family)
  const byCapture = Map.groupBy(own, ({ capture }) => capture)
  const isOfSeveral = [...byCapture.values()].some(
    (ones) => new Set(ones.flatMap(({ sender }) => sender ?? [])).size > 1,
  )
  return isOfSeveral ? 'This phone, or several,' : 'This phone'
}

/** What a known sender of which only the name was seen did: who asks for an address (which may be refused) has not been there. */
function contactWords(
  { contacts }: ScanResult,
  { transmissions, family }: Finding,
  { id, flows }: Recipient,
): string {
  const seen = contacts.filter((contact) => contact.recipient === id && contact.family.family === family)
  const isAskedOnly = flows === 0 && seen.every(isAsked)
  if (transmissions > 0 || seen.length === 0) return 'contacted'
  if (isAskedOnly) return 'asked for the address of'
  return seen.every(({ source }) => source === 'proxied') ? 'asked a proxy for' : 'contacted'
}

/** What was sent, how sure that is, and what of it anybody on the way could read. */
function sentSentence(result: ScanResult, finding: Finding, who: string): string {
  const observations = observationsOf(result, finding)
  const isOpen = ({ protection, summary }: Transmission): boolean =>
    protection === 'plaintext' && summary.isSealedByProgram !== true
  const sent = transmissionsOf(result, finding)
  const open = sent.filter(isOpen).length
  const often = (of: readonly Transmission[], names: readonly string[]): string =>
    oftenText(of, names, finding)
  if (open === 0 || open === sent.length) {
    const openly = sent.every(isLogged) ? 'in a server’s name' : 'not encrypted'
    const how = open === 0 ? closedText(sent) : openly
    const subject = sent.every(isCall) ? callerText(result) : phoneText(result, sent, observations)
    return `${subject} ${sentWords(finding.identifiers, observations, sent)} to ${who}, ${how}, ${often(sent, finding.identifiers)}${unsentText(sent)}.`
  }
  const clear = new Set(sent.filter(isOpen).flatMap(({ identifiers }) => identifiers))
  const readable = finding.identifiers.filter((name) => clear.has(name))
  const closed = finding.identifiers.filter((name) => !clear.has(name))
  const times = (count: number): string => timesText(count, finding)
  const what = `${phoneText(result, sent, observations)} ${sentWords(readable, observations, sent)} to ${who}`
  if (closed.length === 0)
    return `${what}, ${often(sent, readable)}, ${times(open)} not encrypted${unsentText(sent)}.`
  const rest = sent.filter((one) => !isOpen(one))
  return `${what}, not encrypted, ${often(sent.filter(isOpen), readable)}, and its ${titles(closed, onlyDigests(observations))}, ${closedText(rest)}, ${often(rest, closed)}${unsentText(sent)}.`
}

/** How messages travelled of which none is known to have been in clear text. */
function closedText(sent: readonly Transmission[]): string {
  const known = sent.filter((one) => onTheWay(one) === 'encrypted').length
  const opened = sent.filter(isOpenedByProxy).length
  if (opened > 0 && known === sent.length)
    return opened === known ? 'encrypted as far as a proxy' : 'encrypted, some of it as far as a proxy only'
  if (known === sent.length) return 'encrypted'
  return known === 0 ? 'encrypted or not (that is not known)' : 'encrypted as far as is known'
}

/** What would let more be read, where connections are encrypted and no keys of them were given. */
function keysAdvice({ keys, coverage }: ScanResult): string {
  return keys === null && coverage.summary.undecryptable > coverage.frameBytes.undecryptable
    ? ' What is encrypted can be read with its keys (--keys), or from a recording that an app or a proxy makes.'
    : ''
}

/** Where a recipient is that has no address of the Internet, behind its name. Whoever is near has none at all. */
function insideText(recipient: Recipient, sent: readonly Transmission[]): string {
  if (isOnDevice(recipient)) return ' on the device itself'
  if (isReachedFromInternet(recipient, sent)) return ''
  return isLocal(recipient) && !isAmongNeighbours(recipient) ? ' in a private network' : ''
}

/** Who sent it, as far as the numbers of phones that were sent tell, and the addresses that they came from. */
function phoneText(
  result: ScanResult,
  sent: readonly Transmission[],
  observations: readonly Observation[],
): string {
  const senders = unjoinedSenders(sent, senderGroups(result.transmissions, result.observations))
  if (imeisOf(observations) > seatsMax || senders.length > 1) return 'This phone, or several,'
  const quiet = new QuietSenders(result.transmissions, result.observations, result.localDevices ?? [])
  const others = new OtherSenders(result.transmissions, result.observations, deviceKindsOf(result.profile))
  if (quiet.of(sent) !== null || others.countOf(sent) > 0) return 'This phone, or another device,'
  const apart = new ApartImeis(result.transmissions, result.observations)
  return apart.sendersOf(observations) > 1 ? 'This phone, or several,' : 'This phone'
}

/** What a device calls out to find a network. */
function isCall({ summary }: Transmission): boolean {
  return summary.protocol === 'probe-request'
}

/** Whoever is near is heard, too: what is called out may be another's. */
function callerText({ callers }: ScanResult): string {
  const { calls = 0, own = 0 } = callers ?? {}
  if (own === 0) return 'A device near by'
  return own === calls ? 'This phone' : 'This phone, or another device near by,'
}

/** How often identifiers were sent; where not each message had all that are named, in how many each of them was. */
function oftenText(sent: readonly Transmission[], names: readonly string[], finding: Finding): string {
  const naming = names.filter((name) => weightOf(name) > 1)
  // As in `titles`: what only describes is not named beside what names.
  const counts = (naming.length > 0 ? naming : names).map((name) => ({
    name,
    count: sent.filter(({ identifiers }) => identifiers.includes(name)).length,
  }))
  // Of a kind that no message is listed with, it is not known.
  const isUnknown = counts.some(({ count }) => count === 0)
  if (isUnknown || counts.every(({ count }) => count === sent.length)) return timesText(sent.length, finding)
  const shown = counts
    .slice(0, countsMax)
    .map(({ name, count }) => `${titleOf(name).replace(/ \(.*\)$/, '')} in ${grouped(count)}`)
  const left = counts.length - countsMax
  const least = finding.isAtLeast === true ? 'at least ' : ''
  return `in ${least}${plural(sent.length, 'message')} (${shown.join(', ')}${left > 0 ? ` and ${grouped(left)} more` : ''})`
}

/** Of so many identifiers it is told by each how often it was sent. */
const countsMax = 6

function timesText(count: number, { isAtLeast }: Finding): string {
  if (isAtLeast === true) return `at least ${grouped(count)} times`
  return count === 1 ? 'once' : `${grouped(count)} times`
}

/** What is to be said behind how often it was sent, where of some of it nothing shows that it was. */
function unsentText(sent: readonly Transmission[]): string {
  const givenUp = sent.filter(mayBeUnsent).length
  if (givenUp === 0) return ''
  if (givenUp < sent.length) return `; ${grouped(givenUp)} of these may never have been sent`
  return givenUp === 1
    ? ': the request was given up, and nothing shows that it left'
    : ': the requests were given up, and nothing shows that they left'
}

/** `sent its IMEI and possibly its e-mail address`. */
function sentWords(
  names: readonly string[],
  observations: readonly Observation[],
  transmissions: readonly Transmission[],
): string {
  const left = transmissions.filter((one) => !mayBeUnsent(one))
  if (left.length === 0 && transmissions.length > 0)
    return `may have sent its ${titles(names, onlyDigests(observations))}`
  const ofSure = sureIdentifiers(observations)
  const surely =
    left.length === transmissions.length
      ? ofSure
      : new Set(left.flatMap(({ identifiers }) => identifiers.filter((name) => ofSure.has(name))))
  const digests = onlyDigests(observations)
  const sure = names.filter((name) => surely.has(name))
  const possible = names.filter((name) => !surely.has(name))
  if (sure.length === 0) return `possibly sent its ${titles(possible, digests)}`
  // What only describes is left out beside what names, as in `titles`.
  const doubtful = possible.filter((name) => weightOf(name) > 1)
  const rest = doubtful.length === 0 ? '' : `, and possibly its ${titles(doubtful, digests)},`
  return `sent its ${titles(sure, digests)}${rest}`
}

/** What was read and may have been another: nothing was found in it as it is. */
function damagedText({ anomalies }: ScanResult): string {
  const count = anomalies.reduce(
    (sum, { tally }) => sum + (tally.code.code === damagedPayloadCode ? tally.count : 0),
    0,
  )
  if (count === 0) return ''
  return ` ${plural(count, 'packet')} of it ${count === 1 ? 'is' : 'are'} damaged, and may have held something that does not show.`
}

/** What was read and says nothing, since it is encrypted once more. */
function opaqueInside({ opaque }: ScanResult): string {
  const count = opaque.reduce((sum, payload) => sum + payload.count, 0)
  if (count === 0) return ''
  return ` ${plural(count, 'payload')} in it ${count === 1 ? 'looks' : 'look'} encrypted and can hold more.`
}
