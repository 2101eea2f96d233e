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

/** One of two captures has what clients say, and the other what servers say. */
export const halvesAnomaly: AnomalyCode = {
  code: 'source.capture.halves',
  kind: 'ambiguous',
  sentence:
    'One capture shows what clients said and the other what servers said on the same connections: read apart, each misses the other half, which counts as missing, and TLS can not be opened. Put them together by time (`mergecap -w both.pcapng` and their names) and scan that file.',
}

/** Fewer may have the same ports by chance. */
const alikeMin = 3
const portBits = 0x20_0000
/** Of the connections of half a capture, so many in ten have one direction only. */
const oneWayOfTen = 9
const { sameConnectionsMax, sameCapturesMax } = limits.pipeline

/**
 * Finds captures that show the same connections, read or not, whatever their clocks say: between the same ports of most clients and
 * the same servers.
 */
export class SameConnections {
  /** Numbers of captures that are the same, the later ones second. */
  readonly pairs: [left: number, right: number][] = []
  /** Those of which one has what clients say, and the other what servers say. */
  readonly halves: [left: number, right: number][] = []
  /** Which earlier captures show a connection. */
  private readonly earlier: Map<number, readonly number[]> = new Map()
  private readonly sizes: number[] = []
  private connections: Set<number> = new Set()
  /** Connections of each capture with bytes of one direction only: to servers, to clients; and with any. */
  private readonly ways: { toServer: number; toClient: number; all: number }[] = []
  private way = { toServer: 0, toClient: 0, all: 0 }

  /** A connection of the capture that is read is over. */
  flowEnded(flow: Flow): void {
    if (flow.isRoleGuessed || !hasChosenPort(flow)) return
    if (this.connections.size >= limits.stream.openFlowsMax) return
    const { way } = this
    if (flow.bytesToServer + flow.bytesToClient > 0) way.all++
    if (flow.bytesToServer > 0 && flow.bytesToClient === 0) way.toServer++
    if (flow.bytesToClient > 0 && flow.bytesToServer === 0) way.toClient++
    const server = (flow.server0 ^ flow.server1 ^ flow.server2 ^ flow.server3) >>> 0
    this.connections.add(server * portBits + ((flow.clientPort ^ (flow.serverPort << 5)) & (portBits - 1)))
  }

  /** The capture with this number was read to its end. */
  captureEnded(capture: number): void {
    const { connections, earlier, sizes } = this
    this.connections = new Set()
    sizes[capture] = connections.size
    this.ways[capture] = this.way
    this.way = { toServer: 0, toClient: 0, all: 0 }
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
        (this.areHalves(other, capture) ? this.halves : this.pairs).push([other, capture])
  }

  private areHalves(left: number, right: number): boolean {
    const [one, other] = [this.ways[left], this.ways[right]]
    if (one === undefined || other === undefined) return false
    const areMost = (some: number, all: number): boolean => some > 0 && some * 10 >= all * oneWayOfTen
    return (
      (areMost(one.toServer, one.all) && areMost(other.toClient, other.all)) ||
      (areMost(one.toClient, one.all) && areMost(other.toServer, other.all))
    )
  }
}
