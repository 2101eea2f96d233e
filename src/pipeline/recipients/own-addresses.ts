import { formatAddress } from '../../core/address.ts'
import type { AddressWords } from '../../core/address.ts'
import { scopeOf } from '../../core/address-scope.ts'
import type { PacketView } from '../../packet/types.ts'

/** Of no function of a scan, whose scope a capture's buffers would be held by as long as its results. */
export const nowhere = (): number => -1

/** Behind a radio with more addresses of the Internet than these are others: the phone stands between them. */
const ownMax = 16
/** And so many of its own network are enough to know. */
const nearMax = 256

/**
 * The addresses of the phone, where frames say them: those that its MAC addresses, as the profile has them, send from, and in
 * its own network are sent to. Looked at with the first packet of each flow.
 */
export class OwnAddresses {
  private readonly macs: ReadonlySet<number>
  private readonly near: Set<string> = new Set()
  private readonly far: Set<string> = new Set()
  /** Where in the packet's buffer the MAC addresses of its receiver and its sender stand; -1 where they are not known. */
  macsAt: () => number = nowhere

  /** `macs`: 12 hex digits each. */
  constructor(macs: Iterable<string>) {
    this.macs = new Set(Array.from(macs, (mac) => Number.parseInt(mac, 16)))
  }

  /** A flow begins with this packet. */
  begins(packet: PacketView): void {
    if (this.macs.size === 0 || packet.pieces !== null || packet.tunnels !== 0) return
    const at = this.macsAt()
    if (at < 0) return
    const { buf } = packet
    if (this.macs.has(buf.readUIntBE(at + 6, 6)))
      this.sent([packet.source0, packet.source1, packet.source2, packet.source3])
    else if (this.macs.has(buf.readUIntBE(at, 6)))
      this.gotten([packet.target0, packet.target1, packet.target2, packet.target3])
  }

  /** Whether the address is known as the phone's. */
  has(address: string): boolean {
    // To look up a text that was just made takes its hash, also in a set of nothing.
    if (this.near.size + this.far.size === 0) return false
    return this.near.has(address) || (this.far.size <= ownMax && this.far.has(address))
  }

  private sent(words: AddressWords): void {
    if (isNear(words)) this.gotten(words)
    else if (this.far.size <= ownMax) this.far.add(formatAddress(...words))
  }

  /** What goes on through the phone to the Internet has its MAC address, too. */
  private gotten(words: AddressWords): void {
    if (isNear(words) && this.near.size < nearMax) this.near.add(formatAddress(...words))
  }
}

function isNear(words: AddressWords): boolean {
  const scope = scopeOf(words)
  return scope === 'private' || scope === 'link-local'
}
