import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { encoding } from './tencent-base64.ts'

const tencent = (bytes: Buffer | string): string =>
  Buffer.from(bytes).toString('base64').replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_')

const text = '{"imei":"352099001761481","n":"a>b?c~d>>e??f","os":"Android 13"}'
const odd = `${text} `
const packed = deflateSync(
  `{"TLS.identifier":"kari","imei":"352099001761481","TLS.sig":"b7Qx~17v>Zk?mRwt5~pLz8(Hd3)Wc4"}`,
)

test('the samples have the signs that they are to be known by', () => {
  expect(tencent(text)).toMatch(/\*.*-|-.*\*/)
  expect(tencent(odd)).toMatch(/_$/)
  expect(tencent(packed)).toContain('*')
})

conformEncoding(
  encoding,
  {
    'a document': { bytes: tencent(text), gives: [text] },
    'with padding': { bytes: tencent(odd), gives: [odd] },
    'known by its padding alone': {
      bytes: tencent('a document that has none of both'.slice(0, 31)),
      gives: ['a document that has none of bot'],
    },
    'compressed, as a UserSig': { bytes: tencent(packed), gives: [packed] },
  },
  {
    base64: Buffer.from(text).toString('base64'),
    'base64 of URLs': Buffer.from(text).toString('base64url'),
    'base64 of URLs that ends in a line': `${Buffer.alloc(33, 0xa7).toString('base64url').slice(0, -1)}_`,
    'compressed bytes in base64 of URLs, likewise':
      'eJzz9HX1VDAzMTEyMjUzMLKwNDK2NFDIT1NIrcgp843McqlUSMlJTCpMTirJzihLBQAcFw3_',
    'words with stars': 'Some*Words-And*Others*Here',
    'a pattern': 'com.Example.*.Service-*',
    'a name in Markdown': '**Important-Words-Here**',
    'a number with stars': '4791*****137AbCdEfGh',
  },
)

const detector = new Detector(null)

test.each([
  ['a document', tencent(text)],
  ['with padding', tencent(odd)],
  ['compressed', tencent(packed)],
])('%s: what it hides is found', (_, written) => {
  for (const body of [written, JSON.stringify({ usersig: written }), `v=1&sig=${written}`]) {
    const input = request('/t', [], Buffer.from(body))
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input))).toContain('imei=352099001761481 (probable)')
  }
})
