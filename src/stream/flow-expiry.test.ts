import { expect, test } from 'vitest'
import { settled } from '../../test/support/settled-streams.ts'
import { Wire } from '../../test/support/stream-playbook.ts'
import { streamAnomalies } from './anomalies.ts'

test('silent connections rest and end on capture time, closed ones at once, and what they hold is told', () => {
  const wire = new Wire()
  wire.handshake().send({ sequence: 1_003, payload: 'held' })
  wire
    .handshake(1, 2, { phonePort: 40_001 })
    .send({ phonePort: 40_001, sequence: 2, payload: 'bye', flags: 'FA' })
  wire.send({ phonePort: 40_001, way: '<', sequence: 3, flags: 'FA', acknowledgement: 6 })
  const tickFor = (from: number, seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      for (let count = 0; count < 64; count++) {
        wire.send({ phonePort: 50_000, sequence: 1, payload: 'z', at: from + second })
      }
    }
  }
  expect(wire.listener.lines).toContain('1 end closed')
  tickFor(1_550_000_001, 4)
  // A straggler within the grace belongs to the old flow, and is no new one.
  const flows = wire.listener.told.length
  const { duplicateBytes } = wire.layer.counts
  wire.send({ phonePort: 40_001, sequence: 2, payload: 'bye', at: 1_550_000_004 })
  expect(wire.listener.told).toHaveLength(flows)
  expect(wire.layer.counts.duplicateBytes).toBe(duplicateBytes + 3)
  tickFor(1_550_000_005, 4)
  tickFor(1_550_000_010, 105)
  expect(wire.listener.lines).not.toContain('0 > held')
  tickFor(1_550_000_115, 10)
  expect(wire.listener.lines.slice(-2)).toEqual(['0 > gap 2', '0 > held'])
  for (let minutes = 1; minutes <= 126; minutes++) tickFor(1_550_000_125 + minutes * 60, 1)
  expect(wire.listener.lines.at(-1)).toBe('0 end idle')
  settled(wire)
})

test('a flow that begins behind a long silence is not taken for an old one', () => {
  const wire = new Wire()
  wire.send({ phonePort: 50_000, sequence: 1, payload: 'before', at: 1_550_000_000 })
  const after = 1_550_004_000
  for (let count = 0; count < 40; count++) {
    wire.send({ phonePort: 40_001, sequence: 1 + count * 3, payload: 'new', at: after })
  }
  for (let count = 40; count < 200; count++) {
    wire.send({
      phonePort: 40_001,
      sequence: 1 + count * 3,
      payload: 'new',
      at: after + Math.floor(count / 40),
    })
  }
  expect(wire.listener.lines.filter((line) => line.includes('end'))).toEqual([])
  expect(wire.layer.counts.tcpFlows).toBe(2)
  settled(wire)
})

test('at the limit of flows the one silent for longest makes room, its held bytes told first', () => {
  const wire = new Wire('tcp', 3)
  for (let phonePort = 1; phonePort <= 3; phonePort++) {
    wire.send({ phonePort, hostPort: 9_000, flags: 'S', sequence: 0, at: 1_550_000_000 + phonePort })
    wire.send({ phonePort, hostPort: 9_000, sequence: 2, payload: `flow ${phonePort}` })
  }
  wire.send({ phonePort: 1, hostPort: 9_000, sequence: 8, payload: '!', at: 1_550_000_010 })
  wire.send({ phonePort: 4, hostPort: 9_000, flags: 'S', sequence: 1, payload: 'new' })
  expect(wire.listener.lines).toEqual(['1 > gap 1', '1 > flow 2', '1 end evicted', '3 > new'])
  expect(wire.anomalies.count(streamAnomalies.flowLimit)).toBe(1)
  expect(wire.layer.liveFlows).toBe(3)
  settled(wire)
})
