import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { encoding } from './printed-value.ts'

conformEncoding(
  encoding,
  {
    'a text of Swift': { bytes: 'Optional("H7K2MX93QL")', gives: ['H7K2MX93QL'] },
    'a number of Swift': { bytes: 'Optional(59.913934)', gives: ['59.913934'] },
    'a text of Rust': { bytes: 'Some("H7K2MX93QL")', gives: ['H7K2MX93QL'] },
    'one in another': { bytes: 'Optional(Optional("H7K2MX93QL"))', gives: ['Optional("H7K2MX93QL")'] },
    'a text with a bracket': { bytes: 'Optional("Berg :)")', gives: ['Berg :)'] },
  },
  {
    'two of them': 'Optional("one"), Optional("two")',
    'two numbers': 'Optional(1), Optional(2)',
    'nothing in it': 'Optional("")',
    'one that goes on': 'Optional("H7K2MX93QL") is set',
    'a word like it': 'Optionally("H7K2MX93QL")',
  },
)

test('the value has the name of what is around it, however often', () => {
  expect(lines(decodeBody('{"serialNumber":"Optional(Optional(\\"H7K2MX93QL\\"))"}'))).toContain(
    'body → JSON $.serialNumber → printed value → printed value = H7K2MX93QL',
  )
})
