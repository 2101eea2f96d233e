import { packetAnomalies } from '../anomalies.ts'
import { FragmentTable } from './fragments.ts'
import type { AssembledDatagram } from './fragments.ts'
import { fragmentOf } from '../link/wlan.ts'
import type { LinkView } from '../link/link-view.ts'
import type { LooseTeller } from '../loose-teller.ts'
import type { PacketCounts, PacketView } from '../types.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { FrameContext } from '../../source/types.ts'
import type { FrameAtHand } from './frame-at-hand.ts'

/**
 * Fragments of IP and of Wi-Fi frames as they come: what names the datagram that each belongs to, and what is lost of those that the
 * capture cut. They are put together in `FragmentTable`; what they make is read elsewhere.
 */
export class IncomingFragments {
  private readonly table: FragmentTable
  private readonly counts: PacketCounts
  private readonly current: FrameAtHand
  private readonly packet: PacketView
  private readonly loose: LooseTeller

  constructor(
    counts: PacketCounts,
    anomalies: AnomalyLog,
    current: FrameAtHand,
    packet: PacketView,
    loose: LooseTeller,
  ) {
    this.counts = counts
    this.current = current
    this.packet = packet
    this.loose = loose
    this.table = new FragmentTable(counts, anomalies, (key, protocol, pieces, sec) =>
      loose.tellLost(key, protocol, pieces, sec),
    )
  }

  /** Datagrams that wait. */
  get size(): number {
    return this.table.size
  }

  /** It is `sec` by the capture's clock: what has waited too long is lost. */
  expire(sec: number): void {
    this.table.expire(sec)
  }

  /** No more frames will come: fragments that still wait are counted as lost. */
  end(): void {
    this.table.end()
  }

  /** Takes a fragment of IP, between the ends of the packet; the datagram, where it is whole now. */
  ofIp(
    context: FrameContext,
    buf: Buffer,
    protocol: number,
    identification: number,
    offset: number,
    hasMore: boolean,
    start: number,
    end: number,
    wireEnd: number,
  ): AssembledDatagram | null {
    const { packet } = this
    if (wireEnd > end) {
      this.lose(end - start)
      this.loose.tellFragment(context, buf, protocol, offset, start, end)
      return null
    }
    const source = `${packet.source0},${packet.source1},${packet.source2},${packet.source3}`
    const target = `${packet.target0},${packet.target1},${packet.target2},${packet.target3}`
    return this.table.add({
      key: `${source},${target},${identification},${packet.tunnels}`,
      protocol,
      offset,
      hasMore,
      buf,
      from: start,
      to: end,
      frame: context.number,
      frameOffset: start - packet.frameStart,
      sec: context.sec,
      outerRuns: packet.pieces,
    })
  }

  /** Takes a fragment of a Wi-Fi frame (IEEE 802.11-2020 section 10.4), whose content stands in the view; the frame, where it is whole now. */
  ofWlan(
    context: FrameContext,
    buf: Buffer,
    { at, end, wireEnd, headerAt }: LinkView,
  ): AssembledDatagram | null {
    if (wireEnd > end) {
      this.lose(end - at)
      return null
    }
    const { number, sequence, isRetry, hasMore } = fragmentOf(buf, headerAt)
    const fragment = {
      key: `wlan ${buf.toString('latin1', headerAt + 4, headerAt + 16)} ${sequence}`,
      protocol: 0,
      hasMore,
      buf,
      from: at,
      to: end,
      frame: context.number,
      frameOffset: at - this.packet.frameStart,
      sec: context.sec,
      outerRuns: null,
    }
    return this.table.addNumbered(fragment, number, isRetry)
  }

  private lose(bytes: number): void {
    this.current.note(packetAnomalies.fragmentCut)
    this.counts.fragmentBytesLost += bytes
  }
}
