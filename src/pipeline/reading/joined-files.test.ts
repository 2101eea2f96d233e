import { expect, test } from 'vitest'
import { asCaptures, wholeName } from './joined-files.ts'

test('files stand together that are one recording, where the first of them was given', () => {
  expect(asCaptures(['a', 'b', 'c'])).toEqual(['a', 'b', 'c'])
  expect(asCaptures(['a', 'b', 'c'], [['c', 'a']])).toEqual([['c', 'a'], 'b'])
  expect(
    asCaptures(
      ['a', 'b', 'c', 'd'],
      [
        ['d', 'b'],
        ['c', 'a'],
      ],
    ),
  ).toEqual([
    ['c', 'a'],
    ['d', 'b'],
  ])
})

test('of a recording that which is not given is left out, and one file alone is that file', () => {
  expect(asCaptures(['a', 'b'], [['b', 'a', 'x']])).toEqual([['b', 'a']])
  expect(asCaptures(['a', 'b'], [['b', 'x'], []])).toEqual(['a', 'b'])
  expect(asCaptures([], [['x', 'y']])).toEqual([])
})

test('a recording is called by its first file and its last', () => {
  expect(wholeName(['day/a.pcap', 'day/b.pcap', 'day/c.pcap'])).toBe('day/a.pcap … c.pcap (3 files)')
  expect(wholeName(['day/a.pcap'])).toBe('day/a.pcap')
})
