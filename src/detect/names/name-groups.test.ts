import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyEndings } from './key-name.ts'
import { groupsOf, nameGroup } from './name-groups.ts'

const fruits = ['applebox', 'pearbox', 'box']
const boxes = ['box', 'tin']
const [fruit, box] = [nameGroup(fruits), nameGroup(boxes)]

test('a key is in the groups of its endings, whatever is in front of them', () => {
  expect(groupsOf('shop.AppleBox_1') & (fruit | box)).toBe(fruit | box)
  expect(groupsOf('pearbox') & (fruit | box)).toBe(fruit)
  expect(groupsOf('small-tin') & (fruit | box)).toBe(box)
  expect(groupsOf('tinned') & (fruit | box)).toBe(0)
  expect(groupsOf('') & (fruit | box)).toBe(0)
})

test('it says what the names themselves say', () => {
  const part = fc.constantFrom(
    'apple',
    'Apple',
    'pear',
    'box',
    'Box',
    'BOX',
    'tin',
    '_',
    '-',
    '.',
    '7',
    '[',
    ']',
    ' ',
    'é',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const key = parts.join('')
      const endings = keyEndings(key)
      expect((groupsOf(key) & fruit) !== 0).toBe(fruits.some((name) => endings.includes(name)))
      expect((groupsOf(key) & box) !== 0).toBe(boxes.some((name) => endings.includes(name)))
    }),
    { numRuns: 2_000 },
  )
})
