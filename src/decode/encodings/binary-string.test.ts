import { expect, test } from 'vitest'
import { isWorthDecoding, profileOf, request, detect, summary } from '../../../test/support/decoded-tree.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { Detector } from '../../detect/detector.ts'
import { mayHide } from '../hiding.ts'
import { encoding } from './binary-string.ts'

// Of pako: `deflate` and `gzip` of a document, and the same as a string in UTF-8, as `to: 'string'` and `fetch` have it.
const zlib =
  '789cab56ca2f56b2524acc4b29cacf4c51d2514ac94c51b25232b1343034353132303632363735b450d2512a53b232ac050031770bf4'
const gzip =
  '1f8b0800000000000003ab56ca2f56b2524acc4b29cacf4c51d2514ac94c51b25232b1343034353132303632363735b450d2512a53b232ac050069182dce2e000000'
const asText = (hex: string): Buffer => Buffer.from(Buffer.from(hex, 'hex').toString('latin1'), 'utf8')

conformEncoding(
  encoding,
  {
    zlib: { bytes: asText(zlib), gives: [Buffer.from(zlib, 'hex')] },
    gzip: { bytes: asText(gzip), gives: [Buffer.from(gzip, 'hex')] },
  },
  {
    'zlib as it is': Buffer.from(zlib, 'hex'),
    'gzip as it is': Buffer.from(gzip, 'hex'),
    'a text that begins so': 'x^2 + y² = r²',
    'a text of other letters': 'xÜber, 你好',
    'letters of two bytes': 'xœ',
  },
)

const detector = new Detector(profileOf({ imei: ['490154203237518'] }), undefined, mayHide)

test.each([
  ['zlib', asText(zlib)],
  ['gzip', asText(gzip)],
])('a body of %s in characters is read', (_, body) => {
  const input = request('/t', ['Content-Type: text/plain;charset=UTF-8'], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual(['imei=490154203237518 (certain)'])
})
