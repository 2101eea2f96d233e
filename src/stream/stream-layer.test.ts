import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { times } from '../../test/support/depth.ts'
import { limits } from '../core/limits.ts'
import { streamAnomalies } from './anomalies.ts'
import { settled } from '../../test/support/settled-streams.ts'
import { type Sent, Wire } from '../../test/support/stream-playbook.ts'
import { verdicts } from '../core/verdict.ts'

test('a request and its answer are handed on in order, with both ends', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, acknowledgement: 5_001, payload: 'GET /', nsec: 7 })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_006, payload: '200 OK', nsec: 9 })
  wire.send({ way: '<', flags: 'FA', sequence: 5_007, acknowledgement: 1_006 })
  wire.send({ flags: 'FA', sequence: 1_006, acknowledgement: 5_008 })
  expect(settled(wire)).toEqual(['0 > GET /', '0 < 200 OK', '0 < finished', '0 > finished', '0 end closed'])
  const { flow } = wire.listener.told[0] ?? {}
  expect(flow?.clientAddress).toBe('192.0.2.1')
  expect(flow?.serverAddress).toBe('198.51.100.1')
  expect([flow?.clientPort, flow?.serverPort]).toEqual([40_000, 80])
  expect([flow?.bytesToServer, flow?.bytesToClient]).toEqual([5, 6])
  expect([flow?.transport, flow?.family, flow?.isRoleGuessed]).toEqual(['tcp', 4, false])
  expect([flow?.id, flow?.firstSec]).toEqual([0, 1_550_000_000])
  expect(wire.listener.origins.map(({ nsec }) => nsec)).toEqual([7, 9])
})

test('a connection that is silent for long goes on as the same one, with its roles, and its burst is known', () => {
  const ports = { phonePort: 51_844, hostPort: 9_000 }
  const wire = new Wire().handshake(1_000, 5_000, ports)
  wire.send({ ...ports, sequence: 1_001, payload: 'hello', at: 1_550_000_000 })
  for (const at of [0, 200, 400, 600])
    for (let count = 0; count < 70; count++)
      wire.send({ phonePort: 40_001, sequence: 1, payload: 'z', at: 1_550_000_100 + at })
  wire.send({ ...ports, way: '<', sequence: 5_001, payload: 'report!', at: 1_550_000_800 })
  wire.send({ ...ports, sequence: 1_006, payload: 'imei', at: 1_550_000_800, nsec: 500_000_000 })
  expect(settled(wire).filter((line) => line.startsWith('0 '))).toEqual([
    '0 > hello',
    '0 < report!',
    '0 > imei',
    '0 end capture-end',
  ])
  expect(wire.listener.told[0]?.flow.bursts).toEqual([1_550_000_800, 5])
})

test('swapped segments come out in order, each with its own origin', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_006, payload: 'world', at: 1_550_000_007, nsec: 5 })
  wire.send({ sequence: 1_001, payload: 'hello', nsec: 6 })
  expect(settled(wire).slice(0, 2)).toEqual(['0 > hello', '0 > world'])
  expect(wire.listener.origins).toMatchObject([
    { frame: 5, offset: 54, nsec: 6 },
    { frame: 4, offset: 54, sec: 1_550_000_007, nsec: 5 },
  ])
})

test('retransmissions, keep-alives and partial overlaps are delivered once', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'hello' })
  wire.send({ sequence: 1_001, payload: 'hello' })
  wire.send({ sequence: 1_005, payload: '\0' })
  wire.send({ sequence: 1_004, payload: 'lo world' })
  expect(settled(wire).slice(0, 2)).toEqual(['0 > hello', '0 >  world'])
  expect(wire.layer.counts.duplicateBytes).toBe(5 + 1 + 2)
  expect(wire.listener.origins[1]?.offset).toBe(56)
})

test('bytes that came out of order are compared with what comes again, of both sides', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_006, payload: 'world' }).send({ sequence: 1_001, payload: 'hello' })
  wire
    .send({ way: '<', sequence: 5_005, payload: 'swer' })
    .send({ way: '<', sequence: 5_001, payload: 'OKan' })
  wire.send({ sequence: 1_006, payload: 'WORLD' }).send({ way: '<', sequence: 5_005, payload: 'SWER' })
  settled(wire)
  expect(wire.listener.readings).toEqual(['OKanSWER', 'helloWORLD'])
  expect(wire.layer.counts.differingBytes).toBe(9)
})

test('another copy of what a side sent is read by itself where the connection is closed behind it', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'hello' }).send({ sequence: 1_001, payload: 'HELLO' })
  wire.send({ way: '<', sequence: 5_001, payload: 'yes' }).send({ way: '<', sequence: 5_001, payload: 'YES' })
  wire.send({ flags: 'FA', sequence: 1_006, acknowledgement: 5_004 })
  wire.send({ way: '<', flags: 'FA', sequence: 5_004, acknowledgement: 1_007 })
  expect(wire.listener.lines.at(-1)).toBe('0 end closed')
  expect(wire.listener.readings.toSorted()).toEqual(['HELLO', 'YES'])
  settled(wire)
})

test('a keep-alive before any data is no data', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_000, payload: '\0' })
  wire.send({ sequence: 1_001, payload: 'x' })
  expect(settled(wire)[0]).toBe('0 > x')
  expect(wire.layer.counts.duplicateBytes).toBe(1)
})

test('sequence numbers wrap', () => {
  const wire = new Wire().handshake(-4, 5_000)
  wire.send({ sequence: -3, payload: 'abcdef' })
  wire.send({ sequence: 5, payload: 'ij' })
  wire.send({ sequence: 3, payload: 'gh' })
  expect(settled(wire).slice(0, 3)).toEqual(['0 > abcdef', '0 > gh', '0 > ij'])
})

test('sequence numbers wrap at the sign too', () => {
  const wire = new Wire().handshake(0x7fff_fffd, 5_000)
  wire.send({ sequence: 0x7fff_fffe, payload: 'abcd' })
  wire.send({ sequence: 0x8000_0002, payload: 'ef' })
  expect(settled(wire).slice(0, 2)).toEqual(['0 > abcd', '0 > ef'])
})

