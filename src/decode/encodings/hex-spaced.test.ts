import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { encoding } from './hex-spaced.ts'

const text = 'imei=490154203237518'
const pairs = [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0'))

const grouped = (digits: number): string =>
  pairs.join('').replace(new RegExp(`(.{${digits}})(?=.)`, 'g'), '$1 ')

conformEncoding(
  encoding,
  {
    'in groups of two bytes': { bytes: grouped(4), gives: [text] },
    'in groups of four bytes': { bytes: grouped(8), gives: [text] },
    'in groups of eight bytes, in lines': { bytes: grouped(16).replaceAll(' ', '\n'), gives: [text] },
    'as iOS prints data': { bytes: `<${grouped(8)}>`, gives: [text] },
    'as iOS prints data, in a text': { bytes: `token: <${grouped(8)}>, ok`, gives: [text] },
    'as a program holds bytes': {
      bytes: `unsigned char x[] = {\n  ${pairs.map((pair) => `0x${pair}`).join(', ')}\n};`,
      gives: [text],
    },
    'with colons': { bytes: pairs.join(':'), gives: [text] },
    'with blanks, in capitals': { bytes: pairs.join(' ').toUpperCase(), gives: [text] },
    'with commas and 0x': { bytes: pairs.map((pair) => `0x${pair}`).join(', '), gives: [text] },
    'with points': { bytes: pairs.join('.'), gives: [text] },
    'with strokes': { bytes: pairs.join('|').toUpperCase(), gives: [text] },
    'of a line with its end': { bytes: [...pairs, '0a'].join(':'), gives: [`${text}\n`] },
    'in lines': { bytes: pairs.join('-').replace(/(.{24})/g, '$1\n'), gives: [text] },
    'with hyphens, in a line': { bytes: `I/App: id ${pairs.join('-').toUpperCase()} ok`, gives: [text] },
    'with colons, in a line': { bytes: `LOG ${pairs.join(':')} end`, gives: [text] },
    'with blanks, behind a name': { bytes: `data=${pairs.join(' ')};`, gives: [text] },
    'with hyphens, in a list': { bytes: `a13|${pairs.join('-')}|nb`, gives: [text] },
  },
  {
    'a certificate in a line': `cert ${Array.from({ length: 20 }, (_, at) =>
      ((at * 89 + 200) & 255).toString(16).padStart(2, '0'),
    ).join(':')} ok`,
    'groups of several sizes': '4f2a 5b3c9d 41424344 45464748',
    'words in hex letters': 'dead beef cafe babe fade face',
    'numbers of two digits': 'scores 41 42 43 44 45 and 51 52 53',
    'hyphens around more': `x-${pairs.join('-')}`,
    'the address of a radio': '02:00:5e:10:20:2b',
    'a certificate': Array.from({ length: 20 }, (_, at) =>
      ((at * 89 + 200) & 255).toString(16).padStart(2, '0'),
    ).join(':'),
    'a digit that is missing': `${pairs.join(':')}:3`,
    'a pair with another letter': [...pairs.slice(0, 8), 'x9', ...pairs.slice(8)].join(':'),
    'a time': '10:20:30 10:20:30 10:20:30',
  },
)

test('pairs are found in any way that they are written in, behind and in front of anything', () => {
  const ways = [
    ...['-', ':', ' ', '.', ',', '_', '|'].map((sign) => pairs.join(sign)),
    ...[',', ', ', ',\n  '].map((sign) => pairs.map((pair) => `0x${pair}`).join(sign)),
    pairs.map((pair) => `0X${pair.toUpperCase()}`).join(','),
    `<${grouped(8)}>`,
  ]
  const around = fc.string({ unit: fc.constantFrom(...'{}(); \n\t"#'.split('')), maxLength: 8 })
  fc.assert(
    fc.property(fc.constantFrom(...ways), around, around, (way, before, behind) => {
      expect(lines(decodeBody(`see the log ${before};${way};${behind} end`)).join('\n')).toContain(text)
    }),
    { numRuns: 200 },
  )
})
