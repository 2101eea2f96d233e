import { expect, test } from 'vitest'
import { enhancedPacketBlock, interfaceBlock, sectionHeaderBlock } from '../../../../test/support/capture.ts'
import { readCapture } from '../../../../test/support/read-capture.ts'
import { limits } from '../../../core/limits.ts'
import { at, frames } from '../../../../test/support/pcapng-frames.ts'

test('comments of packets are kept up to the limit, and the limit is said', () => {
  const block = enhancedPacketBlock({ bytes: frames[1] as Buffer }, at, 6, false, [
    { code: 1, value: Buffer.from('kitchen table') },
  ])
  const count = limits.source.commentsMax + 5
  const blocks = Array.from({ length: count }, () => block)
  const read = readCapture(Buffer.concat([sectionHeaderBlock(), interfaceBlock(), ...blocks]))
  expect(read.counts.frames).toBe(count)
  expect(read.counts.comments.length).toBe(limits.source.commentsMax)
  expect(read.counts.comments[0]).toBe('kitchen table')
  expect(read.codes).toEqual({ 'source.pcapng.comments': 1 })
})
