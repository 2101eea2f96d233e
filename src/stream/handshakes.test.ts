import { expect, test } from 'vitest'
import { settled } from '../../test/support/settled-streams.ts'
import { Wire } from '../../test/support/stream-playbook.ts'
import { streamAnomalies } from './anomalies.ts'

test('a split handshake (SYN, SYN, SYN+ACK) leaves the first SYN as the client', () => {
  const wire = new Wire().send({ flags: 'S', sequence: 100 })
  wire.send({ way: '<', flags: 'S', sequence: 7 })
  wire.send({ flags: 'SA', sequence: 100, acknowledgement: 8 })
  wire.send({ sequence: 101, payload: 'x' })
  expect(settled(wire)[0]).toBe('0 > x')
  expect(wire.layer.counts.tcpFlows).toBe(1)
})

test('a SYN with a new start on a live flow begins another flow; the same SYN again does not', () => {
  const wire = new Wire().handshake(1_000, 5_000)
  wire.send({ flags: 'S', sequence: 1_000 })
  wire.send({ sequence: 1_001, payload: 'one' })
  wire.handshake(90_000, 800)
  wire.send({ sequence: 90_001, payload: 'two' })
  wire.send({ way: '<', sequence: 801, payload: 'answer' })
  expect(settled(wire)).toEqual(['0 > one', '0 end replaced', '1 > two', '1 < answer', '1 end capture-end'])
  expect(wire.layer.counts.tcpFlows).toBe(2)
})

test('the same start again, long behind the end, is another connection', () => {
  const start = 1_550_000_000
  const connected = (wire: Wire, at: number, payload: string, isClosed: boolean): void => {
    wire.send({ flags: 'S', sequence: 1_000, at })
    wire.send({ way: '<', flags: 'SA', sequence: 5_000, acknowledgement: 1_001, at })
    wire.send({ sequence: 1_001, acknowledgement: 5_001, payload, at })
    if (!isClosed) return
    wire.send({ flags: 'FA', sequence: 1_001 + payload.length, acknowledgement: 5_001, at })
    wire.send({ way: '<', flags: 'FA', sequence: 5_001, acknowledgement: 1_002 + payload.length, at })
  }
  for (const [isClosed, seconds, payload, count] of [
    [true, 2, 'one', 1],
    [true, 10, 'one', 2],
    [true, 10, 'another', 2],
    [true, 3_600, 'one', 2],
    [false, 10, 'one', 1],
    [false, 3_000, 'one', 1],
  ] as const) {
    const wire = new Wire()
    connected(wire, start, 'one', isClosed)
    connected(wire, start + seconds, payload, isClosed)
    settled(wire)
    expect([isClosed, seconds, wire.layer.counts.tcpFlows]).toEqual([isClosed, seconds, count])
    if (count === 2) expect(wire.listener.text(1, 0)).toBe(payload)
  }
})

test('a decoy RST or FIN does not end the reading', () => {
  const wire = new Wire().handshake()
  wire.send({ flags: 'R', sequence: 900_000_000 })
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ flags: 'R', sequence: 1_004 })
  wire.send({ flags: 'FA', sequence: 1_004, acknowledgement: 5_001 })
  wire.send({ sequence: 1_004, payload: 'def', at: 1_550_000_004 })
  for (let second = 5; second < 100; second++) {
    for (let count = 0; count < 65; count++) {
      wire.send({ sequence: 1_007 + second, payload: 'g', at: 1_550_000_000 + second, phonePort: 41_000 })
    }
  }
  wire.send({ sequence: 1_007, payload: 'ghi' })
  settled(wire)
  expect(wire.listener.text(0, 0)).toBe('abcdefghi')
  expect(wire.anomalies.count(streamAnomalies.resetOutOfWindow)).toBe(1)
  expect(wire.anomalies.count(streamAnomalies.dataAfterEnd)).toBeGreaterThan(0)
})

test('data that was under way when the peer reset is read, and the flow ends as reset', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ flags: 'R', sequence: 1_004 })
  wire.send({ way: '<', sequence: 5_001, payload: 'late' })
  expect(settled(wire)).toEqual(['0 > abc', '0 < late', '0 end reset'])
})

test('a connection on both sides of a translation of addresses is said, and both are read', () => {
  const [phone, host] = [0x7a10_0001, 0x5b20_0001]
  const there = { phone: 0xcb007109 | 0, phonePort: 40_001 }
  for (const [first, second, count] of [
    [phone, host, 1],
    // Numbers that a program wrote, for all its connections.
    [1_000, 5_000, 0],
  ] as const) {
    const wire = new Wire().handshake(first, second).handshake(first, second, there)
    wire.send({ sequence: first + 1, payload: 'x' }).send({ ...there, sequence: first + 1, payload: 'x' })
    // The answer again is no other connection.
    wire.send({ way: '<', flags: 'SA', ...there, sequence: second, acknowledgement: first + 1 })
    expect(settled(wire).filter((line) => line.endsWith('> x'))).toHaveLength(2)
    expect(wire.anomalies.count(streamAnomalies.twinConnection)).toBe(count)
  }
})
