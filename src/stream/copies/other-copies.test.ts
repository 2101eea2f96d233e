import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { verdicts } from '../../core/verdict.ts'
import { Wire } from '../../../test/support/stream-playbook.ts'
import { streamAnomalies } from '../anomalies.ts'
import { LaneCopies, OtherCopies } from './other-copies.ts'
import type { CopyPiece, Flow } from '../types.ts'

const start = 1_000
const { copyContextBytesMax, copyReadingsMax, deliveredBytesKept, deliveredSegmentsKept } = limits.stream

function ended(wire: Wire): Wire {
  wire.end()
  expect(wire.imbalance()).toBe(0)
  expect(wire.layer.heldBytes + wire.layer.copyBytes).toBe(0)
  expect(wire.listener.wrongOrigins).toEqual([])
  return wire
}

/** Sends segments, each a place in the stream and its text, on a connection whose handshake was seen. */
function sent(...segments: (readonly [number, string])[]): Wire {
  const wire = new Wire().handshake(start, 5_000)
  for (const [at, payload] of segments) wire.send({ sequence: start + 1 + at, payload })
  return wire
}

function differing(wire: Wire): number {
  return wire.anomalies.count(streamAnomalies.overlapDiffers)
}

test.each([
  [
    'the same place',
    [
      [0, 'abcdefgh'],
      [0, 'ABCDEFGH'],
    ],
    'ABCDEFGH',
  ],
  [
    'over its beginning',
    [
      [0, 'ab'],
      [2, 'cdefgh'],
      [0, 'abCD'],
    ],
    'abCDefgh',
  ],
  [
    'over its end, and beyond',
    [
      [0, 'abcdef'],
      [4, 'EFgh'],
    ],
    'abcdEFgh',
  ],
  [
    'inside',
    [
      [0, 'abcdefgh'],
      [3, 'DE'],
    ],
    'abcDEfgh',
  ],
  [
    'around it',
    [
      [0, 'ab'],
      [2, 'cd'],
      [4, 'ef'],
      [0, 'abCDefgh'],
    ],
    'abCDefgh',
  ],
  [
    'over several',
    [
      [0, 'abc'],
      [3, 'def'],
      [6, 'gh'],
      [1, 'BCDEFG'],
    ],
    'aBCDEFGh',
  ],
  [
    'ahead of a hole',
    [
      [4, 'efgh'],
      [4, 'EFgh'],
      [0, 'abcd'],
    ],
    'abcdEFgh',
  ],
  [
    'over what waits behind a hole',
    [
      [4, 'efgh'],
      [2, 'cdEF'],
      [0, 'ab'],
    ],
    'abcdEFgh',
  ],
] as const)('another copy is read in its place, with what lies around it: %s', (_name, segments, reading) => {
  const wire = ended(sent(...segments))
  expect(wire.listener.text(0, 0)).toBe('abcdefgh')
  expect(wire.listener.readings).toEqual([reading])
  expect(differing(wire)).toBe(1)
})

test('the first bytes that another copy differs from are named, and no others', () => {
  const wire = ended(sent([0, 'abcd'], [4, 'efgh'], [0, 'abCdeFgh']))
  expect(wire.listener.doubted).toEqual(['c', 'f'])
  expect(wire.layer.counts.differingBytes).toBe('CdeF'.length)
})

test('what comes after a copy is read with it', () => {
  const wire = ended(sent([0, 'abcd'], [0, 'aBCd'], [4, 'efgh'], [8, 'ijkl']))
  expect(wire.listener.readings).toEqual(['aBCdefghijkl'])
})

test('of few copies every choice is read', () => {
  const wire = ended(sent([0, 'abcd'], [0, 'A'], [1, 'B'], [2, 'C']))
  expect(wire.listener.readings.sort()).toEqual(['ABCd', 'ABcd', 'AbCd', 'Abcd', 'aBCd', 'aBcd', 'abCd'])
})

