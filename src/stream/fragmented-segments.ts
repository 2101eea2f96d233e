import type { PacketView } from '../packet/types.ts'
import type { FrameContext } from '../source/types.ts'
import type { Reassembler } from './reassembly/reassembler.ts'

/** Payloads of packets that came in IP fragments: one run for each fragment, so that origins are exact. */
export class FragmentedSegments {
  private readonly reassembler: Reassembler

  constructor(reassembler: Reassembler) {
    this.reassembler = reassembler
  }

  /** The segment of `packet`, from `sequence` on. */
  take(slot: number, lane: number, sequence: number, packet: PacketView, context: FrameContext): void {
    const { payloadStart, payloadEnd } = packet
    let from = payloadStart
    for (const span of packet.pieces?.spans(payloadStart, payloadEnd) ?? []) {
      const to = Math.min(payloadEnd, from + (span.end - span.start))
      const cut = to === payloadEnd ? packet.payloadCutBytes : 0
      this.piece(
        slot,
        lane,
        (sequence + from - payloadStart) | 0,
        packet,
        from,
        to,
        cut,
        span.frame,
        span.start,
        context,
      )
      from = to
    }
    if (from < payloadEnd || from === payloadStart) {
      // A map that does not cover the payload: the frame that completed it is named.
      const at = (sequence + from - payloadStart) | 0
      this.piece(slot, lane, at, packet, from, payloadEnd, packet.payloadCutBytes, context.number, 0, context)
    }
  }

  private piece(
    slot: number,
    lane: number,
    sequence: number,
    packet: PacketView,
    start: number,
    end: number,
    cut: number,
    frame: number,
    offset: number,
    context: FrameContext,
  ): void {
    const { sec, nsec } = context
    this.reassembler.piece(slot, lane, sequence, packet.buf, start, end, cut, frame, offset, sec, nsec)
  }
}
