import { expect, test } from 'vitest'
import { Output } from '../output.ts'
import { readLzvn } from './lzvn.ts'

const end = [6, 0, 0, 0, 0, 0, 0, 0]
const abcd = [0xe4, 0x61, 0x62, 0x63, 0x64]

/** What comes out of instructions, and how they end. */
function read(code: readonly number[], size: number, max = 1_000): [string, string] {
  const bytes = Buffer.from(code)
  const out = new Output(max, 16)
  const ended = readLzvn(bytes, 0, bytes.length, size, out)
  return [out.bytes.toString('latin1'), ended]
}

test.each([
  ['literals alone', [...abcd], 'abcd'],
  ['many literals', [0xe0, 1, ...Buffer.alloc(17, 0x7a)], 'z'.repeat(17)],
  ['a short distance, and a literal in front', [...abcd, 0x48, 5, 0x65], 'abcdeabcd'],
  ['a distance of 14 bits', [...abcd, 0xa4, 4 << 2, 0], 'abcdabcdabcdabcdabcdabc'],
  ['two more bits of the match', [...abcd, 0xa0, (4 << 2) | 3, 0], 'abcdabcdab'],
  ['a distance of 16 bits', [...abcd, 0x0f, 4, 0], 'abcdabcd'],
  ['the last distance again', [...abcd, 0x0f, 4, 0, 0x46, 0x65], 'abcdabcdebcd'],
  ['a match alone', [...abcd, 0x0f, 4, 0, 0xf2], 'abcdabcdab'],
  ['a long match alone', [...abcd, 0x0f, 4, 0, 0xf0, 0], `abcdabcd${'abcd'.repeat(4)}`],
  ['nothing, twice', [...abcd, 0x0e, 0x16, 0xe1, 0x65], 'abcde'],
])('%s', (_, code, wanted) => {
  expect(read([...code, ...end], wanted.length)).toEqual([wanted, 'whole'])
})

test.each([
  ['what is not defined', [...abcd, 0x1e]],
  ['the last distance with no literal', [...abcd, 0x26]],
  ['another row of these', [...abcd, 0x70]],
  ['one more', [...abcd, 0xd3]],
  ['a distance before the beginning', [...abcd, 0x0f, 5, 0]],
  ['a match without a distance', [...abcd, 0xf2]],
])('%s is damage', (_, code) => {
  expect(read([...code, ...end], 40)).toEqual(['abcd', 'damaged'])
})

test('less or more than the block said is damage; no end is a cut; no room is a limit', () => {
  expect(read([...abcd, ...end], 5)).toEqual(['abcd', 'damaged'])
  expect(read(abcd, 4)).toEqual(['abcd', 'cut'])
  expect(read(abcd.slice(0, 3), 4)).toEqual(['ab', 'cut'])
  expect(read([...abcd, 0x0f, 4], 8)).toEqual(['abcd', 'cut'])
  expect(read([...abcd, 0x0f, 4, 0, ...end], 8, 6)).toEqual(['abcdab', 'limit'])
})
