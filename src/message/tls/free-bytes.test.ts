import { expect, test } from 'vitest'
import { addText } from './free-bytes.ts'

const signs = '!"#$%&()*+,/;<=>?'
const letters = 'abcdefghijklmnopq'

/** Whether so many bytes that are no text are taken for one, with these characters in the midst of them. */
function isTaken(bytes: number, text: string): boolean {
  const buf = Buffer.from(Array.from({ length: bytes }, (_, index) => 0x80 + (index % 0x70)))
  buf.write(text, bytes >> 2, 'latin1')
  const free: number[] = []
  addText(buf, 0, bytes, free)
  return free.length > 0
}

test('a run of characters counts from the length on that chance hardly makes', () => {
  // The longer the field, the longer a run of any characters has to be; of letters fewer will do.
  expect([11, 12].map((length) => isTaken(32, signs.slice(0, length)))).toEqual([false, true])
  expect([12, 15, 16].map((length) => isTaken(1_216, signs.slice(0, length)))).toEqual([false, false, true])
  expect([11, 12].map((length) => isTaken(1_216, letters.slice(0, length)))).toEqual([false, true])
})

test('what repeats one byte is no text', () => {
  expect(isTaken(64, 'a'.repeat(40))).toBe(false)
  expect(isTaken(8, 'abcdef')).toBe(false)
})
