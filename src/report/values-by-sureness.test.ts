import { expect, test } from 'vitest'
import { valuesBySureness } from './values-by-sureness.ts'

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
  const seen = normals.map((normal) => ({ normal, confidence: 'probable' as const }))
  expect(valuesBySureness(identifier, seen).flatMap((sure) => sure.values)).toEqual(values)
})

test('values are told apart by how sure they are', () => {
  const seen = [
    { normal: '90000001', confidence: 'possible' },
    { normal: '+4790000002', confidence: 'possible' },
    { normal: '+4790000001', confidence: 'certain' },
    { normal: '+4790000003', confidence: 'possible' },
  ] as const
  const shown = valuesBySureness('msisdn', seen).map(
    ({ confidence, values, seen: places, first }) =>
      `${confidence}: ${values.join(', ')} in ${places.length}, first ${first.normal}`,
  )
  expect(shown).toEqual([
    'certain: +4790000001 in 2, first +4790000001',
    'possible: +4790000002, +4790000003 in 2, first +4790000002',
  ])
  expect(valuesBySureness('msisdn', [])).toEqual([])
})

test('the value itself stands for it before its digests do', () => {
  const seen = [
    { normal: '357184092641738', confidence: 'certain', writtenAs: 'MD5 in hex' },
    { normal: '357184092641738', confidence: 'certain', writtenAs: 'in base64' },
    { normal: '357184092641738', confidence: 'certain', writtenAs: '' },
  ] as const
  expect(valuesBySureness('imei', seen)[0]?.first).toBe(seen[1])
  expect(valuesBySureness('imei', [...seen].toReversed())[0]?.first).toBe(seen[2])
})
