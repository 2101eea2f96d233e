/**
 * Finds whose secrets open the packets of a connection whose ClientHello is not in the capture. By the hello's random the
 * key log would be asked; here all secrets are tried of which no hello was seen. What is done on the way is bounded, for
 * one connection and for all of a capture.
 */
import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { KeyLog } from '../key-log.ts'
import type { SecretLabel } from '../keys/secret-label.ts'
import type { ParserContext } from '../types.ts'
import { quicAnomalies } from './anomalies.ts'
import { bookOf } from './connection-book.ts'
import type { ConnectionBook } from './connection-book.ts'
import type { LateMask, LatePacket, TryBudget } from './late-side.ts'
import { allIdLengths, headersFor, idLengthsOf, openLate, sampleOf } from './late-side.ts'
import { masksOf } from './packet-keys.ts'
import { version1, version2, versionOf } from './versions.ts'

/** Whose secrets they are, and what else their opening a packet tells. */
export interface LateFind {
  readonly random: Buffer
  readonly clientDirection: Direction
  readonly version: number
  readonly suite: number
  /** It was joined behind its handshake, of which no packet opened. */
  readonly isMidway: boolean
}

/** What is known of the connection beside its packets. */
export interface LateHints {
  /** -1 where it is not known. */
  readonly clientDirection: Direction | -1
  /** 0 where it is not known. */
  readonly version: number
  /** Its hello was seen, and seals another: the log has it not far from the last one that was seen. */
  readonly isHidden: boolean
}

const quicPort = 443
/** Making a key out of a longer secret, by another hash, takes so many units of {@link TryBudget}. */
const longSecretBytes = 48
const longSecretTries = 4
/** Fewer packets of the other direction are not asked: their ids may not be alike, and their length not known. */
const othersMin = 3
const labels = {
  long: ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_HANDSHAKE_TRAFFIC_SECRET'],
  short: ['CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'],
} as const satisfies Record<string, readonly [SecretLabel, SecretLabel]>

/** The packets of one direction that are tried, and the other direction's, which have to agree. */
interface Scan {
  readonly clientDirection: Direction
  readonly isLong: boolean
  /** The packets are those behind the hello. */
  readonly isFirst: boolean
  readonly label: SecretLabel
  readonly packets: readonly LatePacket[]
  readonly idLengths: readonly number[]
  readonly otherLabel: SecretLabel
  readonly others: readonly LatePacket[]
  readonly otherIdLengths: readonly number[]
}

/** What is spent on one connection. */
class Budget implements TryBudget {
  private readonly book: ConnectionBook
  private tries = 0
  isOver = false

  constructor(book: ConnectionBook) {
    this.book = book
  }

  spend(tries: number): boolean {
    const { quicLateTriesMax, quicLateTriesOfAllMax } = limits.message
    if (this.tries + tries > quicLateTriesMax || this.book.lateTries + tries > quicLateTriesOfAllMax) {
      this.isOver = true
      return false
    }
    this.tries += tries
    this.book.lateTries += tries
    return true
  }
}

/** The budget of one more connection. */
export function lateBudget(context: ParserContext): TryBudget {
  return new Budget(bookOf(context))
}

/** Null: no secret of the log whose hello was not seen opens any of the packets, or too many would have to be tried. */
export function findLateSecrets(
  flow: Flow,
  context: ParserContext,
  packets: readonly LatePacket[],
  hints: LateHints,
  frame: number,
): LateFind | null {
  const { keys } = context
  const budget = new Budget(bookOf(context))
  const version = versionOf(hints.version)
  const prefixes = version === null ? ['quic ', 'quicv2 '] : [version.labelPrefix]
  for (const scan of scansOf(flow, keys, packets, hints)) {
    const randoms = hints.isHidden
      ? keys.secrets.around(scan.label, limits.message.quicHiddenSecretsMax)
      : keys.secrets.nearest(scan.label)
    for (const random of randoms) {
      for (const secret of keys.secrets.findAll(scan.label, random)) {
        for (const tried of masksOf(secret, prefixes)) {
          if (!budget.spend(secret.length === longSecretBytes ? longSecretTries : 1)) break
          const suite = suiteOf(keys, scan, random, secret, tried, budget)
          if (suite === 0) continue
          keys.secrets.claim(random, 0)
          return {
            random,
            clientDirection: scan.clientDirection,
            version: version === null ? versionBy(tried.labelPrefix) : hints.version,
            suite,
            isMidway: !scan.isLong,
          }
        }
      }
      if (!budget.isOver) continue
      context.anomalies.note(quicAnomalies.tooManyTries, frame)
      return null
    }
  }
  return null
}

