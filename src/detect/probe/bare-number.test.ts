import { expect, test } from 'vitest'
import { holdsBareNumber } from './bare-number.ts'

test.each([
  ['352099001761481', true],
  ['352099001761482', false],
  ['35-209900-176148-1', true],
  ['x352099001761481', false],
  ['352099001761481x', false],
  ['IMEI352099001761481', true],
  ['imei352099001761482', false],
  ['a-352099001761481-1', true],
  ['89470060200927000019', true],
  ['99470060200927000019', false],
  ['89049032001728394610283746501988', true],
  // Behind it the tag of a sequence.
  ['890490320017283946102837465019880', true],
  ['99049032001728394610283746501988', false],
  ['8904903200172839461028374650198', false],
  ['02-1a-4f-3c-9d-7e', true],
  ['02-1a-4f-3c-9d7e', false],
  ['1234567890', false],
])('%s is a number that is known without a name: %s', (text, isOne) => {
  const bytes = Buffer.from(`..${text}..`)
  expect(holdsBareNumber(bytes, 2, 2 + text.length)).toBe(isOne)
})

test.each([
  '352099001761481',
  '35-209900-176148-1',
  '89470060200927000019',
  '89049032001728394610283746501988',
  '02-1a-4f-3c-9d-7e',
])('%s is seen wherever it stands in a word', (number) => {
  for (let before = 0; before < 40; before++)
    for (const after of [0, 1, 2, 13, 14, 15, 16, 31]) {
      const [ahead, behind] = [
        before === 0 ? '' : `${'g'.repeat(before - 1)}_`,
        after === 0 ? '' : `_${'g'.repeat(after - 1)}`,
      ]
      const word = Buffer.from(`..${ahead}${number}${behind}..`)
      expect([before, after, holdsBareNumber(word, 2, word.length - 2)]).toEqual([before, after, true])
    }
})
