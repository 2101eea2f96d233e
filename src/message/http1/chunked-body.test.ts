import { expect, test } from 'vitest'
import { bytes, origin, PartsOwner, readerIn } from '../../../test/support/http1-parts.ts'
import { limits } from '../../core/limits.ts'
import { expectChunk } from './chunk-lines.ts'
import { readOnChunkEnd, readOnChunkSize, readOnTrailer } from './chunked-body.ts'
import type { Reader } from './reader.ts'
import { states } from './reader.ts'

/** Reads one line, or what is there of it. */
function read(reader: Reader, text: string, owner: PartsOwner): number {
  const buf = bytes(text)
  const { length } = buf
  if (reader.state === states.chunkSize) return readOnChunkSize(reader, buf, 0, length, origin, 0, owner)
  if (reader.state === states.chunkEnd) return readOnChunkEnd(reader, buf, 0, origin, owner)
  return readOnTrailer(reader, buf, 0, length, origin, 0, owner)
}

function expecting(): { reader: Reader; owner: PartsOwner } {
  const { reader } = readerIn(states.head)
  expectChunk(reader)
  return { reader, owner: new PartsOwner() }
}

test('the line in front of a chunk says how long it is, and is counted as framing', () => {
  const { reader, owner } = expecting()
  expect(read(reader, '1f;a=b\r\nrest', owner)).toBe(8)
  expect(reader).toMatchObject({ state: states.chunkBytes, remaining: 31 })
  expect([owner.counts.framingBytes, owner.said]).toEqual([8, []])
})

test('an odd size is said once, and none gives the body up', () => {
  const odd = expecting()
  read(odd.reader, '0x5\r\n', odd.owner)
  expect([odd.reader.remaining, odd.owner.said]).toEqual([5, ['oddChunkSize']])
  const none = expecting()
  const { unit } = none.reader
  read(none.reader, 'size\r\n', none.owner)
  expect(none.owner.said).toEqual(['badChunk', 'complete ""', 'lost'])
  expect(unit?.message.incompleteReason).toBe('limit')
  const end = expecting()
  end.reader.state = states.chunkEnd
  read(end.reader, 'more', end.owner)
  expect(end.owner.said).toEqual(['badChunk', 'complete ""', 'lost'])
})

test('a trailer ends with a blank line, which is framing', () => {
  const { reader, owner } = expecting()
  const unit = reader.unit
  reader.state = states.trailer
  expect([read(reader, 'X: 1\r\n', owner), owner.said]).toEqual([6, []])
  unit?.settle()
  expect([read(reader, '\r\nGET', owner), owner.said]).toEqual([2, ['complete ""']])
  expect([unit?.trailer.part.length, owner.counts.framingBytes]).toEqual([6, 2])
})

test('without a blank line the next message begins with its start line', () => {
  const { reader, owner } = expecting()
  reader.state = states.trailer
  read(reader, 'GET / HTTP/1.1\r\n', owner)
  expect(owner.said).toEqual(['missingBlankLine', 'complete ""'])
  expect([reader.state, reader.unit?.head.part.length]).toEqual([states.head, 16])
  expect(reader.unit?.message).toMatchObject({ direction: 0, frame: 7 })
})

test('a trailer that is too long is given up', () => {
  const { reader, owner } = expecting()
  reader.state = states.trailer
  read(reader, `X: ${'a'.repeat(limits.message.headBytesMax)}`, owner)
  expect(owner.said).toEqual(['headTooLong', 'complete ""', 'lost'])
})
