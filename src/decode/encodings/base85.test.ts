import { createHash } from 'node:crypto'
import { base85, utf8 } from '../../../tools/accuracy/codecs.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../test/support/any-text.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { encoding } from './base85.ts'

const text = 'imei=490154203237518'
// The example of Wikipedia's article, of Hobbes: its first sentence.
const hobbes = '9jqo^BlbD-BleB1DJ+*+F(f,q'

conformEncoding(
  encoding,
  {
    'ASCII85 between its marks': { bytes: `<~${hobbes}~>`, gives: ['ASCII85 = Man is distinguished'] },
    ASCII85: { bytes: base85(utf8(text), 'ascii85'), gives: [`ASCII85 = ${text}`] },
    'ASCII85 in lines': {
      bytes: base85(utf8(text), 'ascii85').replace(/(.{10})/g, '$1\n'),
      gives: [`ASCII85 = ${text}`],
    },
    'base85 of RFC 1924': { bytes: base85(utf8(text), 'rfc1924'), gives: [`RFC 1924 = ${text}`] },
    Z85: { bytes: base85(utf8(text), 'z85'), gives: [`Z85 = ${text}`] },
    'behind a mark': { bytes: `:${base85(utf8(text), 'ascii85')}`, gives: [`ASCII85 = ${text}`] },
  },
  {
    'a form': 'imei=490154203237518&model=TA-1046',
    'a date': '2026-11-24T10:20:30.000Z',
    'a group that is too large': '<~s8W-"s8W-"s8W-"~>',
    'one character too many': '<~9jqo^BlbD-B~>',
    // Its bytes would begin as a map of MessagePack.
    'a salt in base64': 'JYGJMJO9ZqhA+mZc/DL4kg==',
  },
)

test('the signs of a document in base85 make no pairs', () => {
  for (let number = 0; number < 60; number++) {
    const document = JSON.stringify({
      view3: 'menu',
      [`cart${number}`]: `1.${number}.0`,
      imsi: `2620238491${1000 + number}`,
    })
    const padded = document.padEnd(Math.ceil(document.length / 4) * 4)
    for (const kind of ['ascii85', 'rfc1924', 'z85'] as const) {
      const written = base85(utf8(padded), kind)
      expect(lines(decodeBody(written)).join('\n')).toContain(`2620238491${1000 + number}`)
    }
  }
})

test('whatever characters a document begins with, no look at its first bytes throws it out', () => {
  fc.assert(
    fc.property(
      anyText({ minLength: 1, maxLength: 12 }),
      fc.constantFrom('ascii85', 'rfc1924'),
      (text, kind) => {
        const begins = text.replaceAll(/[\0-\x1f\x7f]/g, '\t')
        const document = Buffer.from(`${begins}{"imei":"490154203237518"}`).toString()
        expect(lines(decodeBody(base85(utf8(document), kind))).join('\n')).toContain(document)
      },
    ),
    { numRuns: 200 },
  )
})

test('long runs of letters and digits with a sign or two are none, whatever comes out by chance', () => {
  for (let number = 0; number < 60; number++) {
    const filling = Array.from({ length: 80 }, (_, index) =>
      createHash('sha384').update(`${number}.${index}`).digest('base64url').replaceAll(/[-_]/g, ''),
    ).join('')
    expect(lines(decodeBody(`${filling}imei=490154203237518`)).join('\n')).not.toContain('base85')
  }
})
