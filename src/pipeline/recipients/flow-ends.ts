import type { EndReason, Flow } from '../../stream/types.ts'
import { appKey } from '../apps.ts'
import type { ObservationBook } from '../observations/observation-book.ts'
import { flowKindOf } from './flow-note.ts'
import type { FlowNote } from './flow-note.ts'
import type { FlowRecipients } from './flow-recipients.ts'
import type { LocalDevices } from './local-devices.ts'
import type { RecipientBook } from './recipient-book.ts'
import type { SenderAddresses } from './sender-addresses.ts'

/** Keeps what is known of a flow once it is over: whom it was with, who served, and what of it is missing. */
export class FlowEnds {
  private readonly capture: number
  private readonly recipients: RecipientBook
  private readonly whom: FlowRecipients
  private readonly book: ObservationBook
  private readonly senders: SenderAddresses
  private readonly devices: LocalDevices
  /** Bytes that the client sent and the capture lacks, of flows that are not over: few have any. */
  private readonly missing: Map<Flow, number> = new Map()

  constructor(
    capture: number,
    recipients: RecipientBook,
    whom: FlowRecipients,
    book: ObservationBook,
    senders: SenderAddresses,
    devices: LocalDevices,
  ) {
    this.capture = capture
    this.recipients = recipients
    this.whom = whom
    this.book = book
    this.senders = senders
    this.devices = devices
  }

  /** So many bytes that the client sent are missing in the capture. */
  missed(flow: Flow, length: number): void {
    this.missing.set(flow, (this.missing.get(flow) ?? 0) + length)
  }

  /** Who spoke to whom in a flow that is not over when the capture is. */
  spoke(flow: Flow): void {
    const note = flow.note as FlowNote | null
    this.book.spoke(flow, note !== null && note.isForOther, note?.protocol ?? 'unrecognised')
  }

  /** The flow is over: nothing of it will come again. */
  ended(flow: Flow, reason: EndReason): void {
    // Of a guess that was replaced nothing is known, least of all who served.
    if (!flow.isRoleGuessed || reason !== 'replaced') this.spoke(flow)
    const note = flow.note as FlowNote | null
    const recipient = this.whom.flowEnded(flow, note)
    const missing = this.missing.size > 0 ? (this.missing.get(flow) ?? 0) : 0
    if (missing > 0) {
      recipient.missing += missing
      this.missing.delete(flow)
    }
    this.book.ended(flow, recipient, note?.protocol ?? 'unrecognised', missing)
    this.senders.ended(flow, recipient)
    this.devices.ended(flow)
    this.recipients.redirects.ended(flow)
    if (note?.mayBeUnsent !== true) this.recipients.keepFlow(recipient, flow, flowKindOf(note))
    if (flow.app > 0) recipient.senders.add(appKey(this.capture, flow.app))
    flow.note = null
  }
}
