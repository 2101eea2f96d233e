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