test('data on the SYN is read', () => {
  const wire = new Wire().send({ flags: 'S', sequence: 100, payload: 'early' })
  wire.send({ way: '<', flags: 'SA', sequence: 7, acknowledgement: 106 })
  wire.send({ sequence: 106, payload: ' later' })
  expect(settled(wire).slice(0, 2)).toEqual(['0 > early', '0 >  later'])
})

test('a connection whose SYN was lost takes over the ports once the peer acknowledges it', () => {
  const wire = new Wire().handshake(1_000, 5_000).send({ sequence: 1_001, payload: 'one' })
  wire.send({ sequence: 2_000_000_000, acknowledgement: 77, payload: 'GET /two' })
  wire.send({ way: '<', sequence: 1_234_567_890, acknowledgement: 2_000_000_008, payload: '200' })
  expect(settled(wire)).toEqual(['0 > one', '0 end replaced', '1 > GET /two', '1 < 200', '1 end capture-end'])
})

test('a hole is a gap at the end of the flow, and what lies behind it is read', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ sequence: 1_010, payload: 'xyz' })
  wire.send({ sequence: 1_020, payload: 'end' })
  expect(settled(wire)).toEqual([
    '0 > abc',
    '0 > gap 6',
    '0 > xyz',
    '0 > gap 7',
    '0 > end',
    '0 end capture-end',
  ])
  expect([wire.layer.counts.gaps, wire.layer.counts.gapBytes]).toEqual([2, 13])
})

test('the last bytes of a direction, which its FIN says were sent, are a gap before its end', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_024, payload: 'answer' })
  wire.send({ flags: 'FA', sequence: 1_024, acknowledgement: 5_007 })
  wire.send({ way: '<', flags: 'FA', sequence: 5_007, acknowledgement: 1_025 })
  expect(settled(wire)).toEqual([
    '0 > abc',
    '0 < answer',
    '0 < finished',
    '0 > gap 20',
    '0 > finished',
    '0 end closed',
  ])
  expect([wire.layer.counts.gaps, wire.layer.counts.gapBytes]).toEqual([1, 20])
  expect(wire.anomalies.tallies.get('stream.tcp.gap')?.samples).toEqual([{ frame: 7, detail: '' }])
})

test('so are those behind what is held, and those that only an acknowledgement tells of', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_011, payload: 'abc' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_031 })
  expect(settled(wire)).toEqual(['0 > gap 10', '0 > abc', '0 > gap 17', '0 end capture-end'])
})

test('of a direction that was not captured, the acknowledgements tell how much there was', () => {
  const wire = new Wire()
  wire.send({ way: '<', flags: 'SA', sequence: 5_000, acknowledgement: 1_001 })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_065, payload: 'answer' })
  expect(settled(wire)).toEqual(['0 < answer', '0 > gap 64', '0 end capture-end'])
})

test('also where its handshake was not, and where the other direction carries no payload', () => {
  for (const from of [7_000, 0x7fff_fb00, -1_000, -900_000_000]) {
    const wire = new Wire()
    for (const more of [0, 1_000, 2_000, 2_000])
      wire.send({ way: '<', sequence: 5_001, acknowledgement: (from + more) | 0 })
    expect(settled(wire)).toEqual([])
    expect([wire.layer.counts.gaps, wire.layer.counts.gapBytes]).toEqual([1, 2_000])
    // The frame that is named is the first that tells of them.
    expect(wire.anomalies.tallies.get('stream.tcp.gap')?.samples).toEqual([{ frame: 3, detail: '' }])
  }
})

test('a connection of which each byte was captured has no gap: FINs that were not, keep-alives, windows', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_004, payload: 'answer' })
  wire.send({ sequence: 1_003, acknowledgement: 5_007, payload: '\0' })
  wire.send({ way: '<', sequence: 5_007, acknowledgement: 1_004 })
  wire.send({ way: '<', flags: 'FA', sequence: 5_007, acknowledgement: 1_005 })
  wire.send({ sequence: 1_005, acknowledgement: 5_008 })
  settled(wire)
  expect(wire.layer.counts.gaps).toBe(0)
})

test('an acknowledgement far out of the window says nothing', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 900_000_000 })
  settled(wire)
  expect(wire.layer.counts.gaps).toBe(0)
})

test('a slot that another connection had before knows nothing of its acknowledgements', () => {
  const wire = new Wire()
  wire.send({ sequence: 1, acknowledgement: 1_000, payload: 'x' })
  wire.send({ sequence: 2, acknowledgement: 900_000, payload: 'y', flags: 'RA' })
  for (let count = 0; count < 200; count++)
    wire.send({ phonePort: 40_001, sequence: 1, acknowledgement: 1, payload: 'z', at: 1_550_000_400 })
  wire.send({ phonePort: 40_002, sequence: 1, flags: '', payload: 'other' })
  settled(wire)
  expect(wire.layer.counts.gaps).toBe(1)
})

test('an acknowledgement seen before the data does not make a gap', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_006, payload: 'world' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_011 })
  wire.send({ sequence: 1_001, payload: 'hello' })
  expect(settled(wire).slice(0, 2)).toEqual(['0 > hello', '0 > world'])
})

test('a hole that the peer acknowledged is given up after two seconds', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_006, payload: 'world' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_011, at: 1_550_000_001 })
  expect(wire.listener.lines).toEqual([])
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_012, at: 1_550_000_002 })
  expect(wire.listener.lines).toEqual(['0 > gap 5', '0 > world'])
  settled(wire)
})

test('so is one later in the capture, and no sooner', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'x', at: 1_550_000_010 })
  wire.send({ sequence: 1_007, payload: 'world' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_012, at: 1_550_000_011 })
  expect(wire.listener.lines).toEqual(['0 > x'])
  wire.send({ sequence: 1_002, payload: 'hello' })
  expect(settled(wire).slice(0, 3)).toEqual(['0 > x', '0 > hello', '0 > world'])
})

