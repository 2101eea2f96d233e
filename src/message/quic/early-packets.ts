import { limits } from '../../core/limits.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { LatePacket } from './late-side.ts'

/** A packet that came before the ClientHello was whole: with keys it will be read. */
export interface EarlyPacket extends LatePacket {
  readonly origin: RunOrigin
}

/** The packets of a connection that cannot be opened yet, in order, as many as there is room for. */
export class EarlyPackets {
  packets: EarlyPacket[] = []
  bytes = 0

  get isEmpty(): boolean {
    return this.bytes === 0
  }

  hasRoom(length: number): boolean {
    return this.bytes + length <= limits.message.quicEarlyBytesMax
  }

  add(packet: EarlyPacket): void {
    this.packets.push(packet)
    this.bytes += packet.bytes.length
  }

  /** They wait no longer. */
  take(): readonly EarlyPacket[] {
    const { packets } = this
    this.packets = []
    this.bytes = 0
    return packets
  }

  /** Lets go of them; so many bytes they were. */
  drop(): number {
    const { bytes } = this
    this.packets = []
    this.bytes = 0
    return bytes
  }
}
