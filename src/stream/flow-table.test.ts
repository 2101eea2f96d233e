import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { tunnelKinds } from '../packet/tunnel/tunnels.ts'
import { PacketView } from '../packet/types.ts'
import { closedList, FlowTable, isUdp, isV6, laneOf, liveList, marksShift } from './flow-table.ts'

interface Endpoints {
  address: number
  port: number
  peerAddress: number
  peerPort: number
  key: number
}

function packetOf(ends: Endpoints): PacketView {
  const packet = new PacketView()
  packet.family = (ends.key & isV6) === 0 ? 4 : 6
  const high = packet.family === 6 ? 0x20010db8 : 0
  packet.source0 = high
  packet.target0 = high
  packet.source1 = packet.family === 6 ? ends.address * 7 + 1 : 0
  packet.target1 = packet.family === 6 ? ends.peerAddress * 7 + 1 : 0
  packet.source2 = packet.family === 6 ? ends.address - 5 : 0xffff
  packet.target2 = packet.family === 6 ? ends.peerAddress - 5 : 0xffff
  packet.source3 = ends.address
  packet.target3 = ends.peerAddress
  packet.sourcePort = ends.port
  packet.targetPort = ends.peerPort
  return packet
}

function nameOf(ends: Endpoints): string {
  const sides = [`${ends.address}:${ends.port}`, `${ends.peerAddress}:${ends.peerPort}`].sort()
  return `${ends.key} ${sides.join(' ')}`
}

const endpoints: fc.Arbitrary<Endpoints> = fc.record({
  address: fc.integer({ min: -3, max: 3 }),
  port: fc.integer({ min: 0, max: 3 }),
  peerAddress: fc.integer({ min: -3, max: 3 }),
  peerPort: fc.constantFrom(0, 1, 443, 65_535),
  key: fc.constantFrom(0, isUdp, isV6, isUdp | isV6),
})

test('finds what was put in and not removed, from either side, as a map by name would', () => {
  const step = fc.record({ ends: endpoints, isRemoval: fc.boolean(), isBack: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const table = new FlowTable()
      const oracle = new Map<string, number>()
      for (const { ends, isRemoval, isBack } of steps) {
        const seen = isBack
          ? {
              ...ends,
              address: ends.peerAddress,
              port: ends.peerPort,
              peerAddress: ends.address,
              peerPort: ends.port,
            }
          : ends
        const packet = packetOf(seen)
        const lane = laneOf(packet)
        const slot = table.find(packet, lane, ends.key)
        const name = nameOf(ends)
        expect(slot).toBe(oracle.get(name) ?? -1)
        if (slot < 0) oracle.set(name, table.insert(packet, lane, ends.key, 0, 0, 0))
        else if (isRemoval) {
          table.remove(slot)
          oracle.delete(name)
        }
        expect(table.count).toBe(oracle.size)
      }
      expect(table.slotsById().length).toBe(oracle.size)
    }),
    { numRuns: 60 },
  )
})

test('the two directions of a flow have different lanes, wherever its ends differ', () => {
  const word = fc.integer({ min: -1, max: 1 })
  const end = fc.tuple(word, word, word, word, fc.integer({ min: 0, max: 2 }))
  const between = (source: readonly number[], target: readonly number[]): PacketView => {
    const [source0, source1, source2, source3, sourcePort] = source
    const [target0, target1, target2, target3, targetPort] = target
    const packet = Object.assign(new PacketView(), { source0, source1, source2, source3, sourcePort })
    return Object.assign(packet, { target0, target1, target2, target3, targetPort })
  }
  fc.assert(
    fc.property(end, end, (one, other) => {
      const lanes = [laneOf(between(one, other)), laneOf(between(other, one))]
      const isAlike = one.every((value, at) => value === other[at])
      expect(lanes).toEqual(isAlike ? [0, 0] : lanes[0] === 0 ? [0, 1] : [1, 0])
      // All that comes from one end has one lane: it is by the first of what differs, ports before the rest.
      if (one[4] !== other[4]) expect(lanes[0]).toBe(one[4] < other[4] ? 0 : 1)
    }),
    { numRuns: 2_000 },
  )
})

test('addresses of IPv6 are told apart where their hashes are equal', () => {
  const table = new FlowTable()
  const packet = packetOf({ address: 1, port: 1, peerAddress: 2, peerPort: 443, key: isV6 })
  const hashes = table as unknown as { hash: number }
  const seen = new Map<number, readonly [number, number]>()
  let pair: readonly (readonly [number, number])[] = []
  for (let tries = 0; pair.length === 0 && tries < 2_000_000; tries++) {
    packet.source0 = Math.imul(tries, 0x9e3779b1)
    packet.source1 = Math.imul(tries, 0x85ebca6b)
    table.find(packet, laneOf(packet), isV6)
    const before = seen.get(hashes.hash)
    if (before !== undefined) pair = [before, [packet.source0, packet.source1]]
    seen.set(hashes.hash, [packet.source0, packet.source1])
  }
  const slots = pair.map(([source0, source1]) => {
    packet.source0 = source0
    packet.source1 = source1
    const lane = laneOf(packet)
    expect(table.find(packet, lane, isV6)).toBe(-1)
    return table.insert(packet, lane, isV6, 0, 0, 0)
  })
  expect(new Set(slots).size).toBe(2)
})

