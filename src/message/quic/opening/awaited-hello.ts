import type { AnomalyCode } from '../../../core/anomaly.ts'
import type { KeyLog } from '../../key-log.ts'

/** What is kept of a hello that was told. Its problem is said when it is read on. */
export interface AwaitedHello {
  /** By which the log may know the connection. */
  readonly random: Buffer
  readonly hasEch: boolean
  readonly alpn: readonly string[]
  readonly problem: AnomalyCode | null
}

/** Programs write these after those of the handshake. */
const awaitedLabels = ['CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'] as const

/** Whether the secrets of both sides are there. */
export function haveCome(keys: KeyLog, { random }: AwaitedHello): boolean {
  if (!keys.secrets.has(random, 0)) return false
  return awaitedLabels.every((label) => keys.secrets.find(label, random) !== null)
}
