import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesAsCharacters } from './byte-characters.ts'

const ascii = Buffer.from('with escapes')
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8')

test('text whose bytes were written as characters is what it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const written = utf8(utf8(text).toString('latin1'))
      const isPlain = /^[\0-\x7f]*$/.test(text)
      expect(bytesAsCharacters(written, ascii)?.toString('utf8')).toBe(isPlain ? undefined : text)
    }),
  )
})

test.each(['', 'imei', 'Åse', 'Müller, Straße', 'Ø', 'Kafé Ã', '日本', '\u00e2\u0080'])(
  '“%s” stays',
  (text) => {
    expect(bytesAsCharacters(utf8(text), ascii)).toBeNull()
  },
)

test('what is no UTF-8 stays', () => {
  expect(bytesAsCharacters(Buffer.from('c3', 'hex'), ascii)).toBeNull()
  expect(bytesAsCharacters(Buffer.from('fffe', 'hex'), ascii)).toBeNull()
})

test('what was not escaped stays', () => {
  expect(bytesAsCharacters(utf8('Ã¥'), utf8('Ã¥'))).toBeNull()
})