test('a hole that the peer acknowledged is given up once many segments wait behind it', () => {
  const wire = new Wire().handshake()
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_001 })
  for (let count = 0; count < 15; count++) wire.send({ sequence: 1_010 + count, payload: 'x' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_025 })
  expect(wire.listener.lines).toEqual([])
  wire.send({ sequence: 1_025, payload: 'y' })
  expect(wire.listener.lines[0]).toBe('0 > gap 9')
  settled(wire)
})

test('a hole that the peer has not acknowledged waits for its retransmission', () => {
  const wire = new Wire().handshake()
  for (let count = 0; count < 40; count++) wire.send({ sequence: 1_011 + count * 10, payload: '0123456789' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_001, at: 1_550_000_020 })
  wire.send({ sequence: 1_001, payload: 'abcdefghij' })
  settled(wire)
  expect(wire.layer.counts.gaps).toBe(0)
  expect(wire.listener.text(0, 0).length).toBe(410)
})

test('what is on its way when a segment gets lost waits for it: 50 Mbit/s at a round trip of half a second', () => {
  const wire = new Wire().handshake()
  const segment = Buffer.alloc(1_448, 'x')
  for (let count = 1; count < 2_200; count++)
    wire.send({ sequence: 1_001 + count * segment.length, payload: segment })
  wire.send({ sequence: 1_001, payload: segment })
  settled(wire)
  expect(wire.layer.counts.gaps).toBe(0)
  expect(wire.listener.text(0, 0).length).toBe(2_200 * segment.length)
})

test.each([
  [1_000, limits.stream.heldSegmentsPerDirectionMax + 100],
  [60_000, Math.ceil(limits.stream.heldBytesPerDirectionMax / 60_000)],
])(
  'a one-sided capture with loss goes on when held segments of %s bytes reach their limit',
  (size, segments) => {
    const wire = new Wire()
    wire.send({ sequence: 1, payload: 'a' })
    const segment = Buffer.alloc(size, 'x')
    for (let count = 0; count < segments; count++)
      wire.send({ sequence: 10 + count * size, payload: segment })
    expect(wire.layer.heldBytes).toBeLessThanOrEqual(limits.stream.heldBytesPerDirectionMax)
    settled(wire)
    expect(wire.listener.told[0]?.gaps).toEqual([{ direction: 0, position: 1, length: 8 }])
    expect(wire.listener.text(0, 0).length).toBe(segments * size + 1)
    expect(wire.anomalies.count(streamAnomalies.heldLimit)).toBe(1)
  },
)

test('a part of an answer that comes when its place was given up is not called seen', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, acknowledgement: 5_001, payload: 'GET' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_004, payload: '200 ' })
  const segment = Buffer.alloc(1_000, 'x')
  const { heldSegmentsPerDirectionMax } = limits.stream
  for (let count = 0; count <= heldSegmentsPerDirectionMax; count++)
    wire.send({ way: '<', sequence: 5_015 + count * 1_000, acknowledgement: 1_004, payload: segment })
  expect(wire.layer.counts.gapBytes).toBe(10)
  // Two bytes before the hole, the ten in it, three behind.
  wire.send({ way: '<', sequence: 5_003, acknowledgement: 1_004, payload: '0 0123456789xxx' })
  settled(wire)
  expect(wire.layer.counts).toMatchObject({ droppedBytes: 10, duplicateBytes: 5 })
  expect(wire.anomalies.count(streamAnomalies.lateAnswer)).toBe(1)
})

test('held segments with other bytes for the same place: the first is kept, and it is said', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_003, payload: 'cdef' })
  wire.send({ sequence: 1_005, payload: 'XYgh' })
  wire.send({ sequence: 1_001, payload: 'abC' })
  settled(wire)
  expect(wire.listener.text(0, 0)).toBe('abcdefgh')
  expect(wire.anomalies.count(streamAnomalies.overlapDiffers)).toBe(2)
  expect(wire.layer.counts.duplicateBytes).toBe(3)
  expect(wire.layer.counts.differingBytes).toBe(3)
  expect(wire.listener.doubted).toEqual(['ef', 'c'])
  expect(wire.listener.readings).toEqual(['abCdXYgh', 'abCdefgh', 'abcdXYgh'])
})

test('equal overlaps are not called ambiguous, and a segment over several holes fills all', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_003, payload: 'c' })
  wire.send({ sequence: 1_005, payload: 'e' })
  wire.send({ sequence: 1_002, payload: 'bcdefg' })
  wire.send({ sequence: 1_001, payload: 'abcdefgh' })
  settled(wire)
  expect(wire.listener.text(0, 0)).toBe('abcdefgh')
  expect(wire.anomalies.count(streamAnomalies.overlapDiffers)).toBe(0)
})

test('a decoy far outside of the window moves nothing', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ sequence: 1_500_000_000, payload: 'decoy' })
  wire.send({ sequence: -1_500_000_000, payload: 'decoy' })
  wire.send({ sequence: 1_004, payload: 'def' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_007, payload: 'ok' })
  settled(wire)
  expect(wire.listener.text(0, 0)).toBe('abcdef')
  expect(wire.layer.counts.droppedBytes).toBe(10)
  expect(wire.anomalies.count(streamAnomalies.outOfWindow)).toBe(2)
  expect(wire.anomalies.count(streamAnomalies.strayDropped)).toBe(2)
})

test('a segment far ahead is behind a gap only where the stream does not go on without it', () => {
  const far = 100_000_000
  const ran = (goesOn: boolean, isConfirmed: boolean): Wire => {
    const wire = new Wire().handshake()
    wire.send({ sequence: 1_001, payload: 'abc' })
    wire.send({ sequence: far, payload: 'far' })
    if (goesOn) wire.send({ sequence: 1_004, payload: 'def' })
    if (isConfirmed) wire.send({ sequence: far + 3, payload: 'ther' })
    settled(wire)
    return wire
  }
  for (const isConfirmed of [false, true]) expect(ran(false, isConfirmed).layer.counts.gaps).toBe(1)
  expect(ran(true, true).listener.text(0, 0)).toMatch(/^abcdef.*farther$/)
  const denied = ran(true, false)
  expect(denied.listener.text(0, 0)).toBe('abcdef')
  expect(denied.layer.counts).toMatchObject({ gaps: 0, gapBytes: 0, droppedBytes: 3 })
  expect(denied.anomalies.count(streamAnomalies.strayDropped)).toBe(1)
})

