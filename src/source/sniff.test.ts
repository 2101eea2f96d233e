import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pcapFile, pcapngFile } from '../../test/support/capture.ts'
import { sniffFormat } from './sniff.ts'

const captures: [string, string, Buffer][] = [
  ['pcap', 'little-endian', pcapFile([])],
  ['pcap', 'big-endian nanoseconds', pcapFile([], { bigEndian: true, nano: true })],
  ['pcapng', 'little-endian', pcapngFile([])],
  ['pcapng', 'big-endian', pcapngFile([], { bigEndian: true })],
  ['gzip', 'of a capture', gzipSync(pcapFile([]))],
]

test.each(captures)(
  '%s (%s) is told by its first bytes, and not before they are there',
  (format, _, bytes) => {
    const enough = format === 'pcapng' ? 12 : format === 'gzip' ? 3 : 4
    for (let length = 0; length <= bytes.length; length++) {
      expect(sniffFormat(bytes, 0, length)).toBe(length < enough ? 'more' : format)
    }
    const shifted = Buffer.concat([Buffer.from('xyz'), bytes])
    expect(sniffFormat(shifted, 3, shifted.length)).toBe(format)
  },
)

test('other files are unknown from the first byte that tells', () => {
  for (const text of [
    '<?xml version="1.0"?>',
    'GET / HTTP/1.1',
    '\n\r\r\n text that begins like pcapng',
    '\x1f\x8b\x07',
    'PK',
  ]) {
    const bytes = Buffer.from(text, 'latin1')
    expect(sniffFormat(bytes, 0, bytes.length)).toBe('unknown')
  }
})