test('grows by doubling and keeps every flow findable; freed slots are used again', () => {
  const table = new FlowTable()
  const packet = packetOf({ address: 1, port: 0, peerAddress: 2, peerPort: 443, key: 0 })
  const slots: number[] = []
  for (let flow = 0; flow < 20_000; flow++) {
    packet.source3 = 1_000 + (flow >>> 12)
    packet.sourcePort = 1_024 + (flow & 4_095)
    const lane = laneOf(packet)
    expect(table.find(packet, lane, 0)).toBe(-1)
    slots.push(table.insert(packet, lane, 0, flow, 0, 0))
  }
  expect([...table.slotsById()]).toEqual(slots)
  for (let flow = 0; flow < 20_000; flow += 2) table.remove(slots[flow] as number)
  for (let flow = 0; flow < 20_000; flow++) {
    packet.source3 = 1_000 + (flow >>> 12)
    packet.sourcePort = 1_024 + (flow & 4_095)
    expect(table.find(packet, laneOf(packet), 0)).toBe(flow % 2 === 0 ? -1 : slots[flow])
  }
  const used = table.flows.length
  packet.source3 = 5
  packet.sourcePort = 6
  table.find(packet, laneOf(packet), 0)
  table.insert(packet, laneOf(packet), 0, 0, 0, 0)
  expect(table.flows.length).toBe(used)
})

test('lists flows in the order in which they were last seen, live and closed apart', () => {
  const table = new FlowTable()
  const slots = [1, 2, 3].map((port) => {
    const packet = packetOf({ address: 1, port, peerAddress: 2, peerPort: 443, key: 0 })
    table.find(packet, laneOf(packet), 0)
    return table.insert(packet, laneOf(packet), 0, 0, 0, 0)
  })
  expect(table.oldest[liveList]).toBe(slots[0])
  table.touch(slots[0] as number, 1)
  expect(table.oldest[liveList]).toBe(slots[1])
  table.move(slots[1] as number, closedList)
  expect(table.oldest[liveList]).toBe(slots[2])
  expect(table.oldest[closedList]).toBe(slots[1])
  table.touch(slots[1] as number, 2)
  expect(table.oldest[closedList]).toBe(slots[1])
  table.remove(slots[2] as number)
  table.remove(slots[0] as number)
  expect(table.oldest[liveList]).toBe(-1)
  table.restart(slots[1] as number, 0, 0)
  expect(table.oldest[liveList]).toBe(slots[1])
  expect(table.oldest[closedList]).toBe(-1)
})

test.each([0, isV6])('addresses made to collide do not make look-ups slow for long: family %i', (key) => {
  // Flows whose hashes share their low bits under the first seed; found by trying, as an adversary would.
  const table = new FlowTable()
  const packet = packetOf({ address: 1, port: 1, peerAddress: 2, peerPort: 443, key })
  const hashes = table as unknown as { hash: number; seed: number }
  const inserted: [PacketView, number][] = []
  const { seed } = hashes
  let collided = 0
  for (let address = 0; collided < 400 && address < 2_000_000; address++) {
    packet.source3 = address
    const probe = new PacketView()
    Object.assign(probe, packet)
    const slot = table.find(probe, laneOf(probe), key)
    if (slot < 0 && (hashes.seed !== seed || (hashes.hash & 0x7ff) === 7)) {
      inserted.push([probe, table.insert(probe, laneOf(probe), key, 0, 0, 0)])
      collided++
    }
  }
  expect(collided).toBe(400)
  expect(hashes.seed).not.toBe(seed)
  for (const [probe, slot] of inserted) expect(table.find(probe, laneOf(probe), key)).toBe(slot)
})

test('an adversary who knows each seed gains no more by later ones than by the first', () => {
  const table = new FlowTable()
  const packet = packetOf({ address: 1, port: 1, peerAddress: 2, peerPort: 443, key: 0 })
  const hashes = table as unknown as { hash: number; seed: number; mask: number }
  // How many flows went into one place, by the seed under which they do.
  const collided = new Map<number, number>()
  for (let flows = 0; flows < 1_000; packet.source3++) {
    if (table.find(packet, laneOf(packet), 0) >= 0) continue
    if ((hashes.hash & hashes.mask) !== (7 & hashes.mask)) continue
    collided.set(hashes.seed, (collided.get(hashes.seed) ?? 0) + 1)
    table.insert(packet, laneOf(packet), 0, 0, 0, 0)
    flows++
  }
  expect(collided.size).toBeGreaterThan(5)
  expect(Math.max(...collided.values())).toBeLessThan(260)
})

test('marks have room for every kind of tunnel, and above them for every app', () => {
  const kinds = Object.values(tunnelKinds)
  expect(new Set(kinds).size).toBe(kinds.length)
  for (const kind of kinds) expect(kind).toBeLessThan(2 ** marksShift)
  expect(limits.source.appsMax).toBeLessThan(2 ** (32 - marksShift))
})
