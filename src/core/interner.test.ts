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

test('names made to collide do not make look-ups slow for long', () => {
  const interner = new Interner()
  const inside = interner as unknown as { seed: number }
  const { seed } = inside
  const names = collidingNames(seed, 9)
  const numbers = names.map((name) => interner.intern(name, 0, name.length))
  expect(numbers).toEqual(names.map((_, index) => index))
  expect(names.map((name) => interner.intern(name, 0, name.length))).toEqual(numbers)
  expect(inside.seed).not.toBe(seed)
})

const lowBits = (hash: number): number => hash & 0xfff

/**
 * 2 to the power of `links` names that fall into one slot. Each begins with one of two words which the hash (FNV-1a from
 * `seed`) cannot tell apart by its low bits, then one of two more, and so on.
 */
function collidingNames(seed: number, links: number): Buffer[] {
  let hash = seed
  let names = ['']
  for (let link = 0; link < links; link++) {
    const words = new Map<number, string>()
    for (let number = 36; ; number++) {
      const word = number.toString(36)
      let next = hash
      for (const sign of word) next = Math.imul(next ^ sign.charCodeAt(0), 0x01000193)
      const other = words.get(lowBits(next))
      if (other !== undefined) {
        names = names.flatMap((name) => [name + other, name + word])
        hash = next
        break
      }
      words.set(lowBits(next), word)
    }
  }
  return names.map((name) => Buffer.from(name))
}
