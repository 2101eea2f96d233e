import { describe, expect, test } from 'vitest'
import { roles } from './byte-roles.ts'
import { isOddMark } from './odd-marks.ts'

/** Whether the mark behind the word `word` says more than itself, in front of `rest`. */
function isOdd(word: string | Buffer, mark: number, rest: string | Buffer): boolean {
  const bytes = Buffer.concat([Buffer.from(word), Buffer.of(mark), Buffer.from(rest)])
  const at = Buffer.from(word).length
  return isOddMark(roles[mark] as number, mark, bytes, 0, 0, at, at + 1, bytes.length, -1)
}

describe('the sign of an address', () => {
  test.each([
    ['kari', 'mail.test', true],
    ['kari', '\u00f8.test', true],
    ['kari', '%C3%B8.test', true],
    ['kari', String.raw`\u00f8.test`, true],
    ['', 'mail.test', false],
    ['kari', '', false],
    ['kari', ' mail', false],
    ['kari', '%20mail', false],
    ['kari', String.raw`\nmail`, false],
    // Letters of scripts that random bytes look like.
    ['kari', '\u3042.test', false],
  ])('%s@%s: %s', (word, rest, isOne) => {
    expect(isOdd(word, 0x40, rest)).toBe(isOne)
  })
})

test('the head of gzip, and a degree behind a number and in front of minutes', () => {
  expect(isOdd('', 0x1f, Buffer.of(0x8b))).toBe(true)
  expect(isOdd('', 0x1f, Buffer.of(0x8c))).toBe(false)
  expect(isOdd('', 0x1f, '')).toBe(false)
  expect(isOdd(Buffer.concat([Buffer.from('59'), Buffer.of(0xc2)]), 0xb0, '54\'49.8"N')).toBe(true)
})

test.each([
  ['&', true],
  ['%26', true],
  ['&amp;', true],
  ['x', false],
  ['%27', false],
  ['', false],
])('an entity begins with %s and a number sign: %s', (word, isOne) => {
  expect(isOdd(word, 0x23, '105;')).toBe(isOne)
})

test('a mark that only parts words says nothing', () => {
  for (const mark of ' =:;,"') expect(isOdd('kari', mark.charCodeAt(0), 'mail.test')).toBe(false)
})
