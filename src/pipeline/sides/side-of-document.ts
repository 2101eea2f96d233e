import { isLocal } from '../../assess/is-local.ts'
import { isBehindProxies, isOpenedByProxy } from '../../assess/on-this-side.ts'
import { recipientName } from '../../assess/recipient-name.ts'
import type { Side, SideRecipient } from '../../assess/side.ts'
import { parseDocumentTime } from '../../core/document-time.ts'
import { InputError } from '../../core/errors.ts'
import { secondsOf } from '../../core/time.ts'
import { ObservedTime } from '../../correlate/observed.ts'
import type { DeviceEventKind } from '../../device/events/types.ts'
import { scanDocumentShape } from './document-shape.ts'
import { marksOfDocument } from '../twice/twin-captures.ts'
import { hasMaskedSigns, numbersByExchange, numbersIn, phoneSignsOf, serialsOf } from './phone-signs.ts'
import type { SignFacts } from './phone-signs.ts'
import {
  lost,
  opaqueTo,
  operatorsOf,
  organisationOf,
  readShareOf,
  sentAndPerhaps,
  shownProtocols,
  suggestedOffsetOf,
  triggersOf,
  unsearched,
  unseenOf,
} from './side-facts.ts'
import type { CarrierFacts, FoundTrigger, LostFacts, UnsearchedFacts } from './side-facts.ts'
import { takenByStatus } from './taken-by-status.ts'

/** What of a document `varde/scan@1` a comparison needs. */
interface ScanDocument {
  readonly profile: { readonly kinds?: readonly string[] } | null
  readonly captures: readonly {
    readonly path: string
    readonly firstAt?: string | null
    readonly lastAt?: string | null
    readonly namesOnly?: boolean
  }[]
  readonly coverage: Parameters<typeof readShareOf>[0] &
    UnsearchedFacts &
    LostFacts &
    CarrierFacts & {
      readonly equations: readonly { readonly left: number; readonly right: number }[]
    }
  readonly recipients: readonly {
    readonly id: string
    readonly host: string
    readonly domain: string
    readonly addresses: readonly {
      readonly address: string
      readonly scope: string
      readonly asked?: boolean
    }[]
    readonly proxies?: readonly object[]
    readonly flows: number
    readonly bytesToServer: number
    readonly bytesToClient: number
    /** Absent where nothing is missing in the captures, and in documents of earlier versions. */
    readonly missing?: number
    readonly protocols: readonly string[]
    readonly ports?: readonly number[]
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
    readonly receipt: {
      readonly accepted: boolean | null
      readonly status?: number
      readonly unshown?: string
      readonly isOfNetwork?: boolean
    } | null
    readonly summary?: {
      readonly protocol: string
      readonly isOpenedByProxy?: boolean
      readonly mayBeUnsent?: boolean
    }
  }[]
  readonly observations?: readonly (SignFacts['observations'][number] & {
    readonly capture?: number
    readonly exchange?: { readonly id: number } | null
  })[]
  readonly localNames?: SignFacts['localNames']
  readonly contacts: readonly { readonly name: string }[]
  readonly dnsNames: readonly string[]
  readonly opaque: readonly { readonly recipient: string; readonly count: number }[]
  readonly events: readonly {
    readonly kind: DeviceEventKind
    readonly given: number
    readonly derived: number
    readonly observed?: number
    readonly nearEnd?: readonly number[]
  }[]
  readonly clock?: { readonly method: string; readonly offsetMs: number; readonly uncertaintyMs: number }
  readonly triggers: readonly FoundTrigger[]
  readonly comparisons: {
    readonly observedSeconds: number
    readonly eventsOutside?: { readonly given: number; readonly outside: number }
  }
}

