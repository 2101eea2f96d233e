import { expect, test } from 'vitest'
import { bytesOfArray, nextByteArray } from './byte-arrays.ts'

function arraysIn(text: string): number[][] {
  const bytes = Buffer.from(text)
  const found: number[][] = []
  for (
    let at = nextByteArray(bytes, 0, bytes.length);
    at !== null;
    at = nextByteArray(bytes, at.end, bytes.length)
  )
    found.push([...bytesOfArray(bytes, at)])
  return found
}

const address = [164, 80, 70, 156, 30, 123]

test.each([
  ['an array of JSON', '{"p":[164,80,70,156,30,123]}'],
  ['signed', '{"p":[-92,80,70,-100,30,123],"q":1}'],
  ['with blanks', '{"p": [164, 80, 70, 156, 30, 123]}'],
  ['on lines', '[\n  164,\n  80,\n  70,\n  156,\n  30,\n  123\n]'],
  ['in a string', '{"p":"164,80,70,156,30,123"}'],
  ['in a form', 'a=1&p=164%2C80%2C70%2C156%2C30%2C123&b=2'],
  ['bracketed, in a URL', '/t?p=%5B164%2C80%2C70%2C156%2C30%2C123%5D'],
  ['with semicolons', 'p="164;80;70;156;30;123"'],
  ['with bars, in a URL', '/t?p=164%7C80%7C70%7C156%7C30%7C123'],
  ['alone', '164,80,70,156,30,123'],
])('%s', (_, text) => {
  expect(arraysIn(text)).toEqual([address])
})

test('wherever it stands, also where it is shortest', () => {
  for (let lead = 0; lead < 40; lead++) {
    expect(arraysIn(`${'x'.repeat(lead)}=[1,2,3,4,5,200]${'y'.repeat(9)}`)).toEqual([[1, 2, 3, 4, 5, 200]])
    expect(arraysIn(`${'x'.repeat(lead)}=[1,2,3,4,5,200]`)).toEqual([[1, 2, 3, 4, 5, 200]])
  }
})

test('several of them', () => {
  expect(arraysIn('[[1,2,3,4,5,200],[200,5,4,3,2,1],[7,8]]')).toEqual([
    [1, 2, 3, 4, 5, 200],
    [200, 5, 4, 3, 2, 1],
  ])
})

test.each([
  ['a number of two bytes', '[164,80,70,156,30,256]'],
  ['a moment among them', '[164,80,70,1700000000,30,12,13,14,15]'],
  ['five', '[164,80,70,156,30]'],
  ['small numbers', '[1,2,3,4,5,6,7,8,9,10]'],
  ['fractions', '[0.5,164,80,70,156,30,1.5]'],
  ['words', 'of 10, 20, 200 and a, b, c, d'],
  ['names', 'x1,164,80,70,156,30,12x'],
  ['nothing', ''],
])('%s: none', (_, text) => {
  expect(arraysIn(text)).toEqual([])
})

test('much of what it is not costs no more than its length', () => {
  const bytes = Buffer.from('1700000000123,'.repeat(200_000))
  expect(nextByteArray(bytes, 0, bytes.length)).toBeNull()
})
