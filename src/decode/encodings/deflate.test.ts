import { deflateRawSync } from 'node:zlib'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './deflate.ts'

/** A message of Thrift in its compact form: no text in it is as long as twelve characters. */
const small = Buffer.concat([
  Buffer.from('822107067265706f72741c1806372e31322e30180b', 'hex'),
  Buffer.from('+4790000001'),
  Buffer.from('16ffaaf3f9f264180 56e625f4e4f0000'.replace(' ', ''), 'hex'),
])
const bytes = Buffer.from(Array.from({ length: 96 }, (_, at) => ((at % 29) * 37) & 255))
const text = '{"imei":"490154203237518","list":["one","two","two"]}'

conformEncoding(
  encoding,
  {
    undeclared: { bytes: deflateRawSync(text), gives: [text] },
    'with fixed codes': { bytes: deflateRawSync(text, { strategy: 4 }), gives: [text] },
    'undeclared, of a small message that is no text': { bytes: deflateRawSync(small), gives: [small] },
    'of bytes that are no text, to the last one': { bytes: deflateRawSync(bytes), gives: [bytes] },
    declared: { bytes: deflateRawSync(text), coding: 'deflate', gives: [text] },
    'declared and cut': {
      bytes: deflateRawSync(text).subarray(0, -6),
      coding: 'deflate',
      gives: ['cut = {"imei":"490154203237518"…'],
    },
  },
  {
    'declared, and plain text': { bytes: text, coding: 'deflate', gives: [] },
    'undeclared and cut: chance gives text, too': deflateRawSync(text).subarray(0, -6),
    'undeclared and stored': deflateRawSync(text, { level: 0 }).subarray(0, 20),
    'of bytes that are no text, with more behind it': Buffer.concat([
      deflateRawSync(bytes),
      Buffer.from([1, 2]),
    ]),
    'too short to be told from chance': deflateRawSync('490154'),
  },
)
