import type { AnomalyLog } from '../../core/anomaly.ts'
import { ExpansionAccount } from '../../core/expansion-account.ts'
import { limits } from '../../core/limits.ts'
import type { DecodeInput } from '../../decode/types.ts'
import type { Message } from '../../message/types.ts'
import { examinerAnomalies } from '../examiner-anomalies.ts'
import { firstOf, inputOf } from '../observations/message-fields.ts'

/** Bounds what is read of heads that tables make longer than they are on the wire. */
export class HeadRoom {
  private readonly heads = new ExpansionAccount(
    limits.decode.captureHeadRatioMax,
    limits.decode.captureHeadBytesMax,
  )
  private readonly anomalies: AnomalyLog

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  /** What is read in full of a message: of a head that expands like a bomb, as much as it earns. */
  boundedInput(message: Message): DecodeInput {
    const input = inputOf(message)
    const { head } = message
    const wire = head.runs.wireBytes(head.length)
    if (wire === null) return input
    const room = this.heads.allow(wire)
    this.heads.settle(wire, Math.min(room, head.length))
    if (head.length <= room) return input
    this.anomalies.note(examinerAnomalies.budget, message.frame, 'captureHeadBytesMax')
    return { ...input, head: firstOf(head, room) }
  }
}
