import { limits } from '../../core/limits.ts'
import type { PacketView } from '../types.ts'

/** The two ends of a tunnel that packets came through: what is inside says nothing of them. Addresses as in `PacketView`. */
export interface TunnelEnds {
  /** One bit: see `tunnelKinds`. */
  readonly kind: number
  readonly source: readonly [number, number, number, number]
  readonly target: readonly [number, number, number, number]
  /** Port of the target; 0 for tunnels without ports. */
  readonly port: number
  packets: number
}

/** Tunnels by kind and ends. There are few in any capture; the one seen last is looked at first. */
export class TunnelBook {
  readonly all: TunnelEnds[] = []
  /** Packets through further tunnels than are kept. */
  leftOut = 0
  private last: TunnelEnds | null = null

  /** A packet enters a tunnel between the ends of `packet`: which; null where it is one more than are kept. */
  saw(kind: number, packet: PacketView, port: number): TunnelEnds | null {
    let ends = this.last !== null && isSame(this.last, kind, packet, port) ? this.last : null
    ends ??= this.all.find((one) => isSame(one, kind, packet, port)) ?? null
    if (ends === null) {
      if (this.all.length >= limits.packet.tunnelsMax) {
        this.leftOut++
        return null
      }
      const { source0, source1, source2, source3, target0, target1, target2, target3 } = packet
      ends = {
        kind,
        source: [source0, source1, source2, source3],
        target: [target0, target1, target2, target3],
        port,
        packets: 0,
      }
      this.all.push(ends)
    }
    ends.packets++
    this.last = ends
    return ends
  }
}

function isSame(one: TunnelEnds, kind: number, packet: PacketView, port: number): boolean {
  const { source, target } = one
  return (
    one.port === port &&
    one.kind === kind &&
    source[3] === packet.source3 &&
    target[3] === packet.target3 &&
    source[2] === packet.source2 &&
    target[2] === packet.target2 &&
    source[1] === packet.source1 &&
    target[1] === packet.target1 &&
    source[0] === packet.source0 &&
    target[0] === packet.target0
  )
}
