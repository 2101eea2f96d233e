import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import { EntryTally } from '../entry-tally.ts'
import { contentOf } from './har-body.ts'

/** The bytes of a text that is said to be base64; null where it is none, and taken as a text. */
function base64Of(text: string): Buffer | null {
  const tally = new EntryTally({ entry: () => undefined }, new AnomalyLog())
  const { bytes } = contentOf(text, 'base64', [], tally)
  return tally.anomalies.count(entryAnomalies.badBase64) === 0 ? bytes : null
}

test('base64 is what has no other characters, whatever bytes come of the rest', () => {
  const signs = fc.constantFrom(
    'A',
    'b',
    '9',
    '+',
    '/',
    '-',
    '_',
    '=',
    ' ',
    '\n',
    '!',
    '.',
    'é',
    '€',
    '\ud83d',
  )
  const met = { base64: 0, other: 0 }
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 13 }), fc.nat(12), (odd, length) => {
      const text = 'QUJDRGVm'.slice(0, length) + odd.join('')
      const isBase64 = !/[^A-Za-z0-9+/_=\s-]/.test(text)
      met[isBase64 ? 'base64' : 'other']++
      expect(base64Of(text)).toEqual(isBase64 ? Buffer.from(text, 'base64') : null)
    }),
    { numRuns: 5_000 },
  )
  expect(Math.min(met.base64, met.other)).toBeGreaterThan(100)
})

test.each(['', 'QUJD', 'QUI=', 'QQ==', 'QUJDRA==', 'QUJD\r\nRA=='])('%j', (text) => {
  expect(base64Of(text)).toEqual(Buffer.from(text, 'base64'))
})

test('digits of another script, whose lowest bytes are signs of base64, are none', () => {
  expect(base64Of('\u0969\u096b\u096d\u0967\u096e\u096a\u0966\u096f')).toBeNull()
})
