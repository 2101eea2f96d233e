/** Puts together what the captures of a scan show: who got it, when and why, and each thing counted once. */
import { secondsOf } from '../core/time.ts'
import { utc, zonedDay } from '../core/zoned-time.ts'
import { countedOnce } from './twice/counted-once.ts'
import type { Flow } from '../stream/types.ts'
import { endsOf, withoutHandedOn } from './twice/both-sides.ts'
import type { SentBetween } from './twice/both-sides.ts'
import { withoutEverNew } from '../assess/ever-new.ts'
import { asContactsOneByOne } from '../assess/one-by-one.ts'
import { asOwnedOn } from '../assess/as-owned-on.ts'
import { findingsOf } from '../assess/findings.ts'
import { withoutSignatureDoubt } from '../assess/repeated-credential.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import type { AnomalyTally } from '../core/anomaly.ts'
import { deviceKindsOf } from '../detect/device-kinds.ts'
import { appKey } from './apps.ts'
import type { AppBook } from './apps.ts'
import { noteNamedElsewhere } from './twice/border-watch.ts'
import { addCoverage } from './coverage.ts'
import type { ScannedCapture } from './captures/scanned-capture.ts'
import type { Shared } from './captures/shared.ts'
import type { CaptureSummary, ScanResult } from './scan-result.ts'
import type { Examiner } from './examiner.ts'
import type { HelloTally } from './recipients/heard-names.ts'
import { correlate } from './events/correlation.ts'
import type { CapturedSpan, EventsInput } from './events/correlation.ts'
import type { KeyFacts } from './reading/gather-keys.ts'
import type { JoinedFile } from './reading/joined-files.ts'
import { callersOf } from './recipients/callers.ts'
import { localSender } from './recipients/local-sender.ts'
import { attributeRecipient } from './recipients/attribute-recipient.ts'
import { SettledRecipients } from './recipients/settled-recipients.ts'
import { addressProtocol } from './recipients/sender-addresses.ts'
import { twinAnomaly } from './twice/twin-captures.ts'

/** What all captures together say; `log` has the anomalies that belong to none of them. */
export function resultOf(
  captures: readonly ScannedCapture[],
  shared: Shared,
  keys: KeyFacts | null,
  given: EventsInput | null,
  log: AnomalyLog,
): ScanResult {
  const { apps } = shared
  const { attribution, profile } = shared.options
  const summaries = captures.map(({ summary }) => summary)
  const examiners = captures.map(({ examiner }) => examiner)
  const drafts = [...shared.recipients.all]
  const redirects = shared.recipients.redirects.among(drafts, attribution)
  const names = shared.recipients.namesByAddress()
  const settled = new SettledRecipients(shared.recipients, drafts, (host) => attribution.domain(host))
  const told = examiners.flatMap(({ book }) => settled.all(book.observations))
  const contacts = examiners.flatMap((examiner) => examiner.contacts.all)
  const dismissals = examiners.flatMap((examiner) => settled.all(examiner.dismissals.all))
  const opaque = examiners.flatMap((examiner) => settled.all(examiner.opaque.all()))
  const steady = examiners.flatMap((examiner) => settled.all(examiner.opaque.steady()))
  const isNamed = new Set(
    [...told, ...contacts, ...dismissals, ...opaque, ...steady].map(({ recipient }) => recipient),
  )
  const sendings = sendingsOf(examiners, settled, apps)
  const lastDay = lastDayOf(summaries)
  const isSentTo = new Set(sendings.map(({ transmission }) => transmission.recipient))
  const recipients = drafts
    .filter(({ id, isDevice, isPassedOver }) =>
      isDevice ? isNamed.has(id) : !isPassedOver || isNamed.has(id) || isSentTo.has(id),
    )
    .map((draft) =>
      attributeRecipient(draft, attribution, apps, shared.recipients.translators, redirects, names),
    )
    .map((recipient) => (lastDay === '' ? recipient : asOwnedOn(recipient, lastDay)))
  const onOneSide = withoutHandedOn(sendings, told, (capture) => (captures[capture] as ScannedCapture).log)
  const isTwin = log.count(twinAnomaly) > 0
  const once = isTwin ? onOneSide : countedOnce(onOneSide, sendings, summaries, shared.sameConnections, log)
  const judged = asContactsOneByOne(once)
  const { transmissions } = judged
  const observations = withoutEverNew(
    withoutSignatureDoubt(judged.observations, transmissions),
    transmissions,
  )
  const callers = callersOf(
    examiners.flatMap(({ book }) => book.drafts),
    profile,
    captures.map(({ busiest }) => busiest),
  )
  const idsOf = (drafted: Iterable<string>): string[] =>
    Array.from(drafted, (id) => shared.recipients.idOf(id))
  const uncounted = new Set(examiners.flatMap(({ book }) => idsOf(book.uncounted)))
  const localDevices = examiners.flatMap(({ devices }, capture) => devices.all(capture))
  const correlation = correlate({
    captures: capturedTimes(summaries),
    recipients,
    // What a packet's own address tells is told by each: it is no send of its own. Where sends had no room, what happened
    // later would look as if none followed: the connections are all there.
    transmissions: transmissions.filter(
      ({ summary, recipient }) => summary.protocol !== addressProtocol && !uncounted.has(recipient),
    ),
    flows: drafts.map((draft) => ({ recipient: draft.id, flows: draft.series })),
    derived: examiners.flatMap(({ traffic }) => traffic.all()),
    timeServers: examiners.flatMap(({ traffic }) => traffic.clocks()),
    given,
  })
  if (captures.length > 1) noteNamedElsewhere(recipients, transmissions, log)
  const anomalies = captures.flatMap((one, capture) => talliesOf(one.log, capture))
  return {
    ...(shared.options.wantsContactTimes === true
      ? {
          contactTimes: new Map(drafts.map(({ id, series }) => [id, series.sorted().times])),
          questionTimes: questionTimesOf(examiners),
          untimed: examiners.flatMap(({ heard }) => heard.questionTimes?.leftOut ?? []),
        }
      : {}),
    captures: summaries,
    coverage: addCoverage(captures.map(({ coverage }) => coverage)),
    keys,
    recipients,
    tunnels: captures.flatMap(({ tunnels }) => tunnels),
    apps: apps.all,
    exchanges: examiners.reduce((total, { counts }) => total + counts.exchanges, 0),
    observations,
    transmissions,
    contacts,
    findings: findingsOf({
      recipients,
      observations,
      transmissions,
      contacts,
      callers,
      localDevices,
      deviceKinds: deviceKindsOf(profile),
      uncounted: new Set([...uncounted, ...examiners.flatMap((one) => idsOf(one.contacts.uncounted))]),
    }),
    callers,
    localDevices,
    dismissals,
    localNames: examiners.flatMap(({ heard }) => heard.local),
    opaque,
    steady,
    anomalies: [...anomalies, ...talliesOf(log, 0)],
    hellos: hellosOf(examiners),
    dnsNames: [...new Set(examiners.flatMap(({ heard }) => [...heard.questions]))].sort(),
    resolvers: resolversOf(examiners),
    dataSets: attribution.dataSets,
    profile,
    untraceable: shared.detector.indicators.untraceable.map(({ identifier }) => identifier),
    correlation,
    ...(given?.files === undefined ? {} : { eventFiles: given.files }),
  }
}

