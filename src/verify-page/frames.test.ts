/** The page finds the same bytes of a frame as the readers of the scan do. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAtOnce } from '../case/bundle/reading.ts'
import { AnomalyLog } from '../core/anomaly.ts'
import { CaptureFeeder } from '../pipeline/reading/feeder.ts'
import { framesIn } from './frames.ts'

const sample = readFileSync(join(import.meta.dirname, '../../samples/nokia-7-plus.pcapng'))

function byScan(bytes: Uint8Array): Map<number, Uint8Array> {
  const frames = new Map<number, Uint8Array>()
  const sink = {
    frame: (buf: Buffer, start: number, context: { number: number; capturedLength: number }): void =>
      void frames.set(context.number, Uint8Array.from(buf.subarray(start, start + context.capturedLength))),
  }
  const feeder = new CaptureFeeder(sink, new AnomalyLog())
  feeder.push(bytes)
  feeder.end()
  return frames
}

/** `front`: bytes that stand before the capture, as in a bundle. */
function byPage(bytes: Uint8Array, wanted: Iterable<number>, front = 0): Map<number, Uint8Array> {
  const whole = Buffer.concat([Buffer.alloc(front, 7), bytes])
  const source = {
    size: whole.length,
    read: (offset: number, length: number) => whole.subarray(offset, offset + length),
  }
  return readAtOnce(framesIn(front, bytes.length, new Set(wanted)), source)
}

/** A pcap file of frames. */
function pcapOf(
  frames: readonly Uint8Array[],
  isLittle: boolean,
  magic = 0xa1b2c3d4,
  more: readonly number[] = [],
): Buffer {
  const words = (...values: number[]): Buffer => {
    const buf = Buffer.alloc(values.length * 4)
    values.forEach((value, index) =>
      isLittle ? buf.writeUInt32LE(value, index * 4) : buf.writeUInt32BE(value, index * 4),
    )
    return buf
  }
  const version = isLittle ? 0x0004_0002 : 0x0002_0004
  return Buffer.concat([
    words(magic, version, 0, 0, 65_535, 1),
    ...frames.flatMap((frame) => [words(1, 0, frame.length, frame.length, ...more), frame]),
  ])
}

test('in the sample, at any place of a bundle', () => {
  const frames = byScan(sample)
  expect(frames.size).toBe(7_990)
  const wanted = [1, 198, 330, 4_000, 7_990]
  const found = byPage(sample, wanted, 12_345)
  expect([...found.keys()]).toEqual(wanted)
  for (const number of wanted) expect(found.get(number)).toEqual(frames.get(number))
  expect(byPage(sample, [7_991]).size).toBe(0)
})

test.each([
  [0xa1b2c3d4, 1],
  [0xa1b2c3d4, 2],
  [0xa1b2cd34, 2],
  [0xa1b2cd34, 3],
])('in pcap files %x with %d more words in the head of each record', (magic, words) => {
  const frames = [60, 1, 300].map((length, index) => new Uint8Array(length).fill(65 + index))
  for (const isLittle of [false, true]) {
    const file = pcapOf(
      frames,
      isLittle,
      magic,
      Array.from({ length: words }, () => 0x5a5a5a5a),
    )
    const scanned = byScan(file)
    expect([...scanned.values()]).toEqual(frames)
    expect(byPage(file, scanned.keys())).toEqual(scanned)
  }
})

test('in pcap files of either order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      (frames, isLittle) => {
        const file = pcapOf(frames, isLittle)
        const numbers = frames.map((_, index) => index + 1)
        expect([...byPage(file, numbers).values()]).toEqual([...byScan(file).values()])
      },
    ),
  )
})

test('in damaged files nothing is thrown, and the end is found', () => {
  const start = sample.subarray(0, 20_000)
  fc.assert(
    fc.property(
      fc.nat({ max: start.length }),
      fc.array(fc.tuple(fc.nat({ max: start.length - 1 }), fc.nat(255)), { maxLength: 6 }),
      (length, edits) => {
        const damaged = Buffer.from(start)
        for (const [at, byte] of edits) damaged[at] = byte
        expect(byPage(damaged.subarray(0, length), [1, 5, 40]).size).toBeLessThanOrEqual(3)
      },
    ),
  )
})
