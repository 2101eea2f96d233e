import { hasSeat } from '../assess/has-seat.ts'
import { isLocal } from '../assess/is-local.ts'
import type { Side, SideRecipient, SideTransmission, SideTrigger } from '../assess/side.ts'
import { InputError } from '../core/errors.ts'
import { ObservedTime } from '../correlate/observed.ts'
import type { Trigger } from '../correlate/types.ts'
import type { DeviceEventKind } from '../device/events/types.ts'
import { Masker } from '../report/masker.ts'
import { trafficBytes } from '../core/traffic-bytes.ts'
import type { TrafficFacts } from '../core/traffic-bytes.ts'
import type { ScanResult } from './scan.ts'
import { phoneSignsOf, signsOnce } from './phone-signs.ts'
import type { SignFacts } from './phone-signs.ts'
import { markOfDocument, named } from './twin-captures.ts'

/**
 * A scan as one side of a comparison. What names the device in host names is masked, as in every document. `models` are
 * those that its user agents name; `requests` when those that could be read went to each server.
 */
export function sideOfScan(
  result: ScanResult,
  models: Iterable<string> = [],
  requests: Iterable<readonly [string, Float64Array]> = [],
): Side {
  const masker = new Masker(result, false)
  const nameOf = (one: ScanResult['recipients'][number]): string => masker.hide(plainName(one))
  const hosts = new Map(result.recipients.map((one) => [one.id, nameOf(one)]))
  const { correlation, coverage } = result
  return {
    files: result.captures.map((capture) => capture.path),
    captures: named(result.captures),
    observedSeconds: correlation.observedSeconds,
    hasProfile: result.profile !== null,
    readShare: readShareOf(coverage),
    sumsHold: coverage.equations.every((equation) => equation.left === equation.right),
    missingBytes: coverage.missing.gapBytes + coverage.missing.cutBytes,
    ...unsearched(coverage),
    phone: phoneSignsOf(result, models),
    hasEvents: correlation.aligned.some(
      ({ isDerived, times }) =>
        !isDerived && times.some((at) => !Number.isNaN(correlation.observed.line(at))),
    ),
    recipients: result.recipients.map(
      (one): SideRecipient => ({
        host: nameOf(one),
        addresses: one.addresses.map(({ address }) => address),
        domain: masker.hide(one.domain),
        isLocal: isLocal(one),
        flows: one.flows,
        bytesToServer: one.bytesToServer,
        bytesToClient: one.bytesToClient,
        missing: one.missing ?? 0,
        protocols: shownProtocols(one.protocols, coverage),
        opaque: opaqueTo(one.id, result.opaque),
        countries: [
          ...new Set(one.addresses.flatMap((facts) => facts.countries.map((claim) => claim.country))),
        ],
        organisation: organisationOf(one.organisation),
        operators: operatorsOf(one.organisation),
      }),
    ),
    transmissions: result.transmissions.map(
      (one): SideTransmission => ({
        host: hosts.get(one.recipient) ?? one.recipient,
        family: one.families[0]?.family ?? '',
        identifiers: one.identifiers,
        at: one.at.sec + one.at.nsec / 1e9,
        protection: one.protection,
        capture: one.capture,
        exchange: one.exchange,
        frames: one.frames,
        ...(one.sender === undefined ? {} : { sender: one.sender }),
        accepted: one.receipt === null ? null : one.receipt.accepted,
      }),
    ),
    triggers: triggersOf(correlation.triggers, hosts),
    dnsNames: new Set(
      [...result.dnsNames, ...result.contacts.map((contact) => contact.name)].map((name) =>
        masker.hide(name),
      ),
    ),
    eventCounts: new Map(
      correlation.aligned.map((one) => [
        one.kind,
        one.times.filter((at) => !Number.isNaN(correlation.observed.line(at))).length,
      ]),
    ),
    observed: correlation.observed,
    hide: (name) => masker.hide(name),
    timing: {
      events: new Map(correlation.aligned.map((one) => [one.kind, one.times])),
      observed: correlation.observed,
      slackS: correlation.clock.uncertaintyMs / 1_000,
      contacts: withRequests(
        contactsOf(result.contactTimes, hosts),
        [...requests].map(([host, times]) => [masker.hide(host), times] as const),
      ),
    },
  }
}

