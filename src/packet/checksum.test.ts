import { expect, test } from 'vitest'
import { AnomalyLog } from '../core/anomaly.ts'
import { FrameContext } from '../source/types.ts'
import { tcpPacket } from '../../test/support/capture.ts'
import type { TcpOptions } from '../../test/support/capture.ts'
import { tcpChecksum } from './checksum.ts'
import type { ChecksumState } from './checksum.ts'
import { Dissector } from './dissector.ts'

const v6 = { source: '2001:db8::1', target: '2001:db8::2' }

/** What is said of a frame, of which only so many bytes were captured. */
function stateOf(frame: Buffer, captured = frame.length): ChecksumState | null {
  let state: ChecksumState | null = null
  const sink = {
    tcp: (packet: Parameters<typeof tcpChecksum>[0]) => {
      state = tcpChecksum(packet)
    },
    udp: () => undefined,
  }
  const context = new FrameContext()
  context.number = 1
  context.capturedLength = captured
  context.wireLength = frame.length
  context.linkType = 1
  // Somewhere in a buffer, at an odd place.
  new Dissector(sink, new AnomalyLog()).frame(Buffer.concat([Buffer.alloc(3, 0xaa), frame]), 3, context)
  return state
}

const shapes: readonly [string, TcpOptions][] = [
  ['IPv4', {}],
  ['IPv4 with options', { ipOptions: Buffer.alloc(8, 1), tcpOptions: Buffer.alloc(12, 1) }],
  ['IPv6', v6],
  ['a frame with a trailer', { trailer: Buffer.alloc(7, 0x55) }],
  ['TCP with all the options there can be', { tcpOptions: Buffer.alloc(40, 1) }],
]

/** The frame with another checksum; `change` makes it of the sum over addresses, protocol and length. */
function checksummed(options: TcpOptions, change: (length: number) => number): Buffer {
  const frame = Buffer.from(tcpPacket({ payload: 'abcde', ...options }))
  const isV6 = options.source !== undefined
  const ipAt = 14
  const at = isV6 ? ipAt + 40 : ipAt + ((frame[ipAt] as number) & 15) * 4
  const end = isV6 ? ipAt + 40 + frame.readUInt16BE(ipAt + 4) : ipAt + frame.readUInt16BE(ipAt + 2)
  const addresses = isV6 ? frame.subarray(ipAt + 8, ipAt + 40) : frame.subarray(ipAt + 12, ipAt + 20)
  let sum = 6 + change(end - at)
  for (let word = 0; word < addresses.length; word += 2) sum += addresses.readUInt16BE(word)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  frame.writeUInt16BE(sum, at + 16)
  return frame
}

test.each(shapes)('of %s', (_name, options) => {
  for (const length of [...Array(24).keys(), 1_399]) {
    const payload = Buffer.from(Array.from({ length }, (_, index) => 255 - index * 7))
    expect(stateOf(tcpPacket({ payload, ...options })), `${length} bytes`).toBe('right')
  }
  const frame = Buffer.from(tcpPacket({ payload: 'abcde', ...options }))
  const at = frame.indexOf('abcde')
  frame[at] = (frame[at] as number) ^ 1
  expect(stateOf(frame)).toBe('wrong')
  expect(stateOf(frame, at + 3)).toBe('unknown')
  expect(stateOf(checksummed(options, (length) => length))).toBe('unfilled')
  expect(stateOf(checksummed(options, () => 0))).toBe('unfilled')
})

test('a checksum that was left empty is none', () => {
  const frame = Buffer.from(tcpPacket({ payload: 'abcde' }))
  frame.writeUInt16BE(0, 14 + 20 + 16)
  expect(stateOf(frame)).toBe('unfilled')
})

test('options that look like a header leave open which one the checksum is of', () => {
  // Behind four bytes of options a header of 20 bytes with the same ports and sequence, and another checksum.
  const options = Buffer.alloc(24, 1)
  tcpPacket({ payload: 'other' }).copy(options, 4, 34, 54)
  expect(stateOf(tcpPacket({ payload: 'abcde', tcpOptions: options }))).toBe('unknown')
})

test('what is summed of IPv6 are all words, also of addresses that begin as those of IPv4', () => {
  for (const [source, target] of [
    ['::ffff:192.0.2.1', '2001:db8::2'],
    ['2001:db8::1', '::ffff:192.0.2.2'],
  ] as const)
    expect(stateOf(tcpPacket({ source, target, payload: 'abcde' }))).toBe('right')
})

test('words in another order are not told from each other', () => {
  const frame = Buffer.from(tcpPacket({ payload: 'abcdef' }))
  frame.write('cdabef', frame.indexOf('abcdef'))
  expect(stateOf(frame)).toBe('right')
})
