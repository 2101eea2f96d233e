import { expect, test } from 'vitest'
import { distinctValues } from './distinct-values.ts'

test.each([
  ['msisdn', ['90000001', '+4790000001', '4790000001'], ['+4790000001']],
  ['msisdn', ['+4790000001', '090000001'], ['+4790000001']],
  // The end of a number is no number, and two countries have two.
  ['msisdn', ['+4790000001', '0000001'], ['+4790000001', '0000001']],
  ['msisdn', ['+4790000001', '+4690000001'], ['+4790000001', '+4690000001']],
  ['imei', ['35209900176148', '352099001761481'], ['352099001761481']],
  ['iccid', ['89470100000000000016', '8947010000000000001'], ['89470100000000000016']],
  ['wifi-mac', ['0a005e102030', '0a005e102031', '0a005e102030'], ['0a005e102030', '0a005e102031']],
  ['no-such-kind', ['a', 'a', 'ab'], ['a', 'ab']],
  ['msisdn', [], []],
])('%s %j: %j', (identifier, normals, values) => {
  expect(distinctValues(identifier, normals)).toEqual(values)
})