test('of many copies all together, each alone and all but each are read, and it is said that these are not all', () => {
  const text = 'abcdefghijklmnopqrstuvwxyz'
  const wire = sent([0, text])
  for (const [at, letter] of text.split('').entries())
    wire.send({ sequence: start + 1 + at, payload: letter.toUpperCase() })
  ended(wire)
  const { readings } = wire.listener
  expect(readings.length).toBe(1 + 2 * text.length)
  expect(readings[0]).toBe(text.toUpperCase())
  expect(readings[5]).toBe('abcdEfghijklmnopqrstuvwxyz')
  expect(wire.anomalies.count(streamAnomalies.copyLimit)).toBe(1)
})

test('a third copy of one place is read, too', () => {
  const wire = ended(sent([0, 'abcd'], [0, 'Xbcd'], [0, 'Ybcd']))
  expect(new Set(wire.listener.readings)).toEqual(new Set(['Ybcd', 'Xbcd']))
})

test('a copy in a segment that begins before the first one seen is read, too', () => {
  const wire = ended(
    new Wire()
      .send({ sequence: 5_000, payload: 'defghi' })
      .send({ way: '<', sequence: 1, acknowledgement: 5_006 })
      .send({ sequence: 4_997, payload: 'abcDEF' }),
  )
  expect(wire.listener.text(0, 0)).toBe('defghi')
  expect(wire.listener.readings).toEqual(['abcDEFghi'])
  expect(differing(wire)).toBe(1)
})

test('equal retransmissions and keep-alives of one zero byte are no copies', () => {
  const wire = ended(sent([0, 'abcd'], [0, 'abcd'], [2, 'cd'], [3, '\0'], [1, 'bcdef']))
  expect(wire.listener.readings).toEqual([])
  expect(wire.listener.doubted).toEqual([])
  expect(wire.anomalies.tallies.size).toBe(0)
  expect(wire.layer.counts.duplicateBytes).toBe(4 + 2 + 1 + 3)
})

test('a single byte that is not zero is a copy, also where a keep-alive would be', () => {
  const wire = ended(sent([0, 'abcd'], [3, 'D']))
  expect(wire.listener.readings).toEqual(['abcD'])
})

test('a copy after both sides have closed is read', () => {
  const wire = sent([0, 'abcd'])
  wire.send({ way: '<', sequence: 5_001, payload: 'ok' })
  wire.send({ flags: 'FA', sequence: start + 5, acknowledgement: 5_003 })
  wire.send({ way: '<', flags: 'FA', sequence: 5_003, acknowledgement: start + 6 })
  expect(wire.listener.lines.at(-1)).toBe('0 end closed')
  wire.send({ sequence: start + 1, payload: 'abcd' })
  expect(wire.anomalies.tallies.size).toBe(0)
  wire.send({ sequence: start + 1, payload: 'aBCd' })
  ended(wire)
  expect(wire.listener.readings).toEqual(['aBCd'])
  expect(wire.listener.told.length).toBe(1)
})

test('copies of answers are read, too', () => {
  const wire = new Wire().handshake(start, 5_000)
  wire
    .send({ way: '<', sequence: 5_001, payload: 'answer' })
    .send({ way: '<', sequence: 5_001, payload: 'ANSWER' })
  ended(wire)
  expect(wire.listener.readings).toEqual(['ANSWER'])
})

test('two connections with the same ports are not compared with each other', () => {
  const wire = sent([0, 'abcd']).handshake(start, 9_000)
  wire.handshake(start + 70_000, 9_000).send({ sequence: start + 70_001, payload: 'efgh' })
  wire.handshake(start, 5_000).send({ sequence: start + 1, payload: 'ijkl' })
  ended(wire)
  expect(wire.listener.readings).toEqual([])
  expect(differing(wire)).toBe(0)
})