test('after a loss of many MiB the stream goes on behind a gap, once two segments agree', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ sequence: 100_001_004, payload: 'def' })
  wire.send({ sequence: 100_001_007, payload: 'ghi' })
  expect(settled(wire)).toEqual(['0 > abc', '0 > gap 100000000', '0 > def', '0 > ghi', '0 end capture-end'])
})

test('however much was lost of a direction that nobody acknowledged, nothing is missed at its end', () => {
  const wire = new Wire().send({ sequence: 1, payload: 'abc' })
  for (const jump of [1, 2, 3])
    wire
      .send({ sequence: jump * 1_000_000_000, payload: 'def' })
      .send({ sequence: jump * 1_000_000_000 + 3, payload: 'ghi' })
  settled(wire)
  expect(wire.layer.counts).toMatchObject({ gaps: 3, gapBytes: 2_999_999_984, droppedBytes: 0 })
})

test('ports that are used again without a SYN in the capture are another connection, and no loss', () => {
  const wire = new Wire().handshake(900_000, 800_000)
  wire.send({ sequence: 900_001, acknowledgement: 800_001, payload: 'one' })
  wire.send({ way: '<', sequence: 800_001, acknowledgement: 900_004, payload: 'first' })
  wire.send({ sequence: 777_000_000, acknowledgement: 2_000, payload: 'two' })
  wire.send({ way: '<', sequence: 2_000, acknowledgement: 777_000_003 })
  wire.send({ way: '<', sequence: 2_000, acknowledgement: 777_000_003, payload: 'second' })
  expect(settled(wire)).toEqual([
    '0 > one',
    '0 < first',
    '0 end replaced',
    '1 > two',
    '1 < second',
    '1 end capture-end',
  ])
  expect([wire.layer.counts.gaps, wire.layer.counts.droppedBytes]).toEqual([0, 0])
})

test('what shows that they are, one segment behind another, is read of the other connection, both of them', () => {
  const wire = new Wire().handshake(900_000_000, 800_000)
  wire.send({ sequence: 900_000_001, payload: 'one' })
  wire.send({ sequence: 7_000, payload: 'two' }).send({ sequence: 7_003, payload: 'and three' })
  expect(settled(wire)).toEqual([
    '0 > one',
    '0 end replaced',
    '1 > two',
    '1 > and three',
    '1 end capture-end',
  ])
})

test('so are they once both sides closed, however near the numbers of the other connection lie', () => {
  for (const [client, server] of [
    [5_000, 7_000],
    [-300_000_000, 0],
    [15_600_000, 15_600_000],
    [-9_000, 3_000],
    [-1_000_000_000, 400],
    [1_000, -30_000_000],
  ] as const) {
    const wire = closed(new Wire().handshake(900_000, 800_000))
    const next = 900_005 + client
    const answered = 800_007 + server
    wire.send({ sequence: next, acknowledgement: answered })
    wire.send({ sequence: next, acknowledgement: answered, payload: 'two' })
    wire.send({ way: '<', sequence: answered, acknowledgement: next + 3, payload: 'second' })
    expect(settled(wire).slice(4)).toEqual(['0 end closed', '1 > two', '1 < second', '1 end capture-end'])
    const { gaps, droppedBytes, uncomparedBytes, tcpFlows } = wire.layer.counts
    expect([gaps, droppedBytes, uncomparedBytes, tcpFlows]).toEqual([0, 0, 0, 2])
    expect(wire.anomalies.count(streamAnomalies.dataAfterEnd)).toBe(0)
  }
})

test('so are they behind a connection whose bytes were only counted', () => {
  const wire = new Wire().handshake(900_000, 800_000)
  wire.listener.verdict = (flow) => (flow.id === 0 ? verdicts.undecryptable | verdicts.bothDirections : 0)
  closed(wire)
  // What comes again of the first is no data behind its end.
  wire.send({ way: '<', sequence: 800_001, acknowledgement: 900_004, payload: 'first' })
  expect(wire.anomalies.count(streamAnomalies.dataAfterEnd)).toBe(0)
  wire.send({ sequence: 950_000, acknowledgement: 870_000, payload: 'two' })
  wire.send({ way: '<', sequence: 870_000, acknowledgement: 950_003, payload: 'second' })
  expect(settled(wire)).toEqual(['0 > one', '0 end closed', '1 > two', '1 < second', '1 end capture-end'])
  expect(wire.layer.counts.countedBytes[verdicts.undecryptable]).toBe(10)
})

/** A question and an answer, and both FINs. */
function closed(wire: Wire): Wire {
  return wire
    .send({ sequence: 900_001, acknowledgement: 800_001, payload: 'one' })
    .send({ way: '<', sequence: 800_001, acknowledgement: 900_004, payload: 'first' })
    .send({ flags: 'FA', sequence: 900_004, acknowledgement: 800_006 })
    .send({ way: '<', flags: 'FA', sequence: 800_006, acknowledgement: 900_005 })
    .send({ flags: 'A', sequence: 900_005, acknowledgement: 800_007 })
}

test('of a connection of which only the server was captured it is said, and of none whose client was silent', () => {
  const answers = (wire: Wire): number => {
    settled(wire)
    return wire.anomalies.count(streamAnomalies.onlyAnswers)
  }
  const answer = { way: '<', sequence: 5_001, acknowledgement: 1_101, payload: '200 OK' } as const
  expect(answers(new Wire().send(answer))).toBe(1)
  const begun = { way: '<', flags: 'SA', sequence: 5_000, acknowledgement: 1_001 } as const
  expect(answers(new Wire().send(begun).send(answer))).toBe(1)
  const greeting = { ...answer, acknowledgement: 1_001 }
  expect(answers(new Wire().handshake().send(greeting))).toBe(0)
  expect(answers(new Wire().send(begun).send(greeting))).toBe(0)
  expect(answers(new Wire().handshake().send({ sequence: 1_001, payload: 'GET' }).send(answer))).toBe(0)
  const sealed = new Wire()
  sealed.listener.verdict = () => verdicts.undecryptable | verdicts.bothDirections
  expect(answers(sealed.send(answer))).toBe(0)
  const encrypted = new Wire()
  encrypted.listener.isEncrypted = true
  expect(answers(encrypted.send(answer))).toBe(0)
})

