import type {
  ExchangeSummary,
  Finding,
  NamedContact,
  Observation,
  Recipient,
  RecipientAddress,
  Transmission,
} from '../assess/types.ts'
import type { CountryClaim, Network } from '../attribute/types.ts'
import type { AnomalyCode, AnomalySample, OddFile } from '../core/anomaly.ts'
import { InputError } from '../core/errors.ts'
import { parseDocumentTime } from '../core/document-time.ts'
import type { Instant } from '../core/time.ts'
import { ObservedTime } from '../correlate/observed.ts'
import type { Profile } from '../device/types.ts'
import type { JoinedFile } from '../pipeline/reading/joined-files.ts'
import type { CaptureSummary, ScanResult } from '../pipeline/scan-result.ts'
import { valueKey } from './masking/value-masks.ts'
import type { RereadFacts } from './reread-facts.ts'

/**
 * How to go on with a result of an earlier version that says less than a report needs: who has only that, or a bundle of it,
 * has no capture to scan.
 */
export const earlierResultAdvice: string =
  'varde compare, claims and scope may still read it; a report of it is made by the version that wrote it, or by this one from its capture.'

/** A member of a document that is an instant in text: ISO 8601, or seconds where no calendar holds it. */
type Written<Value> = Omit<Value, 'at' | 'first' | 'last'>

/** The document of `varde scan --json` as docs/schema/scan.schema.json has it: whoever reads it has held it against that. */
interface ScanDocument {
  readonly captures: readonly (Omit<Written<CaptureSummary>, 'isGzip' | 'isNamesOnly' | 'files'> & {
    readonly gzip: boolean
    readonly firstAt: string | null
    readonly lastAt: string | null
    readonly namesOnly?: true
    readonly files?: readonly DocumentFile[]
  })[]
  readonly profile: {
    readonly name: string
    readonly kinds?: readonly string[]
    readonly untraceable: readonly string[]
  } | null
  readonly keys: ScanResult['keys']
  readonly coverage: ScanResult['coverage']
  readonly recipients: readonly DocumentRecipient[]
  readonly tunnels: ScanResult['tunnels']
  readonly apps: ScanResult['apps']
  readonly exchanges: number
  readonly observations: readonly (Omit<Observation, 'value' | 'normal' | 'at' | 'exchange' | 'isAsked'> & {
    readonly value?: string
    readonly normal?: string
    readonly masked: string
    readonly at: string
    readonly exchange: { readonly id: number }
  })[]
  readonly transmissions: readonly (Omit<Transmission, 'at' | 'families' | 'app'> & {
    readonly at: string
    readonly app: string | null
  })[]
  readonly contacts: readonly (Omit<NamedContact, 'at' | 'family'> & { readonly at: string })[]
  readonly findings: readonly (Omit<Finding, 'first' | 'last' | 'family'> & {
    readonly family: string | null
    readonly firstAt: string
    readonly lastAt: string
  })[]
  readonly dismissals: readonly DocumentValue<ScanResult['dismissals'][number]>[]
  readonly localNames: readonly DocumentValue<ScanResult['localNames'][number]>[]
  readonly opaque: readonly DocumentOpaque[]
  readonly steady?: readonly DocumentOpaque[]
  readonly serverNames: readonly {
    readonly name: string
    readonly transport: string
    readonly hellos: number
  }[]
  readonly dnsNames: readonly string[]
  readonly resolvers: ScanResult['resolvers']
  readonly anomalies: readonly (AnomalyCode & {
    readonly capture: number
    readonly count: number
    readonly samples: readonly AnomalySample[]
    readonly files?: readonly OddFile[]
  })[]
  readonly dataSets: ScanResult['dataSets']
  readonly events: ScanResult['correlation']['events']
  readonly clock: Omit<ScanResult['correlation']['clock'], 'referenceS' | 'isOneOfSeveral'>
  readonly triggers: ScanResult['correlation']['triggers']
  readonly periods: ScanResult['correlation']['periods']
  readonly comparisons: {
    readonly pairs: number
    readonly seriesLeftOut: number
    readonly observedSeconds: number
    readonly eventsOutside?: NonNullable<ScanResult['correlation']['outside']>
    readonly mayBeUnsent?: number
  }
  readonly reread?: RereadFacts
}

