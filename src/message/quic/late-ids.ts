import type { Flow } from '../../stream/types.ts'

/** Bytes that tell an id: the shortest that a server gives, and the beginning of longer ones. */
const keyBytes = 4

/**
 * The flows whose packets wait for secrets to be tried, by what may be the id in their short headers. One that moved to
 * another port is known by it before anything of it was opened.
 */
export class LateIds {
  private readonly flows: Map<string, Flow> = new Map()
  private readonly ids: Map<Flow, Set<string>> = new Map()

  /** A packet of the flow waits. */
  saw(flow: Flow, packet: Buffer): void {
    const id = idOf(packet, 0, packet.length)
    if (id === null || this.flows.has(id)) return
    this.flows.set(id, flow)
    const known = this.ids.get(flow)
    if (known === undefined) this.ids.set(flow, new Set([id]))
    else known.add(id)
  }

  /** Nothing of the flow waits any more. */
  forget(flow: Flow): void {
    for (const id of this.ids.get(flow) ?? []) this.flows.delete(id)
    this.ids.delete(flow)
  }

  /** The flow that a packet may go on with; null where none waits. */
  find(buf: Buffer, start: number, end: number): Flow | null {
    if (this.flows.size === 0) return null
    const id = idOf(buf, start, end)
    return id === null ? null : (this.flows.get(id) ?? null)
  }
}

function idOf(buf: Buffer, start: number, end: number): string | null {
  if (end - start <= keyBytes || ((buf[start] as number) & 0x80) !== 0) return null
  return buf.toString('latin1', start + 1, start + 1 + keyBytes)
}
