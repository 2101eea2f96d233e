import { deflateRawSync } from 'node:zlib'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './deflate.ts'

const text = '{"imei":"490154203237518","list":["one","two","two"]}'

conformEncoding(
  encoding,
  {
    undeclared: { bytes: deflateRawSync(text), gives: [text] },
    'with fixed codes': { bytes: deflateRawSync(text, { strategy: 4 }), gives: [text] },
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
    'of bytes that are no text': deflateRawSync(
      Buffer.from(Array.from({ length: 64 }, (_, at) => (at * 37) & 255)),
    ),
    'too short to be told from chance': deflateRawSync('490154'),
  },
)
