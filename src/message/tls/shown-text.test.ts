import { expect, test } from 'vitest'
import { RecordSide } from './record-side.ts'
import { shownLength } from './shown-text.ts'

const text = Buffer.from('GET / HTTP/1.1')

/** Of each record in turn. */
function lengths(...bodies: readonly Buffer[]): number[] {
  const side = new RecordSide(0, true)
  const found = bodies.map((buf) =>
    shownLength(side, { type: 23, version: 0x0303, buf, start: 0, end: buf.length }),
  )
  expect(side.isShown).toBe(true)
  return found
}

test.each([0, 16, 20, 32, 33, 48, 49])('text ends before a code of %d bytes', (length) => {
  expect(lengths(Buffer.concat([text, Buffer.alloc(length, 0x80)]))).toEqual([text.length])
})

test('a record in which text ends elsewhere has a code as long as that of the one before it', () => {
  const code = Buffer.alloc(20, 0x80)
  const other = Buffer.concat([text, Buffer.alloc(200, 0x80)])
  expect(lengths(other, Buffer.concat([text, code]), other, code, code.subarray(0, 5))).toEqual([
    other.length,
    text.length,
    other.length - code.length,
    0,
    0,
  ])
})