test('what comes again after its first copy was forgotten is read by itself, and it is said', () => {
  const wire = sent([0, 'abcd'])
  const filler = Buffer.alloc(1_400, 'x')
  for (let at = 0; at < deliveredBytesKept; at += filler.length)
    wire.send({ sequence: start + 5 + at, payload: filler })
  wire.send({ sequence: start + 1, payload: 'abcd' })
  ended(wire)
  expect(wire.listener.readings[0]?.startsWith('abcd')).toBe(true)
  expect(wire.anomalies.count(streamAnomalies.notCompared)).toBe(1)
  expect([wire.layer.counts.uncomparedBytes, wire.layer.counts.differingBytes]).toEqual([4, 0])
})

test('so is it by the number of segments', () => {
  const wire = sent([0, 'abcd'])
  for (let count = 0; count < deliveredSegmentsKept; count++)
    wire.send({ sequence: start + 5 + count, payload: 'x' })
  wire.send({ sequence: start + 1, payload: 'abcd' })
  ended(wire)
  expect(wire.anomalies.count(streamAnomalies.notCompared)).toBe(1)
})

test('bytes that fill what was given up as a gap are read between what lies around it', () => {
  const wire = sent([0, 'abcd'], [8, 'ijkl'])
  wire.send({ way: '<', sequence: 5_001, acknowledgement: start + 13 })
  wire.send({ way: '<', sequence: 5_001, acknowledgement: start + 14, at: 1_550_000_003 })
  expect(wire.listener.lines.slice(0, 3)).toEqual(['0 > abcd', '0 > gap 4', '0 > ijkl'])
  wire.send({ sequence: start + 5, payload: 'efgh' })
  ended(wire)
  expect(wire.listener.readings).toEqual(['abcdefghijkl'])
  expect(wire.layer.counts.uncomparedBytes).toBe(4)
})

test('late bytes of tiny segments are read together, not each of them by itself', () => {
  const wire = sent([0, 'a'])
  const { copiesPerDirectionMax } = limits.stream
  for (let count = 0; count < deliveredSegmentsKept + copiesPerDirectionMax; count++)
    wire.send({ sequence: start + 2 + count, payload: 'x' })
  for (let at = 0; at < copiesPerDirectionMax; at++) wire.send({ sequence: start + 1 + at, payload: 'x' })
  ended(wire)
  expect(wire.anomalies.count(streamAnomalies.notCompared)).toBe(copiesPerDirectionMax)
  expect(wire.listener.readings.length).toBe(1)
})

test('of an encrypted flow other copies are counted, not read', () => {
  const wire = sent([0, 'abcd'], [0, 'ABCD'])
  wire.listener.isEncrypted = true
  ended(wire)
  expect(wire.listener.readings).toEqual([])
  expect(wire.layer.counts.copiesUndecryptableBytes).toBe(4)
  expect(differing(wire)).toBe(1)
})

test('of a direction that is read no more nothing is compared', () => {
  const wire = new Wire().handshake(start, 5_000)
  wire.listener.verdict = () => verdicts.undecryptable
  wire.send({ sequence: start + 1, payload: 'abcd' }).send({ sequence: start + 1, payload: 'ABCD' })
  ended(wire)
  expect(wire.layer.counts.countedBytes[verdicts.undecryptable]).toBe(4)
  expect(wire.layer.counts.duplicateBytes).toBe(0)
})

test('a direction that ends with a verdict has its copies read all the same', () => {
  const wire = sent([0, 'abcd'], [0, 'ABcd'])
  wire.listener.verdict = () => verdicts.unrecognised
  wire.send({ sequence: start + 5, payload: 'efgh' }).send({ sequence: start + 9, payload: 'ijkl' })
  ended(wire)
  expect(wire.listener.readings).toEqual(['ABcdefgh'])
})