/** When flows to each host began: several recipients may have one name. */
function contactsOf(
  times: ScanResult['contactTimes'],
  hosts: ReadonlyMap<string, string>,
): Map<string, Float64Array> {
  const byHost = Map.groupBy(times ?? [], ([id]) => hosts.get(id) ?? id)
  return new Map(
    [...byHost].map(([host, all]) => [
      host,
      all.length === 1 && all[0] !== undefined
        ? all[0][1]
        : Float64Array.from(all.flatMap(([, own]) => [...own])).sort(),
    ]),
  )
}

/** Of each host the beginnings of its flows, or its requests where these are more. */
function withRequests(
  contacts: Map<string, Float64Array>,
  requests: readonly (readonly [string, Float64Array])[],
): Map<string, Float64Array> {
  for (const [host, times] of requests)
    if (times.length > (contacts.get(host)?.length ?? 0)) contacts.set(host, times)
  return contacts
}

/** Protocols that carry others and hide them, unless they are decrypted. */
const carriers: ReadonlySet<string> = new Set(['tls', 'dtls', 'quic'])

/**
 * The protocols of a recipient, without those that only carried others: where connections were decrypted, and nothing at all
 * stayed encrypted, is missing, or comes from a log that tells of handshakes only.
 */
function shownProtocols(
  protocols: readonly string[],
  { summary, decryption, missing, entries }: CarrierFacts,
): readonly string[] {
  const isAllOpen =
    (decryption?.connections ?? 0) > 0 &&
    summary.undecryptable === 0 &&
    missing.gapBytes + missing.cutBytes === 0 &&
    entries === null
  return isAllOpen ? protocols.filter((protocol) => !carriers.has(protocol)) : protocols
}

/** What of a coverage statement says whether anything stayed encrypted. */
interface CarrierFacts {
  readonly summary: { readonly undecryptable?: number }
  readonly decryption?: { readonly connections: number }
  readonly missing: { readonly gapBytes: number; readonly cutBytes: number }
  readonly entries?: object | null
}

/** How many opaque messages a recipient got. */
function opaqueTo(
  recipient: string,
  opaque: readonly { readonly recipient: string; readonly count: number }[],
): number {
  return opaque.reduce((sum, one) => sum + (one.recipient === recipient ? one.count : 0), 0)
}

function plainName(one: {
  readonly host: string
  readonly addresses: readonly { readonly address: string }[]
}): string {
  return one.host === '' ? (one.addresses[0]?.address ?? '?') : one.host
}

/** What of a trigger a comparison needs: a scan and its document say it alike. */
type FoundTrigger = Pick<
  Trigger,
  'event' | 'recipient' | 'hits' | 'exposures' | 'windowFromMs' | 'windowMs' | 'explainedBy'
> & { readonly flows?: object }

/** Triggers of sends; those of mere flows of some size are no sends. */
function triggersOf(found: readonly FoundTrigger[], hosts: ReadonlyMap<string, string>): SideTrigger[] {
  return found
    .filter((trigger) => trigger.flows === undefined)
    .map((trigger) => ({
      host: hosts.get(trigger.recipient) ?? trigger.recipient,
      event: trigger.event,
      hits: trigger.hits,
      exposures: trigger.exposures,
      fromS: trigger.windowFromMs / 1_000,
      toS: trigger.windowMs / 1_000,
      isExplained: trigger.explainedBy !== undefined,
    }))
}

/** How much of the traffic was read; 0 where there was none. */
function readShareOf(coverage: TrafficFacts & { summary: { read: number } }): number {
  const traffic = trafficBytes(coverage)
  return traffic === 0 ? 0 : coverage.summary.read / traffic
}

