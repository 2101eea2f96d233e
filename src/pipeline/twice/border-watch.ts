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
      'A connection goes on from one capture to the next, and its two parts were read apart. Files of one ring buffer are read as one capture once they are joined in their order: cat FILE… > joined',
  },
  tooMany: {
    code: 'stream.flow.open_limit',
    kind: 'limit',
    sentence: 'More connections were open at the end of a capture than are looked for in the next one.',
  },
  namedElsewhere: {
    code: 'stream.capture.named_elsewhere',
    kind: 'short_capture',
    sentence:
      'What was sent in one capture to an address without a name is told as sent to a recipient of its own, though another capture names that address: names do not carry over. Files of one recording are read as one capture once they are joined in their order: cat FILE… > joined',
  },
}

/**
 * Finds the connections that go on from one capture to the next, as those of a ring buffer do. Captures are read apart,
 * since they may be of other days and phones; so a message that lies across the border is not read whole, and that must
 * be said. A connection goes on where it was open when a capture ended, and the next one, which begins no earlier than
 * that, shows it without its handshake.
 */
export class BorderWatch {
  /** Community IDs of the connections that were open when the capture before ended. */
  private before: Set<string> = new Set()
  private open: Set<string> = new Set()
  private since = 0

  /** A capture was read to its end; `last` is the time of its last frame, null where it has none. */
  captureEnded(last: Instant | null): void {
    this.before = this.open
    this.open = new Set()
    this.since = last?.sec ?? Number.POSITIVE_INFINITY
  }

  /** A connection of the capture that is read is over. */
  flowEnded(flow: Flow, reason: EndReason, anomalies: AnomalyLog): void {
    if (flow.transport !== 'tcp') return
    if (
      this.before.size > 0 &&
      flow.isRoleGuessed &&
      flow.firstSec >= this.since &&
      this.before.delete(flow.communityId)
    )
      anomalies.note(borderAnomalies.goesOn, 0)
    if (reason !== 'capture-end') return
    if (this.open.size < limits.stream.openFlowsMax) this.open.add(flow.communityId)
    else anomalies.note(borderAnomalies.tooMany, 0)
  }
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