test('bytes behind the end of a connection that is over are read, also behind some that were read before', () => {
  const wire = closed(new Wire().handshake(900_000, 800_000))
  wire.send({ sequence: 900_001, acknowledgement: 800_007, payload: 'one and more' })
  expect(settled(wire).slice(4)).toEqual(['0 end closed', '0 >  and more', '0 end closed'])
  expect(wire.layer.counts).toMatchObject({ duplicateBytes: 3, tcpFlows: 1 })
})

test('a FIN that is a decoy makes no other connection of one that is counted only', () => {
  const wire = new Wire().handshake()
  wire.listener.verdict = () => verdicts.undecryptable | verdicts.bothDirections
  wire.send({ sequence: 1_001, payload: 'hello' })
  wire.send({ flags: 'FA', sequence: 900_000_000, acknowledgement: 5_001 })
  wire.send({ way: '<', flags: 'R', sequence: 5_001 })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_006, payload: 'answer' })
  wire.send({ sequence: 1_006, acknowledgement: 5_007, payload: 'sealed' })
  expect(settled(wire)).toEqual(['0 > hello', '0 end capture-end'])
  expect(wire.layer.counts.tcpFlows).toBe(1)
})

test('what comes again of a direction that is finished is told once, while the other goes on', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, acknowledgement: 5_001, payload: 'GET ' })
  wire.send({ sequence: 1_005, acknowledgement: 5_001, payload: '/imei' })
  wire.send({ flags: 'FA', sequence: 1_010, acknowledgement: 5_001 })
  wire.send({ sequence: 1_005, acknowledgement: 5_001, payload: '/imei' })
  wire.send({ sequence: 1_001, acknowledgement: 5_001, payload: 'GET ' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_011, payload: '200' })
  expect(settled(wire)).toEqual(['0 > GET ', '0 > /imei', '0 > finished', '0 < 200', '0 end capture-end'])
  expect(wire.anomalies.count(streamAnomalies.dataAfterEnd)).toBe(0)
})

test('bytes further behind a FIN are read behind a gap, those just behind it without one', () => {
  const wire = new Wire().handshake()
  wire.send({ flags: 'FA', sequence: 1_001, acknowledgement: 5_001, payload: 'abc' })
  wire.send({ sequence: 1_010, payload: 'xyz' })
  expect(settled(wire)).toEqual(['0 > abc', '0 > finished', '0 > gap 6', '0 > xyz', '0 end capture-end'])
  const next = new Wire().handshake()
  next.send({ flags: 'FA', sequence: 1_001, acknowledgement: 5_001, payload: 'abc' })
  next.send({ sequence: 1_005, payload: 'xyz' })
  expect(settled(next)).toEqual(['0 > abc', '0 > finished', '0 > xyz', '0 end capture-end'])
})

test('a keep-alive as the first that is seen of a connection is no beginning of its stream', () => {
  const probe = { sequence: 4_999, flags: 'A', payload: '\0' } as const
  const wire = new Wire()
    .send(probe)
    .send({ way: '<', sequence: 800, acknowledgement: 5_000 })
    .send(probe)
    .send({ sequence: 5_000, payload: 'def' })
    .send({ sequence: 5_002, flags: 'A', payload: '\0' })
  expect(settled(wire)).toEqual(['0 > def', '0 end capture-end'])
  expect([wire.layer.counts.gaps, wire.layer.counts.duplicateBytes]).toEqual([0, 3])
  // A byte that is written, and pushed, is one.
  const typed = new Wire()
    .send({ sequence: 5_000, flags: 'PA', payload: '\0' })
    .send({ sequence: 5_001, payload: 'def' })
  expect(settled(typed)).toEqual(['0 > \0', '0 > def', '0 end capture-end'])
})

describe('the first segments of a connection that is joined midway', () => {
  const told = (sent: readonly Parameters<Wire['send']>[0][]): string[] => {
    const wire = new Wire()
    for (const packet of sent) wire.send(packet)
    const said = settled(wire)
    expect(wire.layer.heldBytes).toBe(0)
    expect(wire.layer.counts).toMatchObject({ earlierBytes: 0, droppedBytes: 0, gaps: 0 })
    return said
  }
  const [first, second, third] = [
    { sequence: 5_000, payload: 'abc' },
    { sequence: 5_003, payload: 'def' },
    { sequence: 5_006, payload: 'ghi' },
  ]
  const received = { way: '<', sequence: 1, acknowledgement: 5_009 } as const

  test.each([
    [[first, second, third]],
    [[second, first, third]],
    [[third, second, first]],
    [[second, third, first]],
  ])('are put in order: %j', (sent) => {
    for (const acknowledged of [[], [received]])
      expect(told([...sent, ...acknowledged])).toEqual(['0 > abc', '0 > def', '0 > ghi', '0 end capture-end'])
  })

  test('wait for no more than what is acknowledged, and stand before the answer to them', () => {
    const answer = { way: '<', sequence: 1, acknowledgement: 5_006, payload: 'ok' } as const
    const more = { sequence: 5_006, acknowledgement: 3, payload: 'ghi' }
    expect(told([second, first, answer, more])).toEqual([
      '0 > abc',
      '0 > def',
      '0 < ok',
      '0 > ghi',
      '0 end capture-end',
    ])
  })

  test('are few, and the direction that ends with them is over', () => {
    const wire = new Wire()
    for (let index = 0; index < 5; index++) wire.send({ sequence: 5_000 + index, payload: 'x', flags: 'PA' })
    expect(wire.listener.text(0, 0)).toBe('xxxxx')
    wire.send({ sequence: 5_005, flags: 'FA' })
    wire.send({ way: '<', sequence: 9, flags: 'FA', acknowledgement: 5_006, payload: 'y' })
    expect(wire.listener.told.at(-1)?.ends).toEqual(['closed'])
  })
})