/** One file of a recording. */
type DocumentFile = Omit<Written<JoinedFile>, 'isGzip' | 'isApart'> & {
  readonly gzip: boolean
  readonly apart?: true
  readonly firstAt: string | null
  readonly lastAt: string | null
}

/** A value that the document has in full or masked. */
type DocumentValue<Value extends { readonly value: string }> = Omit<Value, 'value'> & {
  readonly value?: string
  readonly masked: string
}

type DocumentRecipient = Omit<
  Recipient,
  'addresses' | 'proxies' | 'organisation' | 'apps' | 'hasEch' | 'hasHiddenDns' | 'mayHideName' | 'isDenied'
> & {
  readonly addresses: readonly (Placed & { readonly asked?: boolean })[]
  readonly proxies?: readonly Placed[]
  readonly organisation:
    | (Omit<
        NonNullable<Recipient['organisation']>,
        'state' | 'isSharedInfrastructure' | 'seatSource' | 'isSeatVerified' | 'parentSince'
      > & {
        readonly stateControl: NonNullable<Recipient['organisation']>['state']
        readonly sharedInfrastructure: boolean
      })
    | null
  readonly networks: readonly (Network & { readonly address: string })[]
  readonly countries: readonly (CountryClaim & { readonly address: string; readonly agreed: boolean })[]
  readonly apps: readonly (Omit<Recipient['apps'][number], 'first' | 'last' | 'lookups'> & {
    readonly firstAt: string
    readonly lastAt: string
  })[]
  readonly ech: boolean
  readonly dnsHidden: boolean
}

type Placed = Pick<RecipientAddress, 'address' | 'scope'>

type DocumentOpaque = Omit<ScanResult['opaque'][number], 'first' | 'last'> & {
  readonly firstAt: string
  readonly firstFrame: number
  readonly lastAt: string
  readonly lastFrame: number
}

/** What a value is of which only the kind is known. */
const unknownValue = '•'

/**
 * The result that a document of `varde scan --json` stands for, so that every report of it can be made again. `document` fits
 * the schema of `varde/scan@1`; `path` is for messages. `profile`: the one that it was made with, where it is known: the
 * document has its name and kinds only. `isMarked`: its values are marks (of a redacted bundle). What only a capture says, its
 * bytes and when flows began, the result does not have. Throws an InputError for a document of an earlier version, and for one
 * whose parts do not belong together.
 */
