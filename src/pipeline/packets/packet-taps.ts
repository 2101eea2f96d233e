import { ackFlag, synFlag, urgentFlag } from '../../core/tcp-flags.ts'
import type { PacketSink, PacketView } from '../../packet/types.ts'
import type { FrameContext } from '../../source/types.ts'
import type { EventTap } from '../events/event-tap.ts'
import { clientPortMin } from './payload-checks.ts'
import type { PayloadChecks } from './payload-checks.ts'
import type { UrgentPlaces } from './urgent-places.ts'

/** What a segment of which one of the taps may want to know has, beside a client's port. */
const tappedFlags = synFlag | urgentFlag

/**
 * Stands before the stream layer and shows packets to who looks at a few of them. Everything is passed on unchanged: most
 * segments, those of servers, after two comparisons.
 */
export class PacketTaps implements PacketSink {
  private readonly next: PacketSink
  private readonly events: EventTap
  private readonly urgent: UrgentPlaces
  private readonly checks: PayloadChecks

  constructor(next: PacketSink, events: EventTap, urgent: UrgentPlaces, checks: PayloadChecks) {
    this.next = next
    this.events = events
    this.urgent = urgent
    this.checks = checks
  }

  tcp(packet: PacketView, context: FrameContext): void {
    if (packet.sourcePort >= clientPortMin) this.checks.look(packet, context.number)
    if ((packet.tcpFlags & tappedFlags) !== 0) this.flagged(packet, context)
    this.next.tcp(packet, context)
  }

  udp(packet: PacketView, context: FrameContext): void {
    this.events.udp(packet, context)
    this.next.udp(packet, context)
  }

  private flagged(packet: PacketView, context: FrameContext): void {
    if ((packet.tcpFlags & urgentFlag) !== 0) this.urgent.add(packet, context.number)
    if ((packet.tcpFlags & (synFlag | ackFlag)) === synFlag) this.events.syn(packet, context)
  }
}
