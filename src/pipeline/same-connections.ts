import type { AnomalyCode } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import type { Flow } from '../stream/types.ts'
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

/**
 * Finds captures that show the same connections, read or not, whatever their clocks say: between the same ports of most clients and
 * the same servers.
 */
export class SameConnections {
  /** Numbers of captures that are the same, the later ones second. */
  readonly pairs: [left: number, right: number][] = []
  private readonly earlier: (readonly [capture: number, connections: ReadonlySet<number>])[] = []
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
    const { connections } = this
    this.connections = new Set()
    for (const [other, known] of this.earlier) {
      let alike = 0
      for (const connection of connections) if (known.has(connection)) alike++
      if (alike >= alikeMin && alike * 2 > Math.min(known.size, connections.size))
        this.pairs.push([other, capture])
    }
    this.earlier.push([capture, connections])
  }
}