/** What of a coverage statement says what was not looked into; documents of earlier versions may lack some of it. */
interface UnsearchedFacts {
  readonly summary: { readonly skipped?: Readonly<Record<string, number>> }
  readonly frameBytes: {
    readonly undecryptable?: number
    readonly malformed?: number
    readonly fragmentsLost?: number
  }
}

function unsearched({ summary, frameBytes }: UnsearchedFacts): Pick<Side, 'unsearchedBytes' | 'mediaBytes'> {
  const { skipped = {} } = summary
  const { undecryptable = 0, malformed = 0, fragmentsLost = 0 } = frameBytes
  const behind = (skipped['limit reached'] ?? 0) + (skipped['between messages (resynchronising)'] ?? 0)
  return {
    unsearchedBytes: undecryptable + malformed + fragmentsLost + behind,
    mediaBytes: skipped['media content'] ?? 0,
  }
}

/** What of a document `varde/scan@1` a comparison needs. */
interface ScanDocument {
  readonly profile: object | null
  readonly captures: readonly {
    readonly path: string
    readonly firstAt?: string | null
    readonly lastAt?: string | null
  }[]
  readonly coverage: Parameters<typeof readShareOf>[0] &
    UnsearchedFacts &
    CarrierFacts & {
      readonly equations: readonly { readonly left: number; readonly right: number }[]
    }
  readonly recipients: readonly {
    readonly id: string
    readonly host: string
    readonly domain: string
    readonly addresses: readonly { readonly address: string; readonly scope: string }[]
    readonly flows: number
    readonly bytesToServer: number
    readonly bytesToClient: number
    /** Absent where nothing is missing in the captures, and in documents of earlier versions. */
    readonly missing?: number
    readonly protocols: readonly string[]
    readonly countries: readonly { readonly country: string }[]
    readonly organisation: {
      readonly name: string
      readonly parent: string
      readonly country: string
      readonly confidence: string
    } | null
  }[]
  readonly transmissions: readonly {
    readonly capture: number
    readonly exchange: number
    readonly at: string
    readonly recipient: string
    readonly identifiers: readonly string[]
    readonly families: readonly string[]
    readonly frames: readonly number[]
    readonly protection: string
    readonly receipt: { readonly accepted: boolean | null } | null
  }[]
  readonly observations?: SignFacts['observations']
  readonly localNames?: SignFacts['localNames']
  readonly contacts: readonly { readonly name: string }[]
  readonly dnsNames: readonly string[]
  readonly opaque: readonly { readonly recipient: string; readonly count: number }[]
  readonly events: readonly {
    readonly kind: DeviceEventKind
    readonly given: number
    readonly derived: number
  }[]
  readonly triggers: readonly FoundTrigger[]
  readonly comparisons: {
    readonly observedSeconds: number
    readonly eventsOutside?: { readonly given: number; readonly outside: number }
  }
}