test('segments from before the first one that was acknowledged are read by themselves, not mixed in', () => {
  const wire = new Wire()
    .send({ sequence: 5_000, payload: 'def' })
    .send({ way: '<', sequence: 1, acknowledgement: 5_003 })
    .send({ sequence: 4_997, payload: 'abcdefg' })
  expect(settled(wire)).toEqual(['0 > def', '0 > g', '0 end capture-end'])
  const { droppedBytes, duplicateBytes, earlierBytes } = wire.layer.counts
  expect([droppedBytes, duplicateBytes, earlierBytes]).toEqual([0, 3, 3])
})

test('a FIN before the last data finishes the direction only when they have come', () => {
  const wire = new Wire().handshake()
  wire.send({ flags: 'FA', sequence: 1_004, acknowledgement: 5_001, payload: 'def' })
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ way: '<', sequence: 5_001, payload: 'still open' })
  expect(settled(wire)).toEqual(['0 > abc', '0 > def', '0 > finished', '0 < still open', '0 end capture-end'])
})

test('a FIN before the last data does not finish the direction with the first of them', () => {
  const wire = new Wire().handshake()
  wire.send({ flags: 'FA', sequence: 1_007, acknowledgement: 5_001 })
  wire.send({ sequence: 1_001, payload: 'abc' })
  expect(wire.listener.lines).toEqual(['0 > abc'])
  wire.send({ sequence: 1_004, payload: 'def' })
  expect(settled(wire)).toEqual(['0 > abc', '0 > def', '0 > finished', '0 end capture-end'])
})

test('a bare FIN that overtakes data finishes the direction behind them', () => {
  const wire = new Wire().handshake()
  wire.send({ flags: 'FA', sequence: 1_004, acknowledgement: 5_001 })
  wire.send({ sequence: 1_001, payload: 'abc' })
  wire.send({ flags: 'FA', sequence: 1_004, acknowledgement: 5_001 })
  expect(settled(wire)).toEqual(['0 > abc', '0 > finished', '0 end capture-end'])
})

test('payload cut by the snapshot length is followed by a gap, also when held', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc', cut: 7 })
  wire.send({ sequence: 1_021, payload: 'ghi', cut: 2 })
  wire.send({ sequence: 1_011, payload: 'def', cut: 7 })
  wire.send({ sequence: 1_026, payload: '', cut: 4 })
  wire.send({ sequence: 1_030, payload: 'jkl' })
  expect(settled(wire)).toEqual([
    '0 > abc',
    '0 > gap 7',
    '0 > def',
    '0 > gap 7',
    '0 > ghi',
    '0 > gap 2',
    '0 > gap 4',
    '0 > jkl',
    '0 end capture-end',
  ])
})

test('bytes that the snapshot length cut are missed at once, and only those that nothing else brought', () => {
  const wire = new Wire().handshake()
  wire.send({ sequence: 1_001, payload: 'abc', cut: 7 })
  expect(wire.listener.lines).toEqual(['0 > abc', '0 > gap 7'])
  // Again, with more behind it: three of the nine cut bytes are new.
  wire.send({ sequence: 1_002, payload: 'bc', cut: 10 })
  expect(wire.listener.lines.slice(2)).toEqual(['0 > gap 3'])
  // What is held already fills a part of what was cut.
  wire.send({ sequence: 1_020, payload: 'held' })
  wire.send({ sequence: 1_014, payload: 'xy', cut: 8 })
  expect(wire.listener.lines.slice(3)).toEqual(['0 > xy', '0 > gap 4', '0 > held'])
  // What is held comes again, and says what its first copy did not.
  wire.send({ sequence: 1_027, payload: 'ghi' }).send({ sequence: 1_028, payload: 'hi', cut: 5 })
  wire.send({ sequence: 1_024, payload: 'def' })
  expect(wire.listener.lines.slice(6)).toEqual(['0 > def', '0 > ghi', '0 > gap 5'])
  settled(wire)
  expect(wire.layer.counts).toMatchObject({ gaps: 4, gapBytes: 19 })
})

test('a verdict ends delivery; the rest, also what is held, is counted under it', () => {
  const wire = new Wire().handshake()
  wire.listener.verdict = (_flow, _direction, bytes) =>
    bytes.toString() === 'hello' ? verdicts.unrecognised : 0
  wire.send({ sequence: 1_010, payload: 'held' })
  wire.send({ sequence: 1_001, payload: 'hello' })
  wire.send({ sequence: 1_006, payload: 'more' })
  wire.send({ way: '<', sequence: 5_001, payload: 'answer' })
  expect(settled(wire)).toEqual(['0 > hello', '0 < answer', '0 end capture-end'])
  expect(wire.layer.counts.countedBytes[verdicts.unrecognised]).toBe(8)
  expect(wire.listener.told[0]?.flow.bytesToServer).toBe(13)
})

test('a verdict for both directions ends both, and FINs and a SYN are still seen', () => {
  const wire = new Wire().handshake()
  wire.listener.verdict = (flow) => (flow.id === 0 ? verdicts.undecryptable | verdicts.bothDirections : 0)
  wire.send({ way: '<', sequence: 5_010, payload: 'held' })
  wire.send({ sequence: 1_001, payload: 'hello' })
  wire.send({ way: '<', flags: 'FA', sequence: 5_001, payload: 'answer' })
  wire.send({ flags: 'FA', sequence: 1_006 })
  wire.handshake(70_000, 80_000)
  wire.send({ sequence: 70_001, payload: 'again' })
  expect(settled(wire)).toEqual(['0 > hello', '0 end replaced', '1 > again', '1 end capture-end'])
  expect(wire.layer.counts.countedBytes[verdicts.undecryptable]).toBe(10)
})

