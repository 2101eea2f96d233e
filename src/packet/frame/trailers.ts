import { isOnInternet } from '../../core/address-scope.ts'
import { byteCount } from '../../core/byte-count.ts'
import { packetAnomalies } from '../anomalies.ts'
import { hasContent } from '../has-content.ts'
import { protocols } from '../ip/ip-protocols.ts'
import { checkSequenceBytes } from '../link/link-view.ts'
import type { LinkView } from '../link/link-view.ts'
import type { LooseTeller } from '../loose-teller.ts'
import type { TunnelEntry } from '../tunnel/tunnel-entry.ts'
import { unknownProtocol } from '../types.ts'
import type { PacketCounts, PacketView } from '../types.ts'
import type { FrameAtHand } from './frame-at-hand.ts'

/**
 * What stands behind the end of a packet, or of a datagram in it, and is no padding: counted as not supported, and searched where it
 * goes to somebody. Where a packet ends is said by its headers, which are read elsewhere.
 */
export class Trailers {
  /** Bytes of the frame at hand that stand behind the end of a packet and are no padding. */
  bytes = 0
  /** Those of them that are searched. */
  searchedBytes = 0
  private readonly current: FrameAtHand
  private readonly view: LinkView
  private readonly packet: PacketView
  private readonly loose: LooseTeller
  private readonly tunnel: TunnelEntry

  constructor(
    current: FrameAtHand,
    view: LinkView,
    packet: PacketView,
    loose: LooseTeller,
    tunnel: TunnelEntry,
  ) {
    this.current = current
    this.view = view
    this.packet = packet
    this.loose = loose
    this.tunnel = tunnel
  }

  /** The frame at hand is dissected: says what stood behind its packets, and takes that from what counts as headers. */
  count(counts: PacketCounts): void {
    const { bytes, searchedBytes } = this
    const unsearched = bytes - searchedBytes
    if (unsearched > 0) this.current.note(packetAnomalies.trailer, byteCount(unsearched))
    if (searchedBytes > 0) this.current.note(packetAnomalies.trailerSearched, byteCount(searchedBytes))
    counts.headerBytes -= bytes
    counts.unsupportedBytes += bytes
  }

  /** Takes back to so many bytes: all bytes of a part that is not read count as what it is. */
  reset(bytes: number, searchedBytes: number): void {
    this.bytes = bytes
    this.searchedBytes = searchedBytes
  }

  /** Counts what lies behind the end of a packet, unless it is padding; its last bytes may be a check sequence. */
  lookBehind(buf: Buffer, start: number, end: number): void {
    const last = this.endOf(buf, start, end, checkSequenceBytes)
    if (last < 0) return
    const { packet, view } = this
    const { context } = this.current
    const tunnel = this.tunnel.last
    // It goes to the end of the tunnel.
    if (packet.tunnels === 0 || view.isMirrored || tunnel === null || !isOnInternet(tunnel.target)) return
    const { source, target, port: targetPort } = tunnel
    const protocol = targetPort === 0 ? unknownProtocol : protocols.udp
    if (this.loose.tellBeside(context, protocol, buf, start, last, { source, target, targetPort }))
      this.searchedBytes += last - start
  }

  /** Counts what lies behind the end of a datagram inside its packet, unless it is padding: it goes where the packet goes. */
  lookBehindDatagram(buf: Buffer, start: number, end: number): void {
    const last = this.endOf(buf, start, end, 0)
    const isSearched = this.loose.tellBeside(this.current.context, protocols.udp, buf, start, end)
    if (isSearched && last >= 0) this.searchedBytes += last - start
  }

  /** Where what lies behind the end of a packet ends, which is counted; -1 where it is padding. The last `checkBytes` may be anything. */
  private endOf(buf: Buffer, start: number, end: number, checkBytes: number): number {
    const { packet } = this
    const { context } = this.current
    let last = end
    if (context !== null && context.trailerLength > 0 && packet.pieces === null)
      last = Math.min(end, packet.frameStart + context.capturedLength - context.trailerLength)
    if (!hasContent(buf, start, last - checkBytes)) return -1
    this.bytes += last - start
    return last
  }
}
