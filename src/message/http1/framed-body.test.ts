import { expect, test } from 'vitest'
import { bytes, origin, PartsOwner, readerIn } from '../../../test/support/http1-parts.ts'
import type { Direction } from '../../core/verdict.ts'
import { beginBody, endAtShorter, readOnBody, skipBody } from './framed-body.ts'
import type { Reader } from './reader.ts'
import { states } from './reader.ts'
import { notCounted } from './unit.ts'
import type { Unit } from './unit.ts'

/** A message whose head is whole, and says this of its body. */
function begun(
  says: Partial<Pick<Unit, 'contentLength' | 'furtherBytes' | 'isChunked' | 'hasTransferEncoding'>>,
  direction: Direction = 0,
): { reader: Reader; unit: Unit; owner: PartsOwner } {
  const { reader, unit } = readerIn(states.head, direction)
  Object.assign(unit, says)
  const owner = new PartsOwner()
  beginBody(reader, unit, owner)
  return { reader, unit, owner }
}

function read(reader: Reader, text: string, owner: PartsOwner): number {
  const buf = bytes(text)
  const at = readOnBody(reader, buf, 0, buf.length, origin, 0, owner)
  reader.unit?.settle()
  return at
}

test('the head says how long the body is', () => {
  expect(begun({ contentLength: 5 }).reader).toMatchObject({ state: states.sized, remaining: 5 })
  expect(begun({ contentLength: 0 }).owner.said).toEqual(['complete ""'])
  expect(begun({}).owner.said).toEqual(['complete ""'])
  const chunks = begun({ hasTransferEncoding: true, isChunked: true, contentLength: 5 })
  expect([chunks.reader.state, chunks.owner.said]).toEqual([states.chunkSize, ['lengthAndCoding']])
  const open = begun({}, 1)
  expect([open.reader.state, open.owner.said]).toEqual([states.untilClose, []])
  const next = begun({ contentLength: notCounted }, 1)
  expect([next.reader.state, next.reader.overrun]).toEqual([states.idle, next.unit])
})

test('a body ends with its length, and what follows is left', () => {
  const { reader, owner } = begun({ contentLength: 5 })
  expect([read(reader, 'hel', owner), owner.said]).toEqual([3, []])
  expect([read(reader, 'loGET / HTTP/1.1\r\n', owner), owner.said]).toEqual([2, ['complete "hello"']])
})

test('where no message follows its length, a body goes on', () => {
  const { reader, unit, owner } = begun({ contentLength: 5 })
  expect([read(reader, 'hello world', owner), owner.said]).toEqual([5, ['shortLength']])
  expect([reader.overrun, reader.isResync]).toEqual([unit, true])
})

test('a start line before the end of its length ends a body, unless it may be text within', () => {
  const { reader, owner } = begun({ contentLength: 7 })
  const text = 'helloGET / HTTP/1.1\r\nHost: a\r\n\r\n'
  expect([read(reader, text, owner), owner.said]).toEqual([5, ['longLength', 'complete "hello"']])
})

test('of two lengths the longer counts where no message follows the shorter', () => {
  for (const [behind, said] of [
    ['GET / HTTP/1.1\r\n', ['complete "hello"']],
    ['!!', ['complete "hello!!"']],
  ] as const) {
    const { reader, owner } = begun({ contentLength: 5, furtherBytes: 2 })
    read(reader, 'hello', owner)
    read(reader, behind, owner)
    expect(owner.said).toEqual(said)
  }
  const { reader, owner } = begun({ contentLength: 5, furtherBytes: 2 })
  endAtShorter(reader, owner)
  expect(owner.said).toEqual([])
  read(reader, 'hello', owner)
  endAtShorter(reader, owner)
  expect(owner.said).toEqual(['complete "hello"'])
})

test('a body of a request that was answered ends where the next one begins', () => {
  const { reader, unit, owner } = begun({ contentLength: 500 })
  unit.isAnswered = true
  expect([read(reader, 'GET / HTTP/1.1\r\n\r\n', owner), owner.said]).toEqual([0, ['complete ""']])
  const other = begun({ contentLength: 500 })
  expect(read(other.reader, 'GET / HTTP/1.1\r\n\r\n', other.owner)).toBe(18)
  expect(other.owner.said).toEqual([])
})

test('missing bytes are of the body as far as its length goes', () => {
  const within = begun({ contentLength: 10 })
  expect(skipBody(within.reader, 4, 7, within.owner)).toBe(0)
  expect([within.reader.remaining, within.unit.message.bodyBytesLeftOut]).toEqual([6, 4])
  expect(skipBody(within.reader, 6, 7, within.owner)).toBe(0)
  expect(within.owner.said).toEqual(['gapInMessage', 'gapInMessage', 'complete ""'])
  const beyond = begun({ contentLength: 10 })
  expect(skipBody(beyond.reader, 12, 7, beyond.owner)).toBe(2)
  expect(beyond.owner.said).toEqual(['gapInMessage'])
  const open = begun({}, 1)
  expect(skipBody(open.reader, 99, 7, open.owner)).toBe(0)
  expect(open.unit.message).toMatchObject({ bodyBytesLeftOut: 99, incompleteReason: 'gap' })
})
