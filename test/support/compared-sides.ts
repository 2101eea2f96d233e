/** Sides of a comparison: a phone that is unlocked every ten minutes, and a server that it may tell. */
import { compareSides } from '../../src/assess/compare.ts'
import type { Comparison } from '../../src/assess/compare.ts'
import type { Side, SideRecipient } from '../../src/assess/side.ts'
import { ObservedTime } from '../../src/correlate/observed.ts'

/** When the sides begin, in seconds since 1970. */
export const start = 1_772_409_600
export const host = 'server.example'

export function recipient(more: Partial<SideRecipient> = {}): SideRecipient {
  return {
    host,
    domain: more.host ?? host,
    isLocal: false,
    flows: 3,
    bytesToServer: 300,
    bytesToClient: 300,
    protocols: ['http'],
    opaque: 0,
    countries: ['CN'],
    organisation: (more.host ?? host) === host ? 'A (CN)' : 'B (US)',
    operators: [(more.host ?? host) === host ? 'A' : 'B'],
    ...more,
  }
}

/** Kinds of all numbers of a phone, and of what its user goes by, of which a digest may be sent. */
export const allKinds: readonly string[] = [
  'imei',
  'serial',
  'iccid',
  'eid',
  'wifi-mac',
  'bluetooth-mac',
  'android-id',
  'email',
  'msisdn',
  'imsi',
]

/** The server of the planted request. */
export const canary: SideRecipient = recipient({ host: 'canary.example' })

/** A side with unlocks every ten minutes, of which the first `sends` were answered. */
export function side(unlocks: number, sends: number, more: Partial<Side> = {}): Side {
  const events = Float64Array.from({ length: unlocks }, (_, index) => start + 300 + index * 600)
  const end = start + 600 * (unlocks + 1)
  return {
    files: ['a.pcap'],
    captures: [],
    observedSeconds: end - start,
    givenKinds: new Set(allKinds),
    readShare: 0.4,
    sumsHold: true,
    missingBytes: 0,
    unsearchedBytes: 0,
    mediaBytes: 0,
    phone: [{ kind: 'number', name: 'serial', value: 'b2nga1', shown: 'b2••••' }],
    hasEvents: true,
    transmissions: [...events.subarray(0, sends)].map((at, index) => ({
      host,
      family: 'some-family',
      identifiers: ['imei', 'cell-id'],
      at: at + 2,
      protection: 'plaintext',
      capture: 0,
      exchange: index,
      frames: [index + 1],
      accepted: false,
    })),
    triggers:
      sends > 0
        ? [{ host, event: 'unlock', hits: sends, exposures: unlocks, fromS: 0, toS: 5, isExplained: false }]
        : [],
    dnsNames: new Set(),
    eventCounts: new Map([['unlock', unlocks]]),
    timing: {
      events: new Map([['unlock', events]]),
      observed: new ObservedTime([{ start, end }]),
      slackS: 0,
      contacts: new Map(),
    },
    ...more,
    recipients: [...(more.recipients ?? (sends > 0 ? [recipient()] : [])), canary],
  }
}

/** How much later the side after is captured. */
const laterSeconds = 14 * 86_400

/** The same side, captured after all others. */
export function later(one: Side): Side {
  const moved = (times: Float64Array): Float64Array => times.map((at) => at + laterSeconds)
  const movedTime = ({ intervals }: ObservedTime): ObservedTime =>
    new ObservedTime(
      intervals.map(({ start, end }) => ({ start: start + laterSeconds, end: end + laterSeconds })),
    )
  const movedAll = <Key>(times: ReadonlyMap<Key, Float64Array>): Map<Key, Float64Array> =>
    new Map([...times].map(([key, own]) => [key, moved(own)]))
  return {
    ...one,
    transmissions: one.transmissions.map((sent) => ({ ...sent, at: sent.at + laterSeconds })),
    ...(one.observed === undefined ? {} : { observed: movedTime(one.observed) }),
    timing: one.timing && {
      ...one.timing,
      events: movedAll(one.timing.events),
      observed: movedTime(one.timing.observed),
      contacts: movedAll(one.timing.contacts),
      ...(one.timing.asked === undefined ? {} : { asked: movedAll(one.timing.asked) }),
    },
  }
}

/** What became of what is sent before, where the side after is observed two weeks later. */
export function compare(before: Side, after: Side, canary: string | null = 'canary.example'): Comparison {
  return compareSides(before, later(after), { canary, boundMax: 0.1 })
}
