import { expect, test } from 'vitest'
import {
  enhancedPacketBlock,
  interfaceBlock,
  sectionHeaderBlock,
  tcpPacket,
  udpPacket,
} from '../../../../test/support/capture.ts'
import { readCapture } from '../../../../test/support/read-capture.ts'
import { limits } from '../../../core/limits.ts'

const frames = [
  tcpPacket({ payload: 'GET / HTTP/1.1\r\n\r\n' }),
  udpPacket({ payload: 'a' }),
  udpPacket({ payload: Buffer.alloc(300, 0x41) }),
  tcpPacket({ source: '2001:db8::1', target: '2001:db8::2', payload: 'x'.repeat(90) }),
]
const at = { sec: 1_549_867_333, nsec: 123_456_789 }

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