/** The suite under which the secret, used so, opens a packet; 0 where it opens none. */
function suiteOf(
  keys: KeyLog,
  scan: Scan,
  random: Buffer,
  secret: Buffer,
  tried: LateMask,
  budget: TryBudget,
): number {
  for (const idBytes of scan.idLengths) {
    const headers = headersFor(tried.mask, scan.packets, idBytes)
    if (headers < 0) continue
    const others = headersOfOther(keys, scan, random, tried)
    if (others < 0) continue
    const { packets, isFirst } = scan
    const found = openLate(secret, tried, packets, idBytes, headers + others, -1, budget, isFirst)
    if (found !== null) return found.suite
  }
  return 0
}

/** How many headers of the other direction speak for its secret; -1 where they speak against it. */
function headersOfOther(keys: KeyLog, scan: Scan, random: Buffer, tried: LateMask): number {
  const { others, otherLabel, otherIdLengths } = scan
  if (others.length < othersMin) return 0
  const secrets = keys.secrets.findAll(otherLabel, random)
  if (secrets.length === 0) return 0
  let most = -1
  for (const secret of secrets) {
    for (const { labelPrefix, kind, mask } of masksOf(secret, [tried.labelPrefix])) {
      if (labelPrefix !== tried.labelPrefix || kind[0] !== tried.kind[0]) continue
      for (const idBytes of otherIdLengths) most = Math.max(most, headersFor(mask, others, idBytes))
    }
  }
  return most
}

/** What is tried on what: the handshake's packets tell most, and of two directions the one with more packets. */
function* scansOf(
  flow: Flow,
  keys: KeyLog,
  packets: readonly LatePacket[],
  hints: LateHints,
): Generator<Scan, void, void> {
  for (const isLong of hints.isHidden ? [true] : [true, false]) {
    const samples = [sampleOf(packets, 0, isLong), sampleOf(packets, 1, isLong)] as const
    const fuller: Direction = samples[1].length > samples[0].length ? 1 : 0
    if (samples[fuller].length === 0) continue
    for (const clientDirection of clientDirections(flow, hints)) {
      for (const direction of [fuller, (1 - fuller) as Direction]) {
        const other = (1 - direction) as Direction
        const [mine, its] = isLong ? labels.long : labels.short
        const isClient = direction === clientDirection
        const label = isClient ? mine : its
        if (samples[direction].length === 0 || !keys.secrets.hasUnclaimed(label)) continue
        yield {
          clientDirection,
          isLong,
          isFirst: hints.isHidden,
          label,
          packets: samples[direction],
          idLengths: lengthsOf(packets, direction, isLong),
          otherLabel: isClient ? its : mine,
          others: samples[other],
          otherIdLengths: lengthsOf(packets, other, isLong),
        }
        // The other direction is that of the same secrets.
        break
      }
    }
  }
}

function lengthsOf(packets: readonly LatePacket[], direction: Direction, isLong: boolean): readonly number[] {
  if (isLong) return [0]
  const lengths = idLengthsOf(packets, direction)
  return lengths.length === 0 ? allIdLengths([0, 8]) : lengths
}

/** Which direction may be the client's. */
function clientDirections(flow: Flow, { clientDirection }: LateHints): readonly Direction[] {
  if (clientDirection !== -1) return [clientDirection]
  if (flow.serverPort === quicPort) return [0]
  return flow.clientPort === quicPort ? [1] : [0, 1]
}

function versionBy(labelPrefix: string): number {
  return labelPrefix === 'quicv2 ' ? version2 : version1
}