/** A document that `varde scan --json` wrote, as one side of a comparison. `path` is for messages. */
export function sideOfDocument(path: string, value: unknown): Side {
  const document = value as ScanDocument
  const lists = [
    'captures',
    'recipients',
    'transmissions',
    'contacts',
    'dnsNames',
    'opaque',
    'events',
    'triggers',
  ] as const
  const isWhole =
    typeof value === 'object' &&
    value !== null &&
    lists.every((name) => Array.isArray(document[name])) &&
    typeof document.coverage?.summary?.payload === 'number' &&
    typeof document.coverage.file?.unread === 'number' &&
    typeof document.coverage.frameBytes?.malformed === 'number' &&
    typeof document.coverage.missing?.cutBytes === 'number' &&
    Array.isArray(document.coverage.equations) &&
    typeof document.comparisons?.observedSeconds === 'number'
  if (!isWhole) throw new InputError(`${path}: it is no whole document of varde scan --json.`)
  const hosts = new Map(document.recipients.map((one) => [one.id, plainName(one)]))
  const { equations, missing } = document.coverage
  return {
    files: document.captures.map((capture) => capture.path),
    captures: document.captures.map((capture) => ({ path, mark: markOfDocument(capture), isFile: false })),
    observedSeconds: document.comparisons.observedSeconds,
    hasProfile: document.profile !== null,
    readShare: readShareOf(document.coverage),
    sumsHold: equations.every((equation) => equation.left === equation.right),
    missingBytes: missing.gapBytes + missing.cutBytes,
    ...unsearched(document.coverage),
    phone: phoneSignsOf(
      { observations: document.observations ?? [], localNames: document.localNames ?? [] },
      [],
    ),
    hasEvents: hasGivenEvents(document),
    recipients: document.recipients.map((one) => ({
      host: plainName(one),
      addresses: one.addresses.map(({ address }) => address),
      domain: one.domain,
      isLocal: isLocal(one),
      flows: one.flows,
      bytesToServer: one.bytesToServer,
      bytesToClient: one.bytesToClient,
      ...missingOf(one.missing, missing.gapBytes + missing.cutBytes),
      protocols: shownProtocols(one.protocols, document.coverage),
      opaque: opaqueTo(one.id, document.opaque),
      countries: [...new Set(one.countries.map((claim) => claim.country))],
      organisation: organisationOf(one.organisation),
      operators: operatorsOf(one.organisation),
    })),
    transmissions: document.transmissions.map((one) => ({
      host: hosts.get(one.recipient) ?? one.recipient,
      family: one.families[0] ?? '',
      identifiers: one.identifiers,
      at: Date.parse(one.at) / 1_000,
      protection: one.protection,
      capture: one.capture,
      exchange: one.exchange,
      frames: one.frames,
      accepted: one.receipt?.accepted ?? null,
    })),
    triggers: triggersOf(document.triggers, hosts),
    dnsNames: new Set([...document.dnsNames, ...document.contacts.map((contact) => contact.name)]),
    eventCounts: observedEvents(document),
    ...observedIn(document),
    timing: null,
  }
}

/** What a document says of the bytes to a recipient that its captures lack; `all`: so many they lack of all together. */
function missingOf(own: number | undefined, all: number): Pick<SideRecipient, 'missing' | 'mayMiss'> {
  if (own !== undefined) return { missing: own }
  return all === 0 ? { missing: 0 } : { mayMiss: true }
}

/** True where somebody told of events in the time of the captures: a log of another day tells nothing. */
function hasGivenEvents({ events, comparisons }: ScanDocument): boolean {
  const { given, outside } = comparisons.eventsOutside ?? { given: 1, outside: 0 }
  return given > outside && events.some((one) => one.given > 0)
}

/** When the captures of a document were made; nothing where it does not say it of all of them. */
function observedIn({ captures }: ScanDocument): Pick<Side, 'observed'> {
  const spans = captures.map(({ firstAt, lastAt }) => ({
    start: Date.parse(firstAt ?? '') / 1_000,
    end: Date.parse(lastAt ?? '') / 1_000,
  }))
  const isKnown = spans.length > 0 && spans.every(({ start, end }) => start <= end)
  return isKnown ? { observed: new ObservedTime(spans) } : {}
}

/**
 * Events of each kind in the time of the captures. A document says only of all kinds together how many lie outside: each
 * kind is taken to have lost so many, since an event that nobody watched is no exposure.
 */
function observedEvents({ events, comparisons }: ScanDocument): Map<DeviceEventKind, number> {
  const { given, outside } = comparisons.eventsOutside ?? { given: 1, outside: 0 }
  return new Map(
    events.map((one) => [
      one.kind,
      one.given === 0 || given === outside ? one.derived : Math.max(0, one.given - outside),
    ]),
  )
}