/** A document that `varde scan --json` wrote, as one side of a comparison. `path` is for messages. */
export function sideOfDocument(path: string, value: unknown): Side {
  const wrong = scanDocumentShape(value)
  if (wrong !== null)
    throw new InputError(`${path}: it is no whole document of varde scan --json${placeText(wrong)}.`)
  const document = value as ScanDocument
  const hosts = new Map(document.recipients.map((one) => [one.id, recipientName(one)]))
  const proxied = new Set(document.recipients.filter(isOnlyProxied).map(({ id }) => id))
  const numbers = numbersByExchange(
    (document.observations ?? []).flatMap(({ capture, exchange, ...rest }) =>
      capture === undefined || exchange == null ? [] : [{ ...rest, capture, exchange: exchange.id }],
    ),
  )
  const { equations, missing } = document.coverage
  return {
    files: document.captures.map((capture) => capture.path),
    captures: document.captures.flatMap((capture) =>
      marksOfDocument(capture).map((mark) => ({ path, mark, isFile: false })),
    ),
    observedSeconds: document.comparisons.observedSeconds,
    givenKinds: new Set(document.profile?.kinds),
    ...(document.profile !== null && document.profile.kinds === undefined
      ? { isGivenUntold: true as const }
      : {}),
    readShare: readShareOf(document.coverage),
    sumsHold: equations.every((equation) => equation.left === equation.right),
    missingBytes: missing.gapBytes + missing.cutBytes,
    ...lost(document.coverage),
    ...unsearched(document.coverage),
    phone: phoneSignsOf(
      { observations: document.observations ?? [], localNames: document.localNames ?? [] },
      [],
    ),
    ...(hasMaskedSigns({ observations: document.observations ?? [], localNames: [] })
      ? { isPhoneMasked: true as const }
      : {}),
    serials: serialsOf({ observations: document.observations ?? [], localNames: [] }),
    hasEvents: hasGivenEvents(document),
    ...unseenOf(document.comparisons.eventsOutside ?? null),
    ...suggestedOffsetOf(document.clock),
    recipients: document.recipients.map((one) => ({
      host: recipientName(one),
      addresses: one.addresses.map(({ address }) => address),
      domain: one.domain,
      isLocal: isLocal(one),
      flows: one.flows,
      bytesToServer: one.bytesToServer,
      bytesToClient: one.bytesToClient,
      ...missingOf(one.missing, missing.gapBytes + missing.cutBytes),
      protocols: shownProtocols(one.protocols, document.coverage),
      ...(one.ports === undefined ? {} : { ports: one.ports }),
      opaque: opaqueTo(one.id, document.opaque),
      countries: [...new Set(one.countries.map((claim) => claim.country))],
      organisation: organisationOf(one.organisation),
      operators: operatorsOf(one.organisation),
    })),
    ...sentAndPerhaps(document.transmissions, (one) => ({
      host: hosts.get(one.recipient) ?? one.recipient,
      family: one.families[0] ?? '',
      identifiers: one.identifiers,
      at: secondsAt(one.at),
      protection: one.protection,
      capture: one.capture,
      exchange: one.exchange,
      frames: one.frames,
      ...numbersIn(numbers, one),
      ...(one.receipt?.status === undefined || one.receipt.isOfNetwork === true
        ? {}
        : { status: one.receipt.status }),
      accepted: one.receipt?.accepted ?? null,
      ...takenByStatus(
        one.summary?.protocol ?? '',
        one.receipt?.unshown === undefined ? one.receipt?.status : undefined,
        (one.protection === 'plaintext' || isOpenedByProxy(one)) && proxied.has(one.recipient),
      ),
    })),
    triggers: triggersOf(document.triggers, hosts),
    dnsNames: new Set([...document.dnsNames, ...document.contacts.map((contact) => contact.name)]),
    eventCounts: observedEvents(document),
    nearEnd: {
      seconds: new Map(document.events.map(({ kind, nearEnd = [] }) => [kind, nearEnd])),
      slackS: (document.clock?.uncertaintyMs ?? 0) / 1_000,
    },
    ...observedIn(document),
    timing: null,
  }
}

function isOnlyProxied({ addresses, proxies = [] }: ScanDocument['recipients'][number]): boolean {
  return isBehindProxies({ addresses: addresses.map(({ asked = false }) => ({ isAsked: asked })), proxies })
}

/** Where in a document something is not what it has to be. */
function placeText(place: string): string {
  return place === '' ? '' : `: ${place.slice(1)} is missing, or not what it has to be`
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

/**
 * When the captures of a document were made that hold what was sent (all, where none does); nothing where it does not say it
 * of all of them.
 */
function observedIn({ captures }: ScanDocument): Pick<Side, 'observed'> {
  const readable = captures.filter(({ namesOnly }) => namesOnly !== true)
  const spans = (readable.length === 0 ? captures : readable).map(({ firstAt, lastAt }) => ({
    start: secondsAt(firstAt ?? null),
    end: secondsAt(lastAt ?? null),
  }))
  const isKnown = spans.length > 0 && spans.every(({ start, end }) => start <= end)
  return isKnown ? { observed: new ObservedTime(spans) } : {}
}

/** Seconds since 1970; not a number where nothing says when. */
function secondsAt(text: string | null): number {
  const at = text === null ? null : parseDocumentTime(text)
  return at === null ? Number.NaN : secondsOf(at)
}

/**
 * Events of each kind in the time of the captures. Documents of earlier versions say only of all kinds together how many lie outside: each
 * kind is taken to have lost so many, since an event that nobody watched is no exposure.
 */
function observedEvents({ events, comparisons }: ScanDocument): Map<DeviceEventKind, number> {
  const { given, outside } = comparisons.eventsOutside ?? { given: 1, outside: 0 }
  return new Map(
    events.map((one) => [
      one.kind,
      one.observed ?? (one.given === 0 || given === outside ? one.derived : Math.max(0, one.given - outside)),
    ]),
  )
}
