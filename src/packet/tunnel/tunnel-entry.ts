import { isOnInternet } from '../../core/address-scope.ts'
import { limits } from '../../core/limits.ts'
import { hasText } from '../../core/signs/has-text.ts'
import { beginsWithText } from '../../core/signs/leading-text.ts'
import { packetAnomalies } from '../anomalies.ts'
import { fates } from '../frame/fates.ts'
import type { Fate } from '../frame/fates.ts'
import type { FrameAtHand } from '../frame/frame-at-hand.ts'
import { hasContent } from '../has-content.ts'
import { arpName } from '../link/ether-type.ts'
import type { LinkView } from '../link/link-view.ts'
import { compressedName } from '../link/ppp.ts'
import type { LooseTeller } from '../loose-teller.ts'
import type { PacketView } from '../types.ts'
import { TunnelBook } from './tunnel-ends.ts'
import type { TunnelEnds } from './tunnel-ends.ts'

/** Characters in a row that may name somebody in a frame of a protocol without application data. */
const textBytesMin = 8

/**
 * A packet enters a tunnel: from there on what it carries is read. What is in it and is no packet of IP is told here; which tunnel it
 * is, and how it is read, stands in `tunnels.ts`.
 */
export class TunnelEntry {
  /** The tunnels that packets came through. */
  readonly book: TunnelBook = new TunnelBook()
  /** The tunnel that was entered last; null where it is not kept. */
  last: TunnelEnds | null = null
  private readonly current: FrameAtHand
  private readonly view: LinkView
  private readonly packet: PacketView
  private readonly loose: LooseTeller

  constructor(current: FrameAtHand, view: LinkView, packet: PacketView, loose: LooseTeller) {
    this.current = current
    this.view = view
    this.packet = packet
    this.loose = loose
  }

  /** Sets the view to what a tunnel carries; false where that is too deep. */
  enter(kind: number, at: number, end: number, wireEnd: number, port = 0): boolean {
    const { view, packet, current } = this
    this.last = this.book.saw(kind, packet, port)
    if (this.last === null) current.note(packetAnomalies.tunnels)
    view.at = at
    view.end = end
    view.wireEnd = wireEnd
    view.isMirrored = false
    packet.tunnels |= kind
    current.isPacketOfItsOwn = true
    return ++view.nesting <= limits.packet.nestingMax
  }

  /**
   * What goes no further than the next router elsewhere goes to the end of a tunnel: where that is on the Internet,
   * `buf[start, end)`, in which no packet of IP was, is searched as what was sent there. A mirror is no tunnel of the sender's.
   */
  fateOf(
    fate: Fate,
    ends: TunnelEnds | null,
    protocol: number,
    sourcePort: number,
    buf: Buffer,
    start: number,
    end: number,
  ): Fate {
    const { view, current } = this
    const isPassedOver = fate === fates.other || fate === fates.unsupported
    if (!isPassedOver || ends === null || !hasContent(buf, view.at, end)) return fate
    if (view.isMirrored || !isOnInternet(ends.target)) return fate
    // What keeps links up names nobody in binary; ARP does.
    if (fate === fates.other && current.name !== arpName && !hasText(buf, view.at, end, textBytesMin))
      return fate
    // Sealed, nearly always (MPPE, RFC 3078).
    if (current.name === compressedName && !beginsWithText(buf, view.at, end)) return fate
    const { source, target, port } = ends
    this.loose.tell(current.context, protocol, buf, start, end, {
      source,
      target,
      sourcePort,
      targetPort: port,
    })
    return fates.unsupported
  }
}