test('a gap may bring a verdict too', () => {
  const wire = new Wire().handshake()
  wire.listener.verdict = (_flow, _direction, bytes) => (bytes.length === 0 ? verdicts.limit : 0)
  wire.send({ sequence: 1_010, payload: 'one' })
  wire.send({ sequence: 1_020, payload: 'two' })
  expect(settled(wire)).toEqual(['0 > gap 9', '0 end capture-end'])
  expect(wire.layer.counts.countedBytes[verdicts.limit]).toBe(6)
})

test('a direction longer than the depth limit is counted from there on', () => {
  const wire = new Wire().handshake()
  // Nobody keeps what is handed on.
  wire.listener.chunk = () => verdicts.more
  const segment = Buffer.alloc(262_144)
  for (let at = 0; at < limits.stream.depthBytesMax + 1_000_000; at += segment.length) {
    wire.send({ sequence: 1_001 + at, payload: segment, keepFrame: true })
  }
  wire.layer.end()
  expect(wire.imbalance()).toBe(0)
  expect(wire.layer.counts.deliveredBytes).toBe(limits.stream.depthBytesMax)
  expect(wire.layer.counts.countedBytes[verdicts.limit]).toBeGreaterThan(0)
  expect(wire.anomalies.count(streamAnomalies.depthLimit)).toBe(1)
})

const told = 'GET /a?imei=356938035643809 HTTP/1.1\r\n'

/** What is sealed, and then text: in order, with a piece that comes again, and sealed bytes of the other side between. */
function sealedThenText(isResumed: boolean): Wire {
  const wire = new Wire().handshake()
  wire.listener.isResumed = isResumed
  wire.listener.verdict = (_, __, bytes) =>
    bytes[0] === 0x16 ? verdicts.undecryptable | verdicts.bothDirections : 0
  wire.send({ sequence: 1_001, acknowledgement: 5_001, payload: '\x16hello' })
  wire.send({ sequence: 1_007, acknowledgement: 5_001, payload: '\x17sealed' })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: 1_014, payload: '\x17sealed, too' })
  wire.send({ sequence: 1_014, acknowledgement: 5_013, payload: told })
  wire.send({ sequence: 1_014, acknowledgement: 5_013, payload: told })
  wire.send({ way: '<', sequence: 5_013, acknowledgement: 1_014 + told.length, payload: 'ok' })
  return wire.send({ sequence: 1_014 + told.length, acknowledgement: 5_015, payload: 'more' })
}

test('where bytes that were only counted show text, both directions are read again from there on', () => {
  const wire = sealedThenText(true)
  expect(settled(wire)).toEqual(['0 > \x16hello', `0 > ${told}`, '0 < ok', '0 > more', '0 end capture-end'])
  expect(wire.layer.counts).toMatchObject({ duplicateBytes: told.length, gaps: 0, droppedBytes: 0 })
  expect(wire.layer.counts.countedBytes[verdicts.undecryptable]).toBe(7 + 12)
  expect(settled(sealedThenText(false))).toEqual(['0 > \x16hello', '0 end capture-end'])
})

test('a datagram of text among those that are only counted is handed on', () => {
  const wire = new Wire('udp')
  wire.listener.verdict = () => verdicts.undecryptable | verdicts.bothDirections
  for (const payload of ['\xc0initial', '\x40short', told, '\x40short']) wire.send({ hostPort: 443, payload })
  expect(settled(wire)).toEqual(['0 > datagram \xc0initial', `0 > datagram ${told}`, '0 end capture-end'])
  expect(wire.layer.counts.udpCountedBytes[verdicts.undecryptable]).toBe(12)
})

/** A small source of numbers from a seed, for shuffles: the same seed gives the same packets. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed | 1
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) ^ 0x297a2d39
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
}

interface Segment {
  from: number
  to: number
}

/** The stream cut at random, some pieces overlapping their neighbours, some sent twice, then shuffled within a window. */
function segments(seed: number, length: number, window: number): Segment[] {
  const below = numbersFrom(seed)
  const sent: Segment[] = []
  for (let at = 0; at < length; ) {
    const to = Math.min(length, at + 1 + below(40))
    sent.push({
      from: Math.max(0, at - (below(4) === 0 ? below(30) : 0)),
      to: Math.min(length, to + (below(4) === 0 ? below(30) : 0)),
    })
    if (below(8) === 0) sent.push({ from: at, to })
    at = to
  }
  return sent
    .map((segment, index) => ({ segment, key: index + below(window + 1) }))
    .sort((left, right) => left.key - right.key)
    .map(({ segment }) => segment)
}

const streams = fc.record({
  bytes: fc.uint8Array({ minLength: 1, maxLength: 1_500 }),
  start: fc.oneof(fc.integer(), fc.constantFrom(-1, -700, 0x7fff_ffff, 0x7fff_fe00)),
  seed: fc.integer(),
  window: fc.integer({ min: 0, max: 25 }),
})

test('however a stream is cut, doubled, overlapped and shuffled, its bytes come out once and in order', () => {
  fc.assert(
    fc.property(streams, ({ bytes, start, seed, window }) => {
      const stream = Buffer.from(bytes)
      const wire = new Wire().handshake(start, 5_000)
      for (const { from, to } of segments(seed, stream.length, window)) {
        wire.send({ sequence: start + 1 + from, payload: stream.subarray(from, to) })
      }
      settled(wire)
      expect(wire.listener.text(0, 0)).toBe(stream.toString('latin1'))
      expect(wire.layer.counts.gaps).toBe(0)
      expect(wire.layer.counts.deliveredBytes).toBe(stream.length)
      expect(wire.anomalies.tallies.size).toBe(0)
    }),
    { numRuns: times(60, 150) },
  )
})

