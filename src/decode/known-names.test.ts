import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameText } from './known-names.ts'

test('a name is what its bytes say, however often and between which others it comes', () => {
  const part = fc.constantFrom(
    'device',
    'Id',
    'imei',
    '_',
    '-',
    'x',
    '1',
    'é',
    '\xff',
    '\0',
    ' ',
    'a'.repeat(30),
  )
  const names = fc.array(
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 40 },
  )
  fc.assert(
    fc.property(names, fc.constantFrom('latin1' as const, 'utf8' as const), (texts, charset) => {
      for (const text of [...texts, ...texts]) {
        const bytes = Buffer.from(`"${text}":`, charset)
        expect(nameText(bytes, 1, bytes.length - 2, charset)).toBe(text)
      }
    }),
  )
})

test('bytes that are no characters are read as the charset reads them', () => {
  const bytes = Buffer.from('6e61ff6d65', 'hex')
  expect(nameText(bytes, 0, bytes.length, 'utf8')).toBe('na�me')
  expect(nameText(bytes, 0, bytes.length, 'latin1')).toBe('na\xffme')
})
