import { expect, test } from 'vitest'
import {
  enhancedPacketBlock,
  interfaceBlock,
  pcapngBlock,
  pcapngFile,
  sectionHeaderBlock,
} from '../../../../test/support/capture.ts'
import { expectBalance, readCapture } from '../../../../test/support/read-capture.ts'
import { frames, u32 } from '../../../../test/support/pcapng-frames.ts'

test('simple and obsolete packet blocks are read', () => {
  const bytes = frames[2] as Buffer
  const simple = pcapngBlock(3, Buffer.concat([u32(bytes.length), bytes.subarray(0, 64)]))
  const obsolete = pcapngBlock(
    2,
    Buffer.concat([u32(7 << 16, 0, 2_500_000, bytes.length, bytes.length), bytes]),
  )
  const file = Buffer.concat([sectionHeaderBlock(), interfaceBlock({ snapLength: 64 }), obsolete, simple])
  const read = readCapture(file)
  expect(read.frames.map((frame) => frame.bytes)).toEqual([bytes, bytes.subarray(0, 64)])
  expect(read.frames[0]).toMatchObject({ sec: 2, nsec: 500_000_000, wireLength: bytes.length })
  // No time of its own: that of the frame before.
  expect(read.frames[1]).toMatchObject({ sec: 2, nsec: 500_000_000, wireLength: bytes.length })
  expect(read.counts).toMatchObject({ droppedFrames: 7, cutBytes: bytes.length - 64 })
  expect(read.codes).toEqual({ 'source.pcapng.no_time': 1 })
  expectBalance(read, file)
})

test('a packet of an interface that is not described is unread and said', () => {
  const file = pcapngFile([frames[0] as Buffer, { bytes: frames[1] as Buffer, interfaceNumber: 4 }])
  const read = readCapture(file)
  expect(read.counts.frames).toBe(1)
  expect(read.counts.unreadBytes).toBe(32 + 44)
  expect(read.codes).toEqual({ 'source.pcapng.unknown_interface': 1 })
})

test('a captured length beyond the block is clamped to it', () => {
  const header = Buffer.concat([sectionHeaderBlock(), interfaceBlock()])
  const blocks = frames.map((bytes) =>
    enhancedPacketBlock({ bytes }, { sec: 1_549_867_333, nsec: 123_456_789 }),
  )
  const odd = Buffer.from(blocks[1] as Buffer)
  odd.writeUInt32LE(5_000, 20)
  odd.writeUInt32LE(5_000, 24)
  const file = Buffer.concat([header, odd, blocks[2] as Buffer])
  const read = readCapture(file)
  expect(read.frames[0]?.bytes.length).toBe(odd.length - 32)
  expect(read.frames[1]?.bytes).toEqual(frames[2])
  expect(read.codes).toEqual({ 'source.pcapng.captured_exceeds_block': 1 })
  expectBalance(read, file)
})
