import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import type { FrameContext } from '../../source/types.ts'
import { packetAnomalies } from '../anomalies.ts'
import { fates } from './fates.ts'
import type { Fate } from './fates.ts'

/**
 * The frame that is being read, beside where its reading stands (`LinkView`) and what its packet says (`PacketView`): its context,
 * and what a fate is said with. One object, reused.
 */
export class FrameAtHand {
  context: FrameContext | null = null
  /** Set beside a fate: the name to count by. */
  name = ''
  /** Set beside a fate: how many bytes were counted already (payload, fragment). */
  payloadBytes = 0
  /** Since the last datagram was put together another packet began, in a tunnel or a Wi-Fi frame: it may be a fragment, too. */
  isPacketOfItsOwn = false
  private readonly anomalies: AnomalyLog

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  /** Notes an anomaly of this frame. */
  note(code: AnomalyCode, detail = ''): void {
    this.anomalies.note(code, this.context?.number ?? 0, detail)
  }

  /** Headers that are not all there: the capture's fault where the frame was longer on the wire, else the sender's. */
  short(code: AnomalyCode, end: number, wireEnd: number): Fate {
    this.note(wireEnd > end ? packetAnomalies.headerCut : code)
    return fates.malformed
  }

  /** More headers inside headers than are read. */
  tooDeep(): Fate {
    this.note(packetAnomalies.nesting)
    this.name = 'nested headers'
    return fates.unsupported
  }
}
