import { constants, gzipSync } from 'node:zlib'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './gzip.ts'

const text = 'imei=490154203237518&imei=490154203237518'
const whole = gzipSync(text)

/** RFC 1952 section 2.3: flags for extra bytes, a name, a comment and a check of the header. */
function withHeader(flags: number, ...fields: readonly Buffer[]): Buffer {
  const head = Buffer.from(whole.subarray(0, 10))
  head[3] = flags
  return Buffer.concat([head, ...fields, whole.subarray(10)])
}

conformEncoding(
  encoding,
  {
    'of every level': { bytes: gzipSync(text, { level: 1 }), gives: [text] },
    'stored, not compressed': { bytes: gzipSync(text, { level: 0 }), gives: [text] },
    'with Huffman codes only': {
      bytes: gzipSync(text, { strategy: constants.Z_HUFFMAN_ONLY }),
      gives: [text],
    },
    'members behind each other': { bytes: Buffer.concat([whole, gzipSync('&b=2')]), gives: [`${text}&b=2`] },
    'with a name': { bytes: withHeader(8, Buffer.from('a.txt\0')), gives: [text] },
    'with extra bytes and a comment': {
      bytes: withHeader(4 | 16, Buffer.from([3, 0, 1, 2, 3]), Buffer.from('why\0')),
      gives: [text],
    },
    'with other bytes behind it': {
      bytes: Buffer.concat([whole, Buffer.from('and more')]),
      gives: [text, 'gzip = and more'],
    },
    'without its end': { bytes: whole.subarray(0, -8), gives: [`cut = ${text}`] },
    'with a wrong length': {
      bytes: Buffer.concat([whole.subarray(0, -4), Buffer.from([1, 0, 0, 0])]),
      gives: [`damaged = ${text}`],
    },
    'declared, as the outermost of two': { bytes: whole, coding: 'br, gzip', gives: [text] },
  },
  {
    'another method than deflate': Buffer.concat([Buffer.from('1f8b0700', 'hex'), whole.subarray(4)]),
    'flags that do not exist': Buffer.concat([Buffer.from('1f8b08e0', 'hex'), whole.subarray(4)]),
    'a header with nothing behind it': whole.subarray(0, 10),
  },
)