test('with lost segments, bytes and gaps lie exactly where they lay in the stream', () => {
  fc.assert(
    fc.property(streams, fc.boolean(), ({ bytes, start, seed, window }, isAcknowledged) => {
      const stream = Buffer.from(bytes)
      const below = numbersFrom(seed ^ 0x5bd1)
      const wire = new Wire().handshake(start, 5_000)
      const isSent = new Uint8Array(stream.length)
      for (const { from, to } of segments(seed, stream.length, window)) {
        if (below(5) === 0) continue
        isSent.fill(1, from, to)
        wire.send({ sequence: start + 1 + from, payload: stream.subarray(from, to), at: 1_550_000_000 })
      }
      if (isAcknowledged)
        wire.send({
          way: '<',
          sequence: 5_001,
          acknowledgement: start + 1 + stream.length,
          at: 1_550_000_009,
        })
      settled(wire)
      const told = wire.listener.told[0]
      if (told === undefined) return
      const rebuilt = Buffer.alloc(stream.length)
      const isTold = new Uint8Array(stream.length)
      let position = 0
      let nextGap = 0
      for (const run of told.bytes[0]) {
        for (; told.gaps[nextGap]?.position === position; nextGap++)
          position += told.gaps[nextGap]?.length ?? 0
        run.copy(rebuilt, position)
        isTold.fill(1, position, position + run.length)
        position += run.length
      }
      expect(isTold).toEqual(isSent)
      for (let at = 0; at < stream.length; at++) if (isSent[at] === 1) expect(rebuilt[at]).toBe(stream[at])
    }),
    { numRuns: times(60, 150) },
  )
})

const garbage = fc.record({
  way: fc.constantFrom<'>' | '<'>('>', '<'),
  flags: fc.constantFrom('', 'A', 'S', 'SA', 'F', 'FA', 'R', 'RA', 'SF', 'SR', 'SFRA'),
  sequence: fc.oneof(
    fc.integer(),
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: 30_000_000, max: 30_000_099 }),
  ),
  acknowledgement: fc.oneof(fc.integer(), fc.integer({ min: -50, max: 90 }), fc.constant(30_000_050)),
  payload: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  cut: fc.constantFrom(0, 0, 0, 1, 20),
  phonePort: fc.constantFrom(80, 1, 2),
  family: fc.constantFrom<4 | 6>(4, 6),
  at: fc.oneof(fc.constantFrom(0, 1, 2, 3, 200, 500), fc.double()),
})

test('no packets whatever throw, lose count, hold bytes after the end, or end a flow twice', () => {
  fc.assert(
    fc.property(
      fc.array(garbage, { maxLength: 300 }),
      fc.constantFrom(0, 1, 2, 9, 10),
      (packets, verdict) => {
        const wire = new Wire('tcp', 4)
        let calls = 0
        wire.listener.verdict = () => (++calls % 7 === 0 ? verdict : 0)
        for (const sent of packets) wire.send(sent)
        settled(wire)
      },
    ),
    { numRuns: times(120, 300) },
  )
})

test('what is told of connections is the same, however many others are open beside them', () => {
  const told = (packets: readonly Sent[], others: number): unknown => {
    const wire = new Wire()
    for (let count = 0; count < others; count++) {
      const other = { phone: 0x0a00_0000 + count, hostPort: 7_000 }
      wire.handshake(count, count * 1_000, other)
      wire.send({ ...other, sequence: count + 1, payload: 'read' })
      wire.send({ ...other, sequence: count + 30, payload: 'held' })
    }
    let calls = 0
    wire.listener.verdict = ({ serverPort }) =>
      serverPort !== 7_000 && ++calls % 4 === 0 ? verdicts.undecryptable : verdicts.more
    for (const sent of packets) wire.send(sent)
    settled(wire)
    const flows = wire.listener.told
      .filter(({ flow }) => flow.serverPort !== 7_000)
      .map(({ bytes, gaps, finished, ends }) => ({ bytes: bytes.map(String), gaps, finished, ends }))
    return [flows, wire.layer.counts.countedBytes, wire.anomalies.count(streamAnomalies.dataAfterEnd)]
  }
  const packet = garbage.map((sent) => ({ ...sent, at: 1_550_000_000 }))
  const packets = fc.array(packet, { maxLength: 60 })
  fc.assert(
    fc.property(packets, fc.integer({ min: 1, max: 40 }), (sent, others) => {
      expect(told(sent, others)).toEqual(told(sent, 0))
    }),
    { numRuns: times(50, 100) },
  )
})

test('held bytes stay within their limit whatever comes', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const below = numbersFrom(seed)
      const wire = new Wire().handshake()
      for (let count = 0; count < 1_500; count++) {
        wire.send({ sequence: 1_001 + 1 + below(2_000_000), payload: Buffer.alloc(1 + below(3_000), count) })
        if (wire.layer.heldBytes > limits.stream.heldBytesPerDirectionMax) throw new Error('held too much')
      }
      settled(wire)
    }),
    { numRuns: 3 },
  )
})

test('a segment that held pieces cut into many small ones does not exceed the limit', () => {
  const wire = new Wire().handshake()
  for (let count = 0; count < 2_500; count++) wire.send({ sequence: 1_003 + count * 4, payload: 'x' })
  wire.send({ sequence: 1_002, payload: Buffer.alloc(10_000, 'x') })
  expect(wire.layer.heldBytes).toBeLessThanOrEqual(limits.stream.heldBytesPerDirectionMax)
  settled(wire)
  expect(wire.listener.told[0]?.gaps).toEqual([{ direction: 0, position: 0, length: 1 }])
  expect(wire.listener.text(0, 0)).toBe('x'.repeat(10_000))
})

test('times that go back are said, those that jitter are not', () => {
  const back = (at: number): number => {
    const wire = new Wire().handshake()
    wire.send({ sequence: 1_001, payload: 'a', at: 1_550_000_010 })
    wire.send({ sequence: 1_002, payload: 'b', at })
    settled(wire)
    return wire.anomalies.count(streamAnomalies.timeBack)
  }
  expect([1_550_000_011, 1_550_000_010, 1_550_000_009].map(back)).toEqual([0, 0, 0])
  expect([1_550_000_008, 1_550_000_000 - 3_600, 5].map(back)).toEqual([1, 1, 1])
})