export function readScanDocument(
  path: string,
  document: unknown,
  { profile = null, isMarked = false }: { readonly profile?: Profile | null; readonly isMarked?: boolean },
): ScanResult {
  const given = document as ScanDocument
  const { reread } = given
  const { tokenValues, tokenBytes }: Partial<ScanResult['coverage']['searched']> = given.coverage.searched
  if (reread === undefined || tokenValues === undefined || tokenBytes === undefined)
    throw new InputError(
      `${path} was written by an earlier version of varde, and does not say all that a report needs: ${earlierResultAdvice}`,
    )
  requireWhole(path, given, reread)
  requireOneMasking(path, given, reread)
  const shownValues = isMarked ? new Map<string, string>() : shownIn(reread)
  const { events, clock, triggers, periods, comparisons } = given
  return {
    captures: given.captures.map((capture, index) => captureOf(capture, reread.captures[index])),
    coverage: given.coverage,
    keys: given.keys,
    recipients: given.recipients.map((recipient) => recipientOf(recipient, reread)),
    tunnels: given.tunnels,
    apps: given.apps,
    exchanges: given.exchanges,
    observations: observationsOf(given, reread),
    transmissions: given.transmissions.map((transmission, index) =>
      transmissionOf(transmission, reread, index),
    ),
    contacts: given.contacts.map((contact, index) => ({
      ...contact,
      family: familyAt(reread, reread.contacts[index]),
      at: instantOf(contact.at),
    })),
    findings: given.findings.map(({ firstAt, lastAt, family, ...finding }) => ({
      ...finding,
      family: family ?? '',
      ...(reread.atLeast.includes(finding.id) ? { isAtLeast: true as const } : {}),
      first: instantOf(firstAt),
      last: instantOf(lastAt),
    })),
    ...(reread.callers === null ? {} : { callers: reread.callers }),
    ...(reread.localDevices === null ? {} : { localDevices: reread.localDevices }),
    ...(reread.eventFiles.length === 0 ? {} : { eventFiles: reread.eventFiles }),
    dismissals: given.dismissals.map(valued),
    localNames: given.localNames.map(valued),
    opaque: given.opaque.map(opaqueOf),
    steady: (given.steady ?? []).map(opaqueOf),
    anomalies: given.anomalies.map(({ capture, code, kind, sentence, count, samples, files }) => ({
      capture,
      tally: {
        code: { code, kind, sentence },
        count,
        samples: [...samples],
        ...(files === undefined ? {} : { files: [...files] }),
      },
    })),
    hellos: given.serverNames.map(({ name, transport, hellos }) => ({ sni: name, transport, count: hellos })),
    dnsNames: given.dnsNames,
    resolvers: given.resolvers,
    dataSets: given.dataSets,
    profile: given.profile === null ? null : profileOf(given.profile, reread, profile),
    ...(shownValues === null ? {} : { shownValues }),
    untraceable: given.profile?.untraceable ?? [],
    correlation: {
      events,
      clock: { ...clock, ...reread.clock },
      isZoneOpen: reread.zoneOpen,
      triggers,
      periods,
      pairs: comparisons.pairs,
      seriesLeftOut: comparisons.seriesLeftOut,
      observedSeconds: comparisons.observedSeconds,
      aligned: reread.aligned.map((series) => ({ ...series, times: Float64Array.from(series.times) })),
      observed: new ObservedTime(reread.observed),
      outside: comparisons.eventsOutside ?? null,
      mayBeUnsent: comparisons.mayBeUnsent ?? 0,
    },
  }
}

/** Throws an InputError where a part names another that is not there: each report would stumble over it. */
function requireWhole(path: string, given: ScanDocument, reread: RereadFacts): void {
  const captures = given.captures.length
  const recipients = new Set(given.recipients.map(({ id }) => id))
  const isCapture = ({ capture }: { readonly capture: number }): boolean => capture < captures
  const isTo = ({ recipient }: { readonly recipient: string }): boolean => recipients.has(recipient)
  const isFamily = (place: number | undefined): boolean =>
    place !== undefined && place < reread.families.length
  const { observations: seen, transmissions, contacts, opaque, steady = [] } = given
  const ids = new Set(seen.map(({ id }) => id))
  const faults: readonly (readonly [string, boolean])[] = [
    ['captures', captures > 0 && reread.captures.length === captures],
    ['recipients', recipients.size === given.recipients.length],
    [
      'observations',
      ids.size === seen.length && [...seen, ...given.tunnels].every(isCapture) && seen.every(isTo),
    ],
    ['reread.observations', (reread.observations ?? seen).length === seen.length],
    ['reread.values', (reread.observations ?? []).every((place) => place < (reread.values ?? []).length)],
    ['transmissions', transmissions.every((one) => isCapture(one) && isTo(one))],
    ['reread.transmissions', reread.transmissions.length === transmissions.length],
    ['reread.families', reread.transmissions.every((one) => one.families.every(isFamily))],
    ['contacts', contacts.every((one) => isCapture(one) && isTo(one))],
    ['reread.contacts', contacts.every((_, index) => isFamily(reread.contacts[index]))],
    ['opaque', [...opaque, ...steady].every((one) => isCapture(one) && isTo(one))],
    ['anomalies', given.anomalies.every(isCapture)],
    ['findings', given.findings.every((one) => isTo(one) && one.observations.every((id) => ids.has(id)))],
    ['dismissals', given.dismissals.every(isTo)],
    ['triggers', [...given.triggers, ...given.periods].every(isTo)],
  ]
  const fault = faults.find(([, holds]) => !holds)
  if (fault !== undefined)
    throw new InputError(
      `${path}: it is no whole document of varde scan --json: ${fault[0]} names what is not in it.`,
    )
}

