import { expect, test } from 'vitest'
import { gzipDataStart } from './gzip-head.ts'

/** All that RFC 1952 lets stand in front of the data: extra bytes, a name, a comment, a checksum. */
const extra = Buffer.from('\x03\0abc', 'latin1')
const name = Buffer.from('name\0')
const comment = Buffer.from('what it is\0')
const checksum = Buffer.from([1, 2])

function headOf(flags: number, ...parts: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]), ...parts])
}

test.each([
  ['nothing', headOf(0)],
  ['extra bytes', headOf(4, extra)],
  ['a name', headOf(8, name)],
  ['a comment', headOf(16, comment)],
  ['a checksum', headOf(2, checksum)],
  ['all of it', headOf(30, extra, name, comment, checksum)],
])('behind a head with %s the data starts, and where that is cut nothing does', (_, head) => {
  const member = Buffer.concat([Buffer.from('..'), head, Buffer.from('data')])
  expect(gzipDataStart(member, 2)).toBe(2 + head.length)
  for (let length = 2 + 4; length <= 2 + head.length; length++)
    expect(gzipDataStart(member.subarray(0, length), 2)).toBe(-1)
})