test('what is held for copies stays within its limit, and so does what is read', () => {
  const wire = new Wire()
  const first = Buffer.alloc(60_000, 'a')
  const second = Buffer.alloc(60_000, 'b')
  let most = 0
  for (let port = 1; port <= 700; port++) {
    wire.handshake(start, 5_000, { phonePort: port + 2_000 })
    wire.send({ phonePort: port + 2_000, sequence: start + 1, payload: first })
    wire.send({ phonePort: port + 2_000, sequence: start + 1, payload: second })
    most = Math.max(most, wire.layer.copyBytes)
  }
  expect(most).toBeLessThan(limits.stream.copyBytesMax + 200_000)
  ended(wire)
  expect(differing(wire)).toBe(700)
  const read = wire.listener.readings.reduce((total, { length: bytes }) => total + bytes, 0)
  expect(read).toBeLessThanOrEqual(limits.stream.copyReadBytesMax)
  expect(wire.layer.counts.copiesLimitBytes).toBeGreaterThan(0)
  expect(wire.anomalies.count(streamAnomalies.copyLimit)).toBeGreaterThan(0)
})

test('a small capture of many copies is not read dozens of times: they are read all together then, which is said', () => {
  const { copyCaptureChoiceBytesMin, copyCaptureChoicePerByteMax, copyReadBytesMax } = limits.stream
  const wire = new Wire()
  let sent = 0
  for (let port = 1; port <= 60; port++) {
    wire.handshake(start, 5_000, { phonePort: port + 2_000 })
    for (let at = 0; at < 30_000; at += 3_000)
      for (const letter of ['a', 'b']) {
        const payload = Buffer.alloc(3_000, letter)
        wire.send({ phonePort: port + 2_000, sequence: start + 1 + at, payload })
        sent += payload.length
      }
  }
  ended(wire)
  expect(differing(wire)).toBe(600)
  const read = wire.listener.readings.reduce((total, { length: bytes }) => total + bytes, 0)
  const together = 60 * 30_000
  expect(read).toBeGreaterThan(copyCaptureChoiceBytesMin)
  expect(read).toBeLessThan(copyCaptureChoiceBytesMin + copyCaptureChoicePerByteMax * sent + together)
  expect(read).toBeLessThan(copyReadBytesMax / 2)
  expect(wire.layer.counts.copiesLimitBytes).toBe(0)
  expect(wire.anomalies.count(streamAnomalies.copyLimit)).toBeGreaterThan(0)
})

/** Cuts of a stream of `length` bytes, from 0 on. */
const cuts = (length: number): fc.Arbitrary<number[]> =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: length - 1 }), { maxLength: 8 })
    .map((places) => [0, ...places.sort((left, right) => left - right), length])

const length = 40
const lower = 'abcdefghijklmnopqrstuvwxyz0123456789abcd'
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ)!@#$%^&*(ABCD'

function segmentsOf(text: string, places: readonly number[]): [number, string][] {
  return places.slice(0, -1).map((from, index) => [from, text.slice(from, places[index + 1])])
}

test('however two copies of a stream are cut, each of them is read whole: one after the other', () => {
  fc.assert(
    fc.property(cuts(length), cuts(length), fc.boolean(), (first, second, isClosed) => {
      const wire = sent(...segmentsOf(lower, first), ...segmentsOf(upper, second))
      if (isClosed) wire.send({ flags: 'FA', sequence: start + 1 + length })
      ended(wire)
      expect(wire.listener.text(0, 0)).toBe(lower)
      expect(wire.listener.readings).toContain(upper)
      expect(differing(wire)).toBe(second.length - 1)
    }),
    { numRuns: 200 },
  )
})

