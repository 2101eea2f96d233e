import { deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { chainOf } from '../describe-chain.ts'
import { encoding } from './turned-base64.ts'

const text = '{"imei":"352099001761481","n":"12"}'
const base64 = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64')
const backwards = (given: string): string => given.split('').toReversed().join('')
const rot13 = (given: string): string =>
  given.replace(/[a-z]/gi, (letter) => {
    const first = letter < 'a' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first)
  })
const otherCase = (given: string): string =>
  given.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))
const zipped = gzipSync(text)

conformEncoding(
  encoding,
  {
    backwards: { bytes: backwards(base64(text)), gives: [`backwards = ${text}`] },
    'backwards, of another text, by its padding': {
      bytes: backwards(base64('imei=352099001761481&n=1')).replace(/^(?!=)/, '='),
      gives: ['backwards = imei=352099001761481&n=1'],
    },
    'backwards, without padding': {
      bytes: backwards(base64(text).replace(/=+$/, '')),
      gives: [`backwards = ${text}`],
    },
    'backwards, of gzip': { bytes: backwards(base64(zipped)), gives: [zipped] },
    ROT13: { bytes: rot13(base64(text)), gives: [`ROT13 = ${text}`] },
    'upper and lower case changed': {
      bytes: otherCase(base64(text)),
      gives: [`case changed = ${text}`],
    },
    'behind a moment': {
      bytes: `1764316351123${base64(text)}`,
      gives: [`behind 13 other characters = ${text}`],
    },
    'behind three characters': {
      bytes: `aZ4${base64(text)}`,
      gives: [`behind 3 other characters = ${text}`],
    },
  },
  {
    'base64 as it is': base64(text),
    'base64 behind a word': `id/${base64('some other text')}`,
    'a token that ends like it': `${base64(Buffer.alloc(33, 0xa7))}Jye`,
    'a token that holds a sign': 'A4eyJ3kZq9vX2bT7mPw0cRfYh5LsNd8GuEa1oVi6',
    'a name and its value': `data=${base64(text)}`,
    'a name and its value, turned': `x=${rot13(base64(text))}`,
    'a name without characters': '=some-Value-of-it',
    words: 'rlWhat-Is-This-Word',
  },
)

const detector = new Detector(null)

test('base64 that is the only value of a form keeps the name of its field', () => {
  for (const value of [base64(text), base64(zipped)]) {
    const { detections } = detect(detector, request('/t', [], Buffer.from(`data=${value}`)))
    expect(detections.map(({ node }) => chainOf(node)[1])).toEqual([{ step: 'form', detail: 'data' }])
  }
})

test.each([
  ['backwards', backwards(base64(text))],
  ['backwards, padded', backwards(base64(`${text} `))],
  ['backwards, of gzip', backwards(base64(zipped))],
  ['backwards, of zlib', backwards(base64(deflateSync(text)))],
  ['ROT13', rot13(base64(text))],
  ['ROT13, of gzip', rot13(base64(zipped))],
  ['case changed', otherCase(base64(text))],
  ['behind a moment', `1764316351123${base64(text)}`],
  ['behind three characters, of gzip', `aZ4${base64(zipped)}`],
])('%s: what it hides is found without a profile', (_, written) => {
  for (const body of [
    written,
    JSON.stringify({ d: written }),
    `v=1&d=${written}`,
    `d=${encodeURIComponent(written)}`,
  ]) {
    const input = request('/t', [], Buffer.from(body))
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input))).toContain('imei=352099001761481 (probable)')
  }
})
