import { hasSeat } from '../../assess/has-seat.ts'
import { sentApart } from '../../assess/may-be-unsent.ts'
import type { Side, SideTransmission, SideTrigger } from '../../assess/side.ts'
import type { Trigger } from '../../correlate/types.ts'
import { refusedUnnamed } from '../../core/refused-unnamed.ts'
import { trafficBytes } from '../../core/traffic-bytes.ts'
import type { TrafficFacts } from '../../core/traffic-bytes.ts'

/** Protocols that carry others and hide them, unless they are decrypted. */
const carriers: ReadonlySet<string> = new Set(['tls', 'dtls', 'quic'])

/**
 * The protocols of a recipient, without those that only carried others: where connections were decrypted, and nothing at all
 * stayed encrypted, is missing, or comes from a log that tells of handshakes only.
 */
export function shownProtocols(
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
export interface CarrierFacts {
  readonly summary: { readonly undecryptable?: number }
  readonly decryption?: { readonly connections: number }
  readonly missing: { readonly gapBytes: number; readonly cutBytes: number }
  readonly entries?: object | null
}

/** How many opaque messages a recipient got. */
export function opaqueTo(
  recipient: string,
  opaque: readonly { readonly recipient: string; readonly count: number }[],
): number {
  return opaque.reduce((sum, one) => sum + (one.recipient === recipient ? one.count : 0), 0)
}

/** Transmissions as a side has them: what may never have been sent stands apart. */
export function sentAndPerhaps<One extends { readonly summary?: { readonly mayBeUnsent?: boolean } }>(
  transmissions: readonly One[],
  sideOf: (one: One) => SideTransmission,
): Pick<Side, 'transmissions' | 'perhapsSent'> {
  const { sent, perhaps } = sentApart(transmissions)
  return {
    transmissions: sent.map(sideOf),
    ...(perhaps.length === 0 ? {} : { perhapsSent: perhaps.map(sideOf) }),
  }
}

/** What of a trigger a comparison needs: a scan and its document say it alike. */
export type FoundTrigger = Pick<
  Trigger,
  'event' | 'recipient' | 'hits' | 'exposures' | 'windowFromMs' | 'windowMs' | 'explainedBy' | 'mayAdd'
> &
  Partial<Pick<Trigger, 'histogram'>> & { readonly flows?: object }

/** Triggers of sends; those of mere flows of some size are no sends. */
export function triggersOf(
  found: readonly FoundTrigger[],
  hosts: ReadonlyMap<string, string>,
): SideTrigger[] {
  return found
    .filter((trigger) => trigger.flows === undefined)
    .map((trigger) => ({
      host: hosts.get(trigger.recipient) ?? trigger.recipient,
      event: trigger.event,
      hits: trigger.hits,
      exposures: trigger.exposures,
      fromS: trigger.windowFromMs / 1_000,
      toS: trigger.windowMs / 1_000,
      isExplained: trigger.explainedBy !== undefined && trigger.mayAdd === undefined,
      ...(trigger.histogram === undefined
        ? {}
        : { delays: trigger.histogram.map(({ untilMs, count }) => ({ untilS: untilMs / 1_000, count })) }),
    }))
}

/** How much of the traffic was read; 0 where there was none. */
export function readShareOf(coverage: TrafficFacts & { summary: { read: number } }): number {
  const traffic = trafficBytes(coverage)
  return traffic === 0 ? 0 : coverage.summary.read / traffic
}

/** What of a coverage statement says what was not looked into; documents of earlier versions may lack some of it. */
export interface UnsearchedFacts {
  readonly summary: { readonly skipped?: Readonly<Record<string, number>> }
  readonly frameBytes: {
    readonly undecryptable?: number
    readonly malformed?: number
    readonly fragmentsLost?: number
  }
}

/** Bytes of a side that nobody could look into, and those of media that nobody does. */
export function unsearched({
  summary,
  frameBytes,
}: UnsearchedFacts): Pick<Side, 'unsearchedBytes' | 'mediaBytes'> {
  const { skipped = {} } = summary
  const { undecryptable = 0, malformed = 0, fragmentsLost = 0 } = frameBytes
  const behind = (skipped['limit reached'] ?? 0) + (skipped['between messages (resynchronising)'] ?? 0)
  return {
    unsearchedBytes: undecryptable + malformed + fragmentsLost + behind,
    mediaBytes: skipped['media content'] ?? 0,
  }
}

/** What of a coverage statement says what never came into the capture; documents of earlier versions may lack some of it. */
export interface LostFacts {
  readonly missing: { readonly droppedFrames?: number | null }
  readonly entries?: {
    readonly notRecorded?: { readonly entries: number; readonly bodies: number }
    readonly other?: Readonly<Record<string, number>>
  } | null
}

/** Frames and contents of messages that were there to be captured, and are not in it. */
export function lost({ missing, entries }: LostFacts): Pick<Side, 'lostFrames' | 'unseenContents'> {
  const frames = missing.droppedFrames ?? 0
  const { notRecorded = { entries: 0, bodies: 0 }, other = {} } = entries ?? {}
  const contents = notRecorded.entries + notRecorded.bodies + (other[refusedUnnamed] ?? 0)
  return {
    ...(frames === 0 ? {} : { lostFrames: frames }),
    ...(contents === 0 ? {} : { unseenContents: contents }),
  }
}

/** How many events were told of a side, where none of them lies in its time. */
export function unseenOf(
  outside: { readonly given: number; readonly outside: number } | null,
): Pick<Side, 'eventsUnseen'> {
  return outside !== null && outside.given > 0 && outside.given === outside.outside
    ? { eventsUnseen: outside.given }
    : {}
}

/** By how much the events were moved, where only the sends suggest it. */
export function suggestedOffsetOf(
  clock: { readonly method: string; readonly offsetMs: number } | undefined,
): Pick<Side, 'suggestedOffsetS'> {
  return clock?.method === 'cross-correlation' ? { suggestedOffsetS: clock.offsetMs / 1_000 } : {}
}

/** An organisation with the country of its owner's seat, as far as that is known. */
export function organisationOf(
  organisation: { readonly name: string; readonly country: string } | null,
): string {
  if (organisation === null) return ''
  return hasSeat(organisation) ? `${organisation.name} (${organisation.country})` : organisation.name
}

/** Who may be said to operate a host: nobody where it is only possible that the host is theirs. */
export function operatorsOf(
  organisation: { readonly name: string; readonly parent: string; readonly confidence: string } | null,
): string[] {
  if (organisation === null || organisation.confidence === 'possible') return []
  return [organisation.name, organisation.parent].filter((name) => name !== '')
}
