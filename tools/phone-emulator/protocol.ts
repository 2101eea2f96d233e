import { realClock } from './real-clock.ts'
import type { Stimulus } from './day.ts'
import type { PhoneName, Sim } from './phones.ts'
import type { CarriedIdentifier, Variant } from './request.ts'
import type { Cause } from './sender.ts'
import type { Jump } from './virtual-clock.ts'

/** What the three processes of a run tell each other: the conductor, the phone and the servers. */
export type ServerPolicy = 'by-sim' | 'refuses' | 'accepts'

export interface ServersConfig {
  readonly startMs: number
  readonly registrationName: string
  readonly registrationPorts: readonly number[]
  readonly policy: ServerPolicy
  readonly seed: number
}

export interface PhoneConfig {
  readonly startMs: number
  readonly lengthMs: number
  readonly zoneMinutes: number
  readonly seed: number
  readonly phone: PhoneName
  readonly sim: Sim
  /** Null: the phone has no sender, as after the update. */
  readonly variant: Variant | null
  readonly registrationName: string
  readonly registrationPort: number
  readonly hasDecoy: boolean
  readonly stimuli: readonly Stimulus[]
}

export interface DeviceEvent {
  readonly emulatedMs: number
  readonly kind: string
  readonly note: string
}

/** One registration request as the phone sent it. Times are of the real clock, for the retiming to map. */
export interface SentRegistration {
  readonly sentRealMs: number
  readonly answeredRealMs: number | null
  readonly cause: Cause
  readonly variant: Variant
  readonly host: string
  readonly address: string
  readonly port: number
  readonly localPort: number
  readonly transport: 'http' | 'coap'
  readonly identifiers: readonly CarriedIdentifier[]
  readonly body: Readonly<Record<string, string>>
  readonly answer: { readonly status: string; readonly body: string; readonly isAccepted: boolean } | null
}

/** Everything else the phone did on the network, as counts. */
export interface TrafficCounts {
  readonly dnsQueries: Record<string, number>
  readonly tlsServerNames: Record<string, number>
  readonly quicServerNames: Record<string, number>
  readonly httpRequests: Record<string, number>
  readonly other: Record<string, number>
}

export interface PhoneReport {
  readonly events: readonly DeviceEvent[]
  readonly registrations: readonly SentRegistration[]
  readonly jumps: readonly Jump[]
  readonly counts: TrafficCounts
  readonly failures: readonly string[]
  readonly senderNote: string
}

export type ToChild =
  | { readonly kind: 'start-servers'; readonly config: ServersConfig }
  | { readonly kind: 'start-phone'; readonly config: PhoneConfig }
  | { readonly kind: 'clock'; readonly jump: Jump }

export type FromChild =
  | { readonly kind: 'booted' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'jump'; readonly jump: Jump }
  | { readonly kind: 'clock-set' }
  | { readonly kind: 'done'; readonly report: PhoneReport }
  | { readonly kind: 'failed'; readonly message: string }

/** The real clock with fractions of a millisecond, by which frames are stamped. */
export const realNowMs: () => number = realClock(
  () => performance.now(),
  () => Date.now(),
)

export function tell(message: FromChild): void {
  process.send?.(message)
}
