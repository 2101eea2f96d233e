import { expect } from 'vitest'
import type { Wire } from './stream-playbook.ts'

/** What was told until the capture's end; nothing is held then, every byte is counted, and every flow has ended once. */
export function settled(wire: Wire): string[] {
  const lines = wire.end()
  expect(wire.imbalance()).toBe(0)
  expect(wire.layer.heldBytes + wire.layer.copyBytes).toBe(0)
  expect(wire.layer.liveFlows).toBe(0)
  expect(wire.listener.wrongOrigins).toEqual([])
  const { counts } = wire.layer
  const ends = Object.values(counts.ends).reduce((total, each) => total + each, 0)
  expect(ends).toBe(counts.tcpFlows + counts.udpFlows)
  for (const told of wire.listener.told) expect(told.ends.length).toBe(1)
  return lines
}
