import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, reportWidth, wrap, wrapLines } from './wrap.ts'

test('a report is as wide as its terminal, within what can be read', () => {
  expect([0, 10, 40, 90, 300].map(reportWidth)).toEqual([80, 32, 40, 90, 100])
})

describe('wrap', () => {
  test('breaks at spaces, and indents what follows', () => {
    expect(wrap('  one two three four', 11, '    ')).toEqual(['  one two', '    three', '    four'])
  })

  test('colours take no columns', () => {
    expect(wrap('\u001b[1mone\u001b[0m two', 7, '')).toEqual(['\u001b[1mone\u001b[0m two'])
  })
})

describe('wrapLines', () => {
  test('breaks each line by itself, set in further than its line', () => {
    expect(wrapLines('short\n  one two three\nfour five six\n', 11)).toBe(
      'short\n  one two\n    three\nfour five\n  six\n',
    )
  })

  test('a path stays whole, without blanks behind what stands before it', () => {
    const path = `evidence/${'0'.repeat(64)}.pcapng`
    expect(wrapLines(`kind      ${path}  12 bytes`, 40)).toBe(`kind\n  ${path}\n  12 bytes`)
  })
})

describe('fold', () => {
  test('breaks what has no space', () => {
    expect(fold('x'.repeat(25), 20)).toEqual(['x'.repeat(20), `        ${'x'.repeat(5)}`])
  })

  test('wide characters take two columns', () => {
    for (const wide of ['漢', '𠮷', '📱'])
      expect(fold(wide.repeat(11), 20)).toEqual([wide.repeat(10), `        ${wide}`])
  })

  test('a word that is longer than a screen is cut, and says by how much', () => {
    const text = fold(`host ${'x'.repeat(5_000)} high`, 100)
    expect(text.length).toBeLessThan(8)
    expect(text.join('').replaceAll(' ', '')).toContain('…(4488morecharacters)high')
  })

  test('never wider than asked, and nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 20, max: 100 }),
        (text, width) => {
          const line = text.replaceAll(/[\s\u001b]/gu, '-')
          const folded = fold(line, width)
          expect(folded.map((piece, index) => (index === 0 ? piece : piece.slice(8))).join('')).toBe(line)
          for (const piece of folded) expect(Array.from(piece).length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

test('a number and its unit stay on one line', () => {
  const text = 'of 12 % within 0.5 s, 40 kB in 3 min, 7 hours, s'
  const lines = Array.from({ length: text.length - 9 }, (_, more) => wrap(text, 10 + more, '')).flat()
  expect(lines.filter((line) => /^(?:%|s,|kB|min)/.test(line) || /\b(?:12|0\.5|40|3)$/.test(line))).toEqual(
    [],
  )
  expect(lines).toContain('of 12 % within 0.5 s, 40 kB in 3 min, 7')
  expect(wrap(text, 10, '').join(' ')).toBe(text)
})