/** Several sides as one: counts add up; times stay where all sides have them. */
export function joinSides(sides: readonly Side[]): Side {
  const [first] = sides
  if (first === undefined) throw new Error('no side to join')
  if (sides.length === 1) return first
  const total = sides.reduce((sum, side) => sum + side.observedSeconds, 0)
  const counts = new Map<DeviceEventKind, number>()
  for (const side of sides)
    for (const [kind, number] of side.eventCounts) counts.set(kind, (counts.get(kind) ?? 0) + number)
  return {
    files: sides.flatMap((side) => side.files),
    captures: sides.flatMap((side) => side.captures),
    observedSeconds: total,
    hasProfile: sides.every((side) => side.hasProfile),
    readShare:
      sides.reduce((sum, side) => sum + side.readShare * side.observedSeconds, 0) / Math.max(1, total),
    sumsHold: sides.every((side) => side.sumsHold),
    missingBytes: sides.reduce((sum, side) => sum + side.missingBytes, 0),
    unsearchedBytes: sides.reduce((sum, side) => sum + side.unsearchedBytes, 0),
    mediaBytes: sides.reduce((sum, side) => sum + side.mediaBytes, 0),
    phone: signsOnce(sides.flatMap(({ phone }) => phone)),
    hasEvents: sides.every(({ hasEvents }) => hasEvents),
    recipients: joinRecipients(sides.flatMap((side) => side.recipients)),
    transmissions: joinTransmissions(sides),
    triggers: [
      ...Map.groupBy(
        sides.flatMap((side) => side.triggers),
        (trigger) => `${trigger.host} ${trigger.event}`,
      ).values(),
    ].map((same) => ({
      ...(same[0] as (typeof same)[0]),
      hits: same.reduce((sum, one) => sum + one.hits, 0),
      exposures: same.reduce((sum, one) => sum + one.exposures, 0),
      toS: Math.max(...same.map((one) => one.toS)),
    })),
    dnsNames: new Set(sides.flatMap((side) => [...side.dnsNames])),
    eventCounts: counts,
    ...(sides.every(({ observed }) => observed !== undefined)
      ? { observed: new ObservedTime(sides.flatMap(({ observed }) => observed?.intervals ?? [])) }
      : {}),
    hide: (name) => sides.reduce((hidden, { hide }) => hide?.(hidden) ?? hidden, name),
    timing: null,
  }
}

/** With the numbers that their captures have among all of them. */
function joinTransmissions(sides: readonly Side[]): SideTransmission[] {
  let captures = 0
  return sides.flatMap((side) => {
    const first = captures
    captures += Math.max(1, side.files.length)
    return side.transmissions.map((one) => ({ ...one, capture: first + one.capture }))
  })
}

/** One entry for each host, as in a scan of all captures: what one of them saw encrypted is not read in the next. */
function joinRecipients(all: readonly SideRecipient[]): SideRecipient[] {
  return [...Map.groupBy(all, ({ host }) => host).values()].map((same) => {
    const sumOf = (value: (one: SideRecipient) => number): number =>
      same.reduce((sum, one) => sum + value(one), 0)
    return {
      ...(same[0] as SideRecipient),
      flows: sumOf((one) => one.flows),
      bytesToServer: sumOf((one) => one.bytesToServer),
      bytesToClient: sumOf((one) => one.bytesToClient),
      opaque: sumOf((one) => one.opaque),
      missing: sumOf((one) => one.missing ?? 0),
      ...(same.some(({ mayMiss }) => mayMiss === true) ? { mayMiss: true } : {}),
      isLocal: same.every((one) => one.isLocal),
      addresses: [...new Set(same.flatMap((one) => one.addresses ?? []))],
      protocols: [...new Set(same.flatMap((one) => one.protocols))],
      countries: [...new Set(same.flatMap((one) => one.countries))],
    }
  })
}

/** An organisation with the country of its owner's seat, as far as that is known. */
function organisationOf(organisation: { readonly name: string; readonly country: string } | null): string {
  if (organisation === null) return ''
  return hasSeat(organisation) ? `${organisation.name} (${organisation.country})` : organisation.name
}

/** Who may be said to operate a host: nobody where it is only possible that the host is theirs. */
function operatorsOf(
  organisation: { readonly name: string; readonly parent: string; readonly confidence: string } | null,
): string[] {
  if (organisation === null || organisation.confidence === 'possible') return []
  return [organisation.name, organisation.parent].filter((name) => name !== '')
}
