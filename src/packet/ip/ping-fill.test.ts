import { expect, test } from 'vitest'
import { isPingFill } from './ping-fill.ts'

const counting = Buffer.from(Array.from({ length: 40 }, (_, at) => 0x10 + at))
const time = Buffer.from('5a3c8f6700000000b1c2030000000000', 'hex')
const windows = Buffer.from('abcdefghijklmnopqrstuvwabcdefghi')

test.each([
  ['of Linux', true, Buffer.concat([time, counting])],
  ['with half a time', true, Buffer.concat([time.subarray(0, 8), counting])],
  ['of Windows', true, windows],
  ['with a number where the time stands', false, Buffer.concat([Buffer.from('0356938035643809'), counting])],
  ['with a text', false, Buffer.from('imei=356938035643809&more=of+the+same')],
  ['empty', false, Buffer.alloc(0)],
])('%s', (_, expected, bytes) => {
  expect(isPingFill(bytes, 0, bytes.length)).toBe(expected)
})
