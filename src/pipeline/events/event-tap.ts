import { formatAddress } from '../../core/address.ts'
import { ntpEpochSeconds } from '../../core/time.ts'
import type { PacketView } from '../../packet/types.ts'
import type { FrameContext } from '../../source/types.ts'
import { signs } from './traffic-events.ts'
import type { TrafficEvents } from './traffic-events.ts'

/** A time server's answer further from the capture's clock than this says nothing: times were changed, or it is wrong. */
const clockSecondsMax = 86_400

/**
 * Looks for signs of device events in packets: two comparisons for a datagram, more only for the few ports of DHCP and NTP,
 * and for the SYNs of clients.
 */
export class EventTap {
  private readonly found: TrafficEvents

  constructor(found: TrafficEvents) {
    this.found = found
  }

  /** Looks at a datagram of UDP. */
  udp(packet: PacketView, context: FrameContext): void {
    switch (packet.targetPort) {
      case 67:
        this.dhcp(packet, context)
        break
      case 547:
        // Solicit (1), Request (3), Confirm (4); a Renew is no join.
        if ([1, 3, 4].includes(packet.buf[packet.payloadStart] ?? 0))
          this.found.saw(signs.dhcp6, context.sec, context.nsec, context.number)
        break
      default:
        if (packet.sourcePort === 123) this.ntp(packet, context)
    }
  }

  /** A DHCP Discover, or a Request that is not the unicast renewal of a lease (RFC 2131 section 4.3.2). */
  private dhcp(packet: PacketView, context: FrameContext): void {
    const { buf, payloadStart, payloadEnd } = packet
    if (payloadEnd - payloadStart < 241 || buf[payloadStart] !== 1) return
    // ciaddr is set when the client has an address and renews it.
    if (buf.readUInt32BE(payloadStart + 12) !== 0) return
    for (let at = payloadStart + 240; at + 2 < payloadEnd; ) {
      const option = buf[at] as number
      if (option === 255) return
      if (option === 0) {
        at++
        continue
      }
      const type = buf[at + 2]
      if (option === 53 && (type === 1 || type === 3)) {
        this.found.saw(signs.dhcp, context.sec, context.nsec, context.number)
        return
      }
      at += 2 + (buf[at + 1] as number)
    }
  }

  /** An answer of a time server (RFC 5905): what the phone's clock is set to, and how far the capture's is from it. */
  private ntp(packet: PacketView, context: FrameContext): void {
    const { buf, payloadStart, payloadEnd } = packet
    if (payloadEnd - payloadStart < 48 || ((buf[payloadStart] as number) & 7) !== 4) return
    const stratum = buf[payloadStart + 1] as number
    if (stratum === 0 || stratum > 15) return
    const at = payloadStart + 40
    const sec = buf.readUInt32BE(at) - ntpEpochSeconds
    const sent = sec + buf.readUInt32BE(at + 4) / 4_294_967_296
    const received =
      buf.readUInt32BE(payloadStart + 32) -
      ntpEpochSeconds +
      buf.readUInt32BE(payloadStart + 36) / 4_294_967_296
    const seen = context.sec + context.nsec / 1e9
    // The answer's way to the capture is not known; a quarter of a second covers nearly all.
    if (Math.abs(seen - sent) > clockSecondsMax || sent < received) return
    this.found.anchor({ at: seen, offset: seen - sent, uncertainty: 0.25, source: 'NTP in the capture' })
  }

  /** Looks at a SYN that is no answer. Time stamps option: kind 8, ten bytes (RFC 7323 section 3). */
  syn(packet: PacketView, context: FrameContext): void {
    const { buf, payloadStart } = packet
    let header = -1
    // The options' length stands in the header, which ends where the payload starts.
    for (let length = 20; length <= 60; length += 4) {
      const at = payloadStart - length
      if (at < packet.frameStart) return
      if (
        (buf[at + 12] as number) >> 4 === length >> 2 &&
        buf.readUInt16BE(at) === packet.sourcePort &&
        buf.readUInt16BE(at + 2) === packet.targetPort
      ) {
        header = at
        break
      }
    }
    if (header < 0) return
    for (let at = header + 20; at < payloadStart; ) {
      const kind = buf[at] as number
      if (kind === 0) return
      if (kind === 1) {
        at++
        continue
      }
      const length = buf[at + 1] ?? 0
      if (length < 2) return
      if (kind === 8 && length === 10 && at + 10 <= payloadStart) {
        this.found.tick({
          at: context.sec + context.nsec / 1e9,
          value: buf.readUInt32BE(at + 2),
          device: formatAddress(packet.source0, packet.source1, packet.source2, packet.source3),
          server: formatAddress(packet.target0, packet.target1, packet.target2, packet.target3),
        })
        return
      }
      at += length
    }
  }
}
