import { hash } from 'node:crypto'
import type { PacketView } from '../../packet/types.ts'
import { endsOf } from './packet-ends.ts'

/** A packet whose header fits nothing. */
export interface UnfitPacket {
  /** Its payload came in another packet, too, whose header is nearly the same, and whose checksum is right. */
  hasCopy: boolean
}

/**
 * Packets whose headers fit nothing, each found by its payload together with all fields but one of its sender, receiver,
 * ports and place in the stream: so many may be damaged at once. Looking one up costs the same however many there are.
 */
export class UnfitPackets {
  private readonly lengths: Set<number> = new Set()
  private readonly byKey: Map<string, UnfitPacket[]> = new Map()

  add(packet: PacketView): UnfitPacket {
    const unfit: UnfitPacket = { hasCopy: false }
    if (lengthOf(packet) === 0) return unfit
    this.lengths.add(lengthOf(packet))
    for (const key of keysOf(packet)) {
      const alike = this.byKey.get(key)
      if (alike === undefined) this.byKey.set(key, [unfit])
      else alike.push(unfit)
    }
    return unfit
  }

  /** Notes of which of them the packet is a copy, if its checksum is right; true where that was not known of one. */
  sawCopy(packet: PacketView, isRight: () => boolean): boolean {
    if (!this.lengths.has(lengthOf(packet))) return false
    const keys = keysOf(packet).filter((key) => this.byKey.has(key))
    if (keys.length === 0 || !isRight()) return false
    let isNews = false
    for (const key of keys) {
      for (const unfit of this.byKey.get(key) ?? []) {
        isNews ||= !unfit.hasCopy
        unfit.hasCopy = true
      }
      // What was found once needs no further copy.
      this.byKey.delete(key)
    }
    return isNews
  }
}

function lengthOf({ payloadStart, payloadEnd }: PacketView): number {
  return payloadEnd - payloadStart
}

/** Its payload with all but one of its fields, for each of these. */
function keysOf(packet: PacketView): readonly string[] {
  const { buf, payloadStart, payloadEnd, sourcePort, targetPort, tcpSequence } = packet
  const payload = digestOf(buf.subarray(payloadStart, payloadEnd))
  const fields = [...endsOf(packet), sourcePort, targetPort, tcpSequence]
  return fields.map((_, left) =>
    digestOf(`${payload} ${left} ${fields.filter((__, at) => at !== left).join(' ')}`),
  )
}

/** A character for each byte: there may be many of them. */
function digestOf(data: string | Buffer): string {
  return hash('sha256', data, 'buffer').toString('latin1')
}