/** What left, each with its app, its sender in the local network and both ends of its flow. */
function sendingsOf(
  examiners: readonly Examiner[],
  settled: SettledRecipients,
  apps: AppBook,
): (SentBetween & { readonly flow: Flow })[] {
  return examiners.flatMap(({ book }) =>
    book.drafts.map(({ transmission, flow }) => {
      const app = apps.idOf(appKey(transmission.capture, flow.app))
      const sent = settled.transmission(transmission)
      const isServed = book.isServed(flow)
      const clientAddress = isServed ? '' : flow.clientAddress
      const sender = localSender(clientAddress)
      return {
        transmission: {
          ...sent,
          ...(app === null ? {} : { app }),
          ...(sender === null ? {} : { sender }),
          ...(clientAddress === '' ? {} : { clientAddress }),
        },
        flow,
        ...endsOf(flow, isServed),
      }
    }),
  )
}

/** When the captures were made, in seconds since 1970; nothing of those without a time. */
function capturedTimes(captures: readonly CaptureSummary[]): CapturedSpan[] {
  return captures.flatMap(({ first, last, isNamesOnly, files }) =>
    stretchesOf(files ?? [{ first, last }]).map((stretch) => ({
      ...stretch,
      ...(isNamesOnly === undefined ? {} : { isNamesOnly }),
    })),
  )
}

/** When files were captured that follow one another: a new stretch begins with each before which one may be missing. */
function stretchesOf(files: readonly Pick<JoinedFile, 'first' | 'last' | 'isApart'>[]): CapturedSpan[] {
  const stretches: { start: number; end: number }[] = []
  for (const { first, last, isApart } of files) {
    if (first === null || last === null) continue
    const [start, end] = [secondsOf(first), secondsOf(last)]
    const before = stretches.at(-1)
    if (before === undefined || isApart === true) stretches.push({ start, end })
    else {
      before.start = Math.min(before.start, start)
      before.end = Math.max(before.end, end)
    }
  }
  return stretches
}

/** The day (UTC) on which the last of the captures ended; '' where none says when it was. */
function lastDayOf(captures: readonly CaptureSummary[]): string {
  return captures.reduce((latest, { last }) => {
    const day = last === null ? '' : zonedDay(last, utc)
    return day > latest ? day : latest
  }, '')
}

function talliesOf(log: AnomalyLog, capture: number): { capture: number; tally: AnomalyTally }[] {
  return Array.from(log.tallies.values(), (tally) => ({ capture, tally }))
}

/** The names in hellos, each once for all captures. */
function hellosOf(examiners: readonly Examiner[]): HelloTally[] {
  const all = new Map<string, HelloTally>()
  for (const { sni, transport, count } of examiners.flatMap(({ heard }) => heard.hellos)) {
    const known = all.get(`${transport} ${sni}`)
    if (known === undefined) all.set(`${transport} ${sni}`, { sni, transport, count })
    else known.count += count
  }
  return [...all.values()]
}

/** When each name was asked of DNS, in all captures. */
function questionTimesOf(examiners: readonly Examiner[]): Map<string, Float64Array> {
  const all = examiners.flatMap(({ heard }) => [...(heard.questionTimes?.byName ?? [])])
  return new Map(
    [...Map.groupBy(all, ([name]) => name)].map(([name, own]) => [
      name,
      Float64Array.from(own.flatMap(([, times]) => times)).sort(),
    ]),
  )
}

function resolversOf(examiners: readonly Examiner[]): { host: string; questions: number }[] {
  const questions: Map<string, number> = new Map()
  for (const examiner of examiners)
    for (const [host, asked] of examiner.heard.resolvers)
      questions.set(host, (questions.get(host) ?? 0) + asked)
  return [...questions].map(([host, asked]) => ({ host, questions: asked }))
}
