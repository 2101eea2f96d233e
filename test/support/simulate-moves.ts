/**
 * A phone before and after an update that took one sender away: everything else stays as it was, is used more or less, or
 * gets what was sent. For how often a comparison doubts that it is gone, and how often it ought to.
 */
import { compareSides } from '../../src/assess/compare.ts'
import type { CompareRow } from '../../src/assess/compare/compare-row.ts'
import type { Side } from '../../src/assess/side.ts'
import { Random } from '../../src/correlate/random.ts'
import { allKinds, canary, host, later, recipient } from './compared-sides.ts'
import { ordinarySenders, simulatePhone } from './simulate-senders.ts'
import type { SenderLaw } from './simulate-senders.ts'

export interface MoveLaw {
  readonly seed: number
  /** What makes the sender send: each unlock, or the time alone (every 50 minutes). */
  readonly by: 'unlock' | 'time'
  /** The window in which it was seen to follow unlocks, in seconds. */
  readonly windowS: number
  /** By how much the use of the phone and of each app differs between the sides: standard deviation of the logarithm. */
  readonly useVaries: number
  /** The update moves the sends, encrypted, to an app's server that was contacted before. */
  readonly isMoved: boolean
}

const daySeconds = 86_400

/** Servers of twelve apps that people open, some of them after most unlocks. */
function usedApps(random: Random): SenderLaw[] {
  return Array.from({ length: 12 }, (_, index) => ({
    name: `used-${index}.example`,
    triggers: [
      {
        kind: 'unlock',
        probability: random.between(0.05, 0.9),
        latency: { law: 'uniform', from: 0.3, to: random.between(3, 60) },
      },
    ],
    perHour: random.between(0, 3),
    burst: random.whole(5) + 1,
  }))
}

function senderOf(by: MoveLaw['by']): SenderLaw {
  return by === 'time'
    ? { name: host, period: { seconds: 3_000, jitter: 30 } }
    : {
        name: host,
        triggers: [{ kind: 'unlock', probability: 1, latency: { law: 'uniform', from: 0.5, to: 4 } }],
      }
}

/** As much as this time it is used: the same rhythm, more or fewer times. */
function varied(law: SenderLaw, factor: number): SenderLaw {
  return {
    ...law,
    ...(law.perHour === undefined ? {} : { perHour: law.perHour * factor }),
    ...(law.triggers === undefined
      ? {}
      : {
          triggers: law.triggers.map((one) => ({
            ...one,
            probability: Math.min(1, one.probability * factor),
          })),
        }),
  }
}

function simulatedSide(law: MoveLaw, others: readonly SenderLaw[], isBefore: boolean): Side {
  const seed = 2 * law.seed + (isBefore ? 0 : 1)
  const random = new Random(seed, 9)
  const factor = (): number => Math.exp(law.useVaries * random.normal())
  const phone = simulatePhone({
    seed,
    days: 1,
    screenOnsPerDay: Math.round(70 * factor()),
    unlockShare: 0.6,
    senders: [...others.map((one) => varied(one, factor())), senderOf(law.by)],
  })
  const contacts = new Map(phone.series.map(({ name, times }) => [name, times]))
  const sends = contacts.get(host) ?? new Float64Array()
  contacts.delete(host)
  const heir = 'used-3.example'
  if (!isBefore && law.isMoved)
    contacts.set(heir, Float64Array.from([...(contacts.get(heir) ?? []), ...sends]).sort())
  const events = new Map(phone.events.map(({ kind, times }) => [kind, times]))
  const unlocks = events.get('unlock')?.length ?? 0
  return {
    files: ['a.pcap'],
    captures: [],
    observedSeconds: daySeconds,
    givenKinds: new Set(allKinds),
    readShare: 0.4,
    sumsHold: true,
    missingBytes: 0,
    unsearchedBytes: 0,
    mediaBytes: 0,
    phone: [],
    hasEvents: true,
    recipients: [
      ...(isBefore ? [recipient()] : []),
      canary,
      ...[...contacts]
        .filter(([, times]) => times.length > 0)
        .map(([name, times]) =>
          recipient({ host: name, protocols: ['tls'], organisation: name, flows: times.length }),
        ),
    ],
    transmissions: isBefore
      ? [...sends].map((at, index) => ({
          host,
          family: '',
          identifiers: ['imei'],
          at,
          protection: 'plaintext',
          capture: 0,
          exchange: index,
          frames: [index + 1],
          accepted: null,
        }))
      : [],
    triggers:
      isBefore && law.by === 'unlock'
        ? [
            {
              host,
              event: 'unlock',
              hits: unlocks,
              exposures: unlocks,
              fromS: 0,
              toS: law.windowS,
              isExplained: false,
            },
          ]
        : [],
    dnsNames: new Set(),
    eventCounts: new Map([...events].map(([kind, times]) => [kind, times.length])),
    timing: { events, observed: phone.observed, slackS: 0, contacts },
  }
}

/** What a comparison says of the sender that is gone from where it was. */
export function compareMoved(law: MoveLaw): CompareRow | undefined {
  const random = new Random(law.seed, 5)
  const others = [...ordinarySenders(random, 24), ...usedApps(random)]
  const sides = [true, false].map((isBefore) => simulatedSide(law, others, isBefore)) as [Side, Side]
  return compareSides(sides[0], later(sides[1]), { canary: canary.host, boundMax: 0.2 }).rows.find(
    (one) => one.recipient === host,
  )
}
