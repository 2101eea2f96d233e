import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Interner } from './interner.ts'

test('the same bytes, in any case, get the same number; others get another', () => {
  const interner = new Interner()
  const first = interner.intern(Buffer.from('xxWww.Example.comyy'), 2, 17)
  expect(interner.text(first)).toBe('www.example.com')
  expect(interner.intern(Buffer.from('www.example.com'), 0, 15)).toBe(first)
  expect(interner.intern(Buffer.from('www.example.org'), 0, 15)).not.toBe(first)
  expect(interner.size).toBe(2)
})

test('behaves as a map from folded text to number, through growth', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary-ascii', maxLength: 6 }), { maxLength: 600 }), (texts) => {
      const interner = new Interner()
      const model = new Map<string, number>()
      for (const text of texts) {
        const bytes = Buffer.from(text, 'latin1')
        const folded = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
        if (!model.has(folded)) model.set(folded, model.size)
        expect(interner.intern(bytes, 0, bytes.length)).toBe(model.get(folded))
        expect(interner.text(model.get(folded) as number)).toBe(folded)
      }
    }),
    { numRuns: 50 },
  )
})

test('takes no more than it may', () => {
  const interner = new Interner()
  expect(interner.intern(Buffer.from('ab'), 0, 1, 1)).toBe(0)
  expect(interner.intern(Buffer.from('ab'), 1, 2, 1)).toBe(-1)
  expect(interner.intern(Buffer.from('ab'), 0, 1, 1)).toBe(0)
  expect(interner.size).toBe(1)
})
