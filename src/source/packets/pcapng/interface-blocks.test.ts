import { expect, test } from 'vitest'
import {
  enhancedPacketBlock,
  interfaceBlock,
  pcapngBlock,
  pcapngFile,
  pcapngOptions,
  sectionHeaderBlock,
} from '../../../../test/support/capture.ts'
import { expectBalance, readCapture } from '../../../../test/support/read-capture.ts'
import { limits } from '../../../core/limits.ts'
import { at, frames, u32 } from '../../../../test/support/pcapng-frames.ts'

test('drop counts of statistics blocks are running totals of each interface', () => {
  const u64 = (value: bigint): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(value)
    return bytes
  }
  const statistics = (owner: number, ifdrop: bigint, osdrop: bigint): Buffer => {
    const options = pcapngOptions([
      { code: 5, value: u64(ifdrop) },
      { code: 7, value: u64(osdrop) },
    ])
    return pcapngBlock(5, Buffer.concat([u32(owner, 0, 0), options]))
  }
  const after = [statistics(0, 3n, 1n), statistics(1, 10n, 0n), statistics(0, 5n, 2n)]
  expect(readCapture(pcapngFile(frames, { interfaces: [{}, {}], after })).counts.droppedFrames).toBe(17)
  expect(readCapture(pcapngFile(frames, { after: [statistics(0, 0n, 0n)] })).counts.droppedFrames).toBe(0)
})

test('interfaces beyond the limit are not read, and that is said', () => {
  const one = interfaceBlock()
  const file = Buffer.concat([
    sectionHeaderBlock(),
    ...Array.from({ length: limits.source.interfacesMax + 1 }, () => one),
    enhancedPacketBlock({ bytes: frames[0] as Buffer, interfaceNumber: limits.source.interfacesMax - 1 }, at),
    enhancedPacketBlock({ bytes: frames[0] as Buffer, interfaceNumber: limits.source.interfacesMax }, at),
  ])
  const read = readCapture(file)
  expect(read.counts.frames).toBe(1)
  expect(read.codes).toEqual({ 'source.pcapng.interfaces': 1, 'source.pcapng.unknown_interface': 1 })
  expectBalance(read, file)
})

test('interfaces whose blocks are too short count towards the limit', () => {
  const file = Buffer.concat([
    sectionHeaderBlock(),
    ...Array.from({ length: limits.source.interfacesMax }, () => pcapngBlock(1, Buffer.alloc(0))),
    interfaceBlock(),
    enhancedPacketBlock({ bytes: frames[0] as Buffer, interfaceNumber: limits.source.interfacesMax }, at),
  ])
  const read = readCapture(file)
  expect(read.counts.frames).toBe(0)
  expect(read.codes).toEqual({
    'source.pcapng.short_block': limits.source.interfacesMax,
    'source.pcapng.interfaces': 1,
    'source.pcapng.unknown_interface': 1,
  })
  expectBalance(read, file)
})