test('each of two copies is read whole where the segments of the second come just after those of the first', () => {
  fc.assert(
    fc.property(cuts(length), fc.integer({ min: 0, max: 30 }), (places, hole) => {
      const firsts = segmentsOf(lower, places)
      const seconds = segmentsOf(upper, places)
      const segments = firsts.flatMap((first, index) => [first, seconds[index] as [number, string]])
      // Any of the first may come late: then both copies wait behind a hole.
      const late = segments.splice((hole * 2) % segments.length, 1)
      const wire = ended(sent(...segments, ...late))
      const all = [wire.listener.text(0, 0), ...wire.listener.readings]
      expect(all).toContain(upper)
      expect(all).toContain(lower)
    }),
    { numRuns: 200 },
  )
})

test('each of two copies is read whole in any order of few segments', () => {
  const few = fc
    .uniqueArray(fc.integer({ min: 1, max: length - 1 }), { maxLength: 2 })
    .map((places) => [0, ...places.sort((left, right) => left - right), length])
  fc.assert(
    fc.property(few, few, fc.infiniteStream(fc.nat()), (first, second, order) => {
      const segments = [...segmentsOf(lower, first), ...segmentsOf(upper, second)]
        .map((segment) => ({ segment, key: order.next().value as number }))
        .sort((left, right) => left.key - right.key)
        .map(({ segment }) => segment)
      const wire = ended(sent(...segments))
      const all = [wire.listener.text(0, 0), ...wire.listener.readings]
      expect(all).toContain(upper)
      expect(all).toContain(lower)
    }),
    { numRuns: 300 },
  )
})

test('another copy of a segment that was set aside is read, whether the stream goes on there or not', () => {
  for (const isConfirmed of [true, false]) {
    // One that lies far behind is dropped where nothing confirms it.
    const at = isConfirmed ? 30_000_000 : -30_000_000
    const wire = sent([0, 'abcd'], [at, 'efgh'], [at, 'efgh'], [at, 'EFGH'])
    if (isConfirmed) wire.send({ sequence: start + 5 + at, payload: 'ijkl' })
    ended(wire)
    expect(wire.listener.text(0, 0)).toBe(isConfirmed ? 'abcdefghijkl' : 'abcd')
    expect(wire.listener.readings.join()).toContain('EFGH')
    expect(differing(wire)).toBe(1)
  }
})

test('a copy far behind what was delivered since is read with a part of the stream only', () => {
  const wire = sent([0, 'abcd'])
  for (let at = 0; at < 6; at++)
    wire.send({ sequence: start + 5 + at * 20_000, payload: Buffer.alloc(20_000, 'x') })
  wire.send({ sequence: start + 1, payload: 'ABCD' })
  ended(wire)
  const [reading = ''] = wire.listener.readings
  expect(reading.startsWith('ABCDx')).toBe(true)
  expect(reading.length).toBeLessThanOrEqual(4 + 2 * copyContextBytesMax)
  expect(wire.listener.readings.length).toBeLessThan(copyReadingsMax)
})

test('more of the stream is of use until enough came behind the last copy, or no more can be held', () => {
  const origin = { frame: 1, offset: 0, sec: 0, nsec: 0 }
  const other = (sequence: number): CopyPiece => ({
    ...origin,
    sequence,
    bytes: Buffer.from('x'),
    kind: 'other',
  })
  const wire = new Wire()
  const begun = (copies: number): ((bytes: number) => boolean) => {
    const all = new OtherCopies(wire.listener, wire.layer.counts, wire.anomalies)
    const lane = new LaneCopies({ id: 0 } as Flow, 0)
    let sequence = 0
    for (; sequence < copies; sequence++) all.add(lane, other(sequence), () => [])
    return (bytes) => {
      const piece = { ...origin, sequence, buf: Buffer.alloc(bytes), start: 0, end: bytes }
      sequence += bytes
      return all.delivered(lane, piece)
    }
  }
  const quiet = begun(1)
  expect(quiet(copyContextBytesMax - 1)).toBe(true)
  expect(quiet(1)).toBe(false)
  expect(begun(limits.stream.copiesPerDirectionMax - 1)(1)).toBe(true)
  expect(begun(limits.stream.copiesPerDirectionMax)(1)).toBe(false)
})