/** Throws an InputError where some values are masked and others are not: what is shown would not be what was asked for. */
function requireOneMasking(path: string, given: ScanDocument, { values }: RereadFacts): void {
  const { observations, dismissals, localNames } = given
  const isMasked = values !== null
  const isOther = (one: { readonly value?: string; readonly normal?: string }): boolean =>
    isMasked ? one.value !== undefined || one.normal !== undefined : one.value === undefined
  const lists = { observations, dismissals, localNames }
  const fault = Object.entries(lists).find(([, list]) => list.some(isOther))
  if (fault !== undefined)
    throw new InputError(
      `${path}: it is no whole document of varde scan --json: ${fault[0]} has values both masked and in full.`,
    )
}

/** A moment of a document. Throws an InputError for what is none: of the 31st of February reports would name another day. */
function instantOf(text: string): Instant {
  const at = parseDocumentTime(text)
  if (at === null) throw new InputError('a document has a time that is none: scan the capture anew.')
  return at
}

function captureOf(
  { gzip, firstAt, lastAt, namesOnly, files, ...capture }: ScanDocument['captures'][number],
  facts: RereadFacts['captures'][number] | undefined,
): CaptureSummary {
  const { timeDigits = 0, zipped, numberedBlocks } = facts ?? {}
  return {
    ...capture,
    isGzip: gzip,
    ...(zipped === undefined ? {} : { isZipped: zipped }),
    ...(namesOnly === undefined ? {} : { isNamesOnly: namesOnly }),
    first: firstAt === null ? null : instantOf(firstAt),
    last: lastAt === null ? null : instantOf(lastAt),
    timeDigits,
    ...(numberedBlocks === undefined ? {} : { numberedBlocks }),
    ...(files === undefined
      ? {}
      : { files: files.map((file, index) => joinedFileOf(file, facts?.files?.[index] ?? {})) }),
  }
}

function joinedFileOf(
  { gzip, firstAt, lastAt, apart, ...file }: DocumentFile,
  { zipped, blocksBefore }: NonNullable<RereadFacts['captures'][number]['files']>[number],
): JoinedFile {
  return {
    ...file,
    isGzip: gzip,
    ...(zipped === undefined ? {} : { isZipped: zipped }),
    ...(apart === undefined ? {} : { isApart: apart }),
    ...(blocksBefore === undefined ? {} : { blocksBefore }),
    first: firstAt === null ? null : instantOf(firstAt),
    last: lastAt === null ? null : instantOf(lastAt),
  }
}

function recipientOf(
  {
    addresses,
    proxies = [],
    organisation,
    networks,
    countries,
    apps,
    ech,
    dnsHidden,
    ...own
  }: DocumentRecipient,
  reread: RereadFacts,
): Recipient {
  const factsOf = (placed: Placed): RecipientAddress => {
    const claims = countries.filter(({ address }) => address === placed.address)
    return {
      address: placed.address,
      scope: placed.scope,
      networks: networks
        .filter(({ address }) => address === placed.address)
        .map(({ asn, name, source }) => ({ asn, name, source })),
      countries: claims.map(({ country, source, builtOn }) => ({ country, source, builtOn })),
      isCountryAgreed: claims.some(({ agreed }) => agreed),
      ambiguity: reread.ambiguities[placed.address] ?? '',
    }
  }
  const lookups = reread.lookups[own.id] ?? []
  return {
    ...own,
    addresses: addresses.map(({ asked, ...placed }) => ({
      ...factsOf(placed),
      ...(asked === true ? { isAsked: true as const } : {}),
    })),
    proxies: proxies.map(factsOf),
    organisation: organisation === null ? null : organisationOf(organisation, reread),
    apps: apps.map(({ firstAt, lastAt, ...app }, index) => ({
      ...app,
      lookups: lookups[index] ?? 0,
      first: instantOf(firstAt),
      last: instantOf(lastAt),
    })),
    hasEch: ech,
    mayHideName: reread.nameMayHide.includes(own.id),
    hasHiddenDns: dnsHidden,
    ...(reread.denied.includes(own.id) ? { isDenied: true as const } : {}),
  }
}

