import type { AnomalyCode } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { hasChosenPort } from './same-sends.ts'

/** What two recorders captured of the same connections. */
export const sameConnectionsAnomaly: AnomalyCode = {
  code: 'source.capture.same_connections',
  kind: 'ambiguous',
  sentence:
    'Two captures show the same connections, as two recorders of one traffic do: connections, bytes, and contacts that are not read count twice.',
}

/** Fewer may have the same ports by chance. */
const alikeMin = 3
const portBits = 0x20_0000
const { sameConnectionsMax, sameCapturesMax } = limits.pipeline

/**
 * Finds captures that show the same connections, read or not, whatever their clocks say: between the same ports of most clients and
 * the same servers.
 */
export class SameConnections {
  /** Numbers of captures that are the same, the later ones second. */
  readonly pairs: [left: number, right: number][] = []
  /** Which earlier captures show a connection. */
  private readonly earlier: Map<number, readonly number[]> = new Map()
  private readonly sizes: number[] = []
  private connections: Set<number> = new Set()

  /** A connection of the capture that is read is over. */
  flowEnded(flow: Flow): void {
    if (flow.isRoleGuessed || !hasChosenPort(flow)) return
    if (this.connections.size >= limits.stream.openFlowsMax) return
    const server = (flow.server0 ^ flow.server1 ^ flow.server2 ^ flow.server3) >>> 0
    this.connections.add(server * portBits + ((flow.clientPort ^ (flow.serverPort << 5)) & (portBits - 1)))
  }

  /** The capture with this number was read to its end. */
  captureEnded(capture: number): void {
    const { connections, earlier, sizes } = this
    this.connections = new Set()
    sizes[capture] = connections.size
    const alike = new Map<number, number>()
    const alone = [capture]
    for (const connection of connections) {
      const captures = earlier.get(connection)
      for (const other of captures ?? []) alike.set(other, (alike.get(other) ?? 0) + 1)
      if (captures === undefined && earlier.size < sameConnectionsMax) earlier.set(connection, alone)
      else if (captures !== undefined && captures.length < sameCapturesMax)
        earlier.set(connection, [...captures, capture])
    }
    for (const [other, count] of alike)
      if (count >= alikeMin && count * 2 > Math.min(sizes[other] ?? 0, connections.size))
        this.pairs.push([other, capture])
  }
}
