import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { compareInstants } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { Recipient, Transmission } from '../../assess/types.ts'
import type { EndReason, Flow } from '../../stream/types.ts'

/** What happens at the borders between captures that are given together. */
const borderAnomalies: { readonly [name in 'goesOn' | 'tooMany' | 'namedElsewhere']: AnomalyCode } = {
  goesOn: {
    code: 'stream.flow.goes_on',
    kind: 'short_capture',
    sentence:
      'A connection goes on from one capture to the next, and its two parts were read apart. Where the files are one recording that was cut into files, as those of a ring buffer: --joined reads them as one capture.',
  },
  tooMany: {
    code: 'stream.flow.open_limit',
    kind: 'limit',
    sentence:
      'More connections were open at the end of captures, or joined in their midst, than are looked for in the next ones.',
  },
  namedElsewhere: {
    code: 'stream.capture.named_elsewhere',
    kind: 'short_capture',
    sentence:
      'What was sent in one capture to an address without a name is told as sent to a recipient of its own, though another capture names that address: names do not carry over. Where the files are one recording that was cut into files, --joined reads them as one capture.',
  },
}

/** What a capture shows at its borders. */
interface Borders {
  readonly anomalies: AnomalyLog
  readonly first: Instant
  readonly last: Instant
  /** Community IDs of the connections that were open at its end. */
  readonly open: Set<string>
  /** Of those that it shows without their handshake: Community IDs, and the second in which each was first seen. */
  readonly joined: ReadonlyMap<string, number>
}

/**
 * Finds the connections that go on from one capture to the next, as those of a ring buffer do. Captures are read apart,
 * since they may be of other days and phones; so a message that lies across the border is not read whole, and that must
 * be said. A connection goes on where it was open when a capture ended, and the next one, which begins no earlier than
 * that, shows it without its handshake. Which is the next one their times say: names of files seldom stand in that order
 * (`cap`, `cap1`, `cap10`, `cap2`), and a folder may list the newest first. A capture stands between two others only where
 * it lies between them as a whole: several recorders may have run at one time.
 */
export class BorderWatch {
  private readonly captures: Borders[] = []
  private open: Set<string> = new Set()
  private joined: Map<string, number> = new Map()
  /** Connections of all captures that are kept. */
  private kept = 0

  /** A capture was read to its end, from the time of its first frame to that of its last; null where it has none. */
  captureEnded(first: Instant | null, last: Instant | null, anomalies: AnomalyLog): void {
    const { open, joined } = this
    if (first !== null && last !== null) this.captures.push({ anomalies, first, last, open, joined })
    this.open = new Set()
    this.joined = new Map()
  }

  /** A connection of the capture that is read is over. */
  flowEnded(flow: Flow, reason: EndReason, anomalies: AnomalyLog): void {
    const isOpen = reason === 'capture-end'
    if (flow.transport !== 'tcp' || !(isOpen || flow.isRoleGuessed)) return
    if (this.kept >= limits.stream.borderFlowsMax || this.open.size >= limits.stream.openFlowsMax) {
      anomalies.note(borderAnomalies.tooMany, 0)
      return
    }
    this.kept++
    if (isOpen) this.open.add(flow.communityId)
    if (flow.isRoleGuessed && !this.joined.has(flow.communityId))
      this.joined.set(flow.communityId, flow.firstSec)
  }

  /** All captures were read: says in each what goes on in it from one before. */
  end(): void {
    const byEnd = this.captures.toSorted((left, right) => compareInstants(left.last, right.last))
    const openIn = new Map<string, Borders[]>()
    for (const capture of byEnd) {
      for (const connection of capture.open) {
        const known = openIn.get(connection)
        if (known === undefined) openIn.set(connection, [capture])
        else known.push(capture)
      }
      capture.open.clear()
    }
    this.captures.sort((left, right) => compareInstants(left.first, right.first))
    // When the last of those began that were over before a capture did: what ended even before that is not next to it.
    let since: Instant | null = null
    let over = 0
    for (const capture of this.captures) {
      for (; over < byEnd.length; over++) {
        const { first, last } = byEnd[over] as Borders
        if (compareInstants(last, capture.first) >= 0) break
        if (since === null || compareInstants(first, since) > 0) since = first
      }
      for (const [connection, from] of capture.joined)
        if (openIn.get(connection)?.some((one) => one !== capture && isNext(one.last, from, since)) === true)
          capture.anomalies.note(borderAnomalies.goesOn, 0)
    }
    this.captures.length = 0
  }
}

/** Whether a capture that ended at `last` is next to one of a connection that is seen from second `from` on. */
function isNext(last: Instant, from: number, since: Instant | null): boolean {
  return from >= last.sec && (since === null || compareInstants(last, since) >= 0)
}

/** Says which addresses without a name were sent something in captures that did not name them before, while others do. */
export function noteNamedElsewhere(
  recipients: readonly Recipient[],
  transmissions: readonly Transmission[],
  anomalies: AnomalyLog,
): void {
  const sentTo = Map.groupBy(transmissions, ({ recipient }) => recipient)
  for (const { host, id, addresses } of recipients) {
    const unnamed = firstByCapture(host === '' ? (sentTo.get(id) ?? []) : [])
    if (unnamed.size === 0) continue
    const own = new Set(addresses.map(({ address }) => address))
    const others = recipients.filter(
      (one) => one.host !== '' && one.addresses.some(({ address }) => own.has(address)),
    )
    const named = firstByCapture(others.flatMap((one) => sentTo.get(one.id) ?? []))
    const isElsewhere = [...named.keys()].some((capture) => !unnamed.has(capture))
    const isNew = [...unnamed].every(([capture, at]) => {
      const known = named.get(capture)
      return known === undefined || compareInstants(at, known) < 0
    })
    if (isElsewhere && isNew) anomalies.note(borderAnomalies.namedElsewhere, 0, others[0]?.host ?? '')
  }
}

/** When the first of them was sent in each capture. */
function firstByCapture(transmissions: readonly Transmission[]): ReadonlyMap<number, Instant> {
  const first = new Map<number, Instant>()
  for (const { at, capture } of transmissions) {
    const known = first.get(capture)
    if (known === undefined || compareInstants(at, known) < 0) first.set(capture, at)
  }
  return first
}
