import { constants, deflateRawSync } from 'node:zlib'
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
    // Of Go's compress/flate, and of zlib after a flush.
    'with an empty block at its end': {
      bytes: Buffer.from(
        'aa56ca2f56b2524acc4b29cacf4c51d2514ac94c51b25232363537b43031b0343233313437b650d251ca53b232ae05040000ffff',
        'hex',
      ),
      gives: ['{"os":"android","did":"357184092641738","n":3}'],
    },
    flushed: {
      bytes: deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }),
      gives: [`cut = ${text}`],
    },
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
    'undeclared, and the end of a flush behind other bytes': Buffer.concat([
      Buffer.from('aa57c13e9b20d1f4e877ab09c3511e6d2f408899a0', 'hex'),
      Buffer.from('000000ffff', 'hex'),
    ]),
    'undeclared and stored': deflateRawSync(text, { level: 0 }).subarray(0, 20),
    'of bytes that are no text, with more behind it': Buffer.concat([
      deflateRawSync(bytes),
      Buffer.from([1, 2]),
    ]),
    'too short to be told from chance': deflateRawSync('490154'),
  },
)
