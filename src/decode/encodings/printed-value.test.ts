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
    'an object of Objective-C': {
      bytes: '<__NSConcreteUUID 0x6000006374a0> 6BC8E049-2EFD-4BAA-B2AB-456E69AC74F8',
      gives: ['6BC8E049-2EFD-4BAA-B2AB-456E69AC74F8'],
    },
  },
  {
    'an object without a value': '<UIDevice: 0x6000006374a0>',
    'a position': '<+59.91393400,+10.75224500> +/- 5.00m',
    'an element': '<Device id="0x6000006374a0"> H7K2MX93QL',
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