function organisationOf(
  { stateControl, sharedInfrastructure, ...own }: NonNullable<DocumentRecipient['organisation']>,
  { organisations }: RereadFacts,
): Recipient['organisation'] {
  const known = organisations[own.id]
  return {
    ...own,
    // What the list says to those who look for it, and no report repeats.
    kind: '',
    matched: '',
    note: '',
    state: stateControl,
    isSharedInfrastructure: sharedInfrastructure,
    ...(known?.parentSince === undefined ? {} : { parentSince: known.parentSince }),
    seatSource: known?.seatSource ?? '',
    isSeatVerified: known?.seatVerified ?? false,
    ownershipConfidence: known?.ownershipConfidence ?? 'possible',
  }
}

function observationsOf(
  { observations }: ScanDocument,
  { asked, values, observations: places }: RereadFacts,
): Observation[] {
  const isAsked = new Set(asked)
  return observations.map(({ value, normal, masked, at, exchange, ...own }, index) => ({
    ...own,
    value: value ?? masked,
    normal: normal ?? values?.[places?.[index] ?? -1]?.standIn ?? masked,
    ...(isAsked.has(own.id) ? { isAsked: true as const } : {}),
    at: instantOf(at),
    exchange: exchange.id,
  }))
}

/** How masked values are shown; null where they are not masked. */
function shownIn({ values }: RereadFacts): Map<string, string> | null {
  return values === null
    ? null
    : new Map(values.map(({ identifier, standIn, text }) => [valueKey(identifier, standIn), text]))
}

function transmissionOf(
  { at, app, receipt, ...own }: ScanDocument['transmissions'][number],
  reread: RereadFacts,
  index: number,
): Transmission {
  const facts = reread.transmissions[index]
  const summary: ExchangeSummary = own.summary
  return {
    ...own,
    summary,
    at: instantOf(at),
    receipt:
      receipt === null || facts?.callStatus === undefined
        ? receipt
        : { ...receipt, callStatus: facts.callStatus },
    families: (facts?.families ?? []).map((place) => familyAt(reread, place)),
    ...(app === null ? {} : { app }),
    ...(facts?.sender === undefined ? {} : { sender: facts.sender }),
    ...(facts?.clientAddress === undefined ? {} : { clientAddress: facts.clientAddress }),
  }
}

function familyAt({ families }: RereadFacts, place = 0): RereadFacts['families'][number] {
  const family = families[place]
  if (family === undefined) throw new InputError('a document names a family that it does not have.')
  return family
}

function valued<Value extends { readonly value: string }>({ masked, ...own }: DocumentValue<Value>): Value {
  return { ...own, value: own.value ?? masked } as unknown as Value
}

function opaqueOf({
  firstAt,
  firstFrame,
  lastAt,
  lastFrame,
  ...own
}: DocumentOpaque): ScanResult['opaque'][number] {
  return {
    ...own,
    first: { at: instantOf(firstAt), frame: firstFrame },
    last: { at: instantOf(lastAt), frame: lastFrame },
  }
}

/** The profile as its document tells of it: of each kind that there is a value, where it is not known which. */
function profileOf(
  { name, kinds = [] }: NonNullable<ScanDocument['profile']>,
  { kindsOfNone, hasPlaces }: RereadFacts,
  known: Profile | null,
): Profile {
  const none = new Set(kindsOfNone)
  const place = { name: '', lat: null, lon: null, cells: [unknownValue], bssids: [] }
  return known === null
    ? {
        name,
        identifiers: new Map(kinds.map((kind) => [kind, none.has(kind) ? [] : [unknownValue]])),
        places: hasPlaces ? [place] : [],
      }
    : { ...known, name }
}
