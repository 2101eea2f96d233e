import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  enhancedPacketBlock,
  interfaceBlock,
  pcapngFile,
  sectionHeaderBlock,
} from '../../../../test/support/capture.ts'
import { readCapture } from '../../../../test/support/read-capture.ts'
import { at, frames } from '../../../../test/support/pcapng-frames.ts'

test.each([
  [0, 0, false],
  [3, 123_000_000, false],
  [6, 123_456_000, false],
  [7, 123_456_700, false],
  [9, 123_456_789, false],
  [12, 123_456_789, true],
  [0x80 | 4, 62_500_000, false],
  [0x80 | 9, 123_046_875, false],
  [0x80 | 32, 123_456_788, true],
])('time resolution byte %i', (timeResolution, nsec, isCut) => {
  // 64 bits of picoseconds hold no more than 213 days.
  const frame = { bytes: frames[0] as Buffer, sec: 1_000, nsec: at.nsec }
  const read = readCapture(pcapngFile([frame], { interfaces: [{ timeResolution }] }))
  expect(read.frames[0]).toMatchObject({ sec: 1_000, nsec })
  expect(read.codes).toEqual(isCut ? { 'source.pcapng.fine_time': 1 } : {})
})

test('times are exact for all resolutions and all 64-bit tick counts (bigint is the judge)', () => {
  const half = fc.oneof(fc.nat(0x1f_ffff), fc.integer({ min: 0, max: 0xffff_ffff }), fc.nat(1_000))
  fc.assert(
    fc.property(fc.nat(9), half, half, (resolution, high, low) => {
      const block = enhancedPacketBlock({ bytes: Buffer.alloc(4) }, at, 6)
      block.writeUInt32LE(high, 12)
      block.writeUInt32LE(low, 16)
      const read = readCapture(
        Buffer.concat([sectionHeaderBlock(), interfaceBlock({ timeResolution: resolution }), block]),
      )
      const ticks = (BigInt(high) << 32n) | BigInt(low)
      const perSecond = 10n ** BigInt(resolution)
      const sec = ticks / perSecond
      const nsec = ((ticks % perSecond) * 1_000_000_000n) / perSecond
      const isInRange = sec <= 2n ** 40n
      expect(read.frames[0]).toMatchObject({ sec: isInRange ? Number(sec) : 2 ** 40, nsec: Number(nsec) })
      expect(read.codes).toEqual(isInRange ? {} : { 'source.frame.time_out_of_range': 1 })
    }),
    { numRuns: 1_000 },
  )
})

test('the time offset of an interface is added, also a negative one', () => {
  const interfaces = [{ timeOffset: 1_000n }, { timeOffset: -5n }]
  const bytes = frames[0] as Buffer
  const read = readCapture(
    pcapngFile(
      [
        { bytes, ...at },
        { bytes, ...at, interfaceNumber: 1 },
      ],
      { interfaces },
    ),
  )
  expect(read.frames.map((frame) => frame.sec)).toEqual([at.sec + 1_000, at.sec - 5])
})
