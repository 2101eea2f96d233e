import { isOnInternet } from '../../core/address-scope.ts'
import { fates } from '../frame/fates.ts'
import type { Fate } from '../frame/fates.ts'
import type { FrameAtHand } from '../frame/frame-at-hand.ts'
import { hasContent } from '../has-content.ts'
import { controlBytes, controlTypes, otherProtocols, protocols, routerProtocols } from './ip-protocols.ts'
import type { LooseTeller } from '../loose-teller.ts'
import { isPingFill } from './ping-fill.ts'
import { sctpProtocol } from './sctp.ts'
import type { PacketView } from '../types.ts'

const icmpHeaderBytes = 8

/**
 * What IP carries that is no transport that is read, and no packet: named, and searched where its sender can have put anything into
 * it. IPsec and tunnels are looked for before.
 */
export class PassedOver {
  private readonly current: FrameAtHand
  private readonly packet: PacketView
  private readonly loose: LooseTeller

  constructor(current: FrameAtHand, packet: PacketView, loose: LooseTeller) {
    this.current = current
    this.packet = packet
    this.loose = loose
  }

  /** ICMP with content of its sender is not passed over as a protocol without. `start` is that of its header. */
  message(buf: Buffer, protocol: number, start: number, end: number): Fate {
    const types = controlTypes.get(protocol)
    const type = buf[start] as number
    if (types === undefined || start >= end) return this.byName(buf, protocol, start, end)
    const contentBytes = types.has(type)
      ? protocol === 1
        ? controlBytes.get(type)
        : undefined
      : icmpHeaderBytes
    const content = contentBytes === undefined ? end : start + contentBytes
    if (!hasContent(buf, content, end) || isPingFill(buf, content, end))
      return this.byName(buf, protocol, start, end)
    const isEcho = protocol === 1 ? type === 0 || type === 8 : type === 128 || type === 129
    this.current.name = `${otherProtocols.get(protocol)} ${isEcho ? 'echo' : `type ${type}`}`
    this.loose.tell(this.current.context, protocol, buf, content, end, {
      isAnswer: isEcho && (type === 0 || type === 129),
    })
    return fates.unsupported
  }

  /** A fragment of what is not put together: of ICMP, nothing says what it belongs to. */
  fragment(buf: Buffer, protocol: number, start: number, end: number): Fate {
    if (!controlTypes.has(protocol) || !hasContent(buf, start, end))
      return this.byName(buf, protocol, start, end)
    this.current.name = `${otherProtocols.get(protocol)} fragment`
    this.loose.tell(this.current.context, protocol, buf, start, end)
    return fates.unsupported
  }

  private byName(buf: Buffer, protocol: number, start: number, end: number): Fate {
    const { context } = this.current
    const name = otherProtocols.get(protocol)
    // Behind the header that says that nothing follows, nothing should; and what routers say to each other stays near them.
    const isSilent = protocol === protocols.none || (routerProtocols.has(protocol) && this.isForInternet)
    if (name !== undefined && !(isSilent && hasContent(buf, start, end))) {
      this.current.name = name
      return fates.other
    }
    this.current.name = name ?? `ip protocol ${protocol}`
    if (protocol !== sctpProtocol || !this.loose.readSctp(context, buf, start, end))
      this.loose.tell(context, protocol, buf, start, end)
    return fates.unsupported
  }

  private get isForInternet(): boolean {
    const { target0, target1, target2, target3 } = this.packet
    return isOnInternet([target0, target1, target2, target3])
  }
}
