import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sealedBytes } from '../../test/support/sealed-bytes.ts'
import { bytesAsCharacters, bytesOfCharacters, mayHoldByteCharacters } from './byte-characters.ts'

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

test('bytes as characters are put together, and known at a glance', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const written = utf8(Buffer.from(bytes).toString('latin1'))
      expect(bytesOfCharacters(written, 0, written.length)).toEqual(Buffer.from(bytes))
    }),
  )
  const within = utf8(`{"name":"a","d":"${sealedBytes(200, 1).toString('latin1')}"}`)
  expect(mayHoldByteCharacters(within, 0, within.length)).toBe(true)
})

test.each([
  'Über die Brücke führt die Straße, an schönen Gärten vorbei, zur Bäckerei, wo es süße Brötchen für alle gibt. '.repeat(
    4,
  ),
  'Ångström på øya, blåbærsyltetøy på grøt, åtte år på ålefiske nær Bodø, og så på sjøen i går kveld. '.repeat(
    4,
  ),
  'Éléphant à l’été, où ça? Là-bas, près du château où l’âne brait, très tôt. Noël, Zoë, maïs, canoë! '.repeat(
    4,
  ),
  '漢字と仮名を交えて書かれた文章がここにある。'.repeat(9),
  'Съешь же ещё этих мягких французских булок, да выпей чаю. '.repeat(6),
])('text of a language is none: %s', (text) => {
  const bytes = utf8(text)
  expect(mayHoldByteCharacters(bytes, 0, bytes.length)).toBe(false)
})
