import { limits } from '../../core/limits.ts'
import { formatAddress } from '../../core/address.ts'
import type { Direction } from '../../core/verdict.ts'
import type { PacketView } from '../../packet/types.ts'
import type { Flow } from '../../stream/types.ts'

interface Segment {
  readonly frame: number
  readonly sequence: number
  readonly length: number
}

/** Segments that a reading is without, by where they belong: what is missed there was in them alone. */
export class LeftOutSegments {
  private readonly ways: Map<string, Segment[]> = new Map()

  clear(): void {
    this.ways.clear()
  }

  add(packet: PacketView, frame: number): void {
    const { tcpSequence: sequence, payloadStart, payloadEnd } = packet
    const segment = { frame, sequence, length: payloadEnd - payloadStart }
    const way = wayOf(packet)
    const known = this.ways.get(way)
    if (known === undefined) this.ways.set(way, [segment])
    else if (known.length < limits.pipeline.leftOutSegmentsMax) known.push(segment)
  }

  /** Frames of those that carry any of `length` bytes from `sequence` on. */
  framesOf(flow: Flow, direction: Direction, sequence: number, length: number): number[] {
    if (this.ways.size === 0) return []
    return (this.ways.get(wayIn(flow, direction)) ?? [])
      .filter(
        (segment) =>
          ((segment.sequence - sequence) | 0) < length &&
          ((sequence - segment.sequence) | 0) < segment.length,
      )
      .map(({ frame }) => frame)
  }
}

/** From where to where a packet goes, as one text. */
export function wayOf(packet: PacketView): string {
  const { source0, source1, source2, source3, target0, target1, target2, target3 } = packet
  return wayBetween(
    formatAddress(source0, source1, source2, source3),
    packet.sourcePort,
    formatAddress(target0, target1, target2, target3),
    packet.targetPort,
  )
}

/** The same for one direction of a flow. */
export function wayIn(flow: Flow, direction: Direction): string {
  const { clientAddress, clientPort, serverAddress, serverPort } = flow
  return direction === 0
    ? wayBetween(clientAddress, clientPort, serverAddress, serverPort)
    : wayBetween(serverAddress, serverPort, clientAddress, clientPort)
}

function wayBetween(source: string, sourcePort: number, target: string, targetPort: number): string {
  return `${source} ${sourcePort} ${target} ${targetPort}`
}
