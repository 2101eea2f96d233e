import { brotliCompressSync, constants } from 'node:zlib'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './brotli.ts'

const text = JSON.stringify({ app: 'screen of a page', imei: '490154203237518', list: ['one', 'two', 'two'] })
/** A message of Thrift: no text in it is as long as twelve characters, and it begins as no document does. */
const small = Buffer.concat([
  Buffer.from('80010001000000067265706f7274000000070c00010b000100000006372e31322e300b00020000000b', 'hex'),
  Buffer.from('+4790000001'),
  Buffer.from('0a00030000019369fcffc00000', 'hex'),
])
const squeezed = (quality: number): Buffer =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })

conformEncoding(
  encoding,
  {
    declared: { bytes: squeezed(11), coding: 'br', gives: [text] },
    'declared, quickly made': { bytes: squeezed(1), coding: 'br', gives: [text] },
    'undeclared, of a small message that is no text': { bytes: brotliCompressSync(small), gives: [small] },
    undeclared: { bytes: squeezed(9), gives: [text] },
    'declared as something else': { bytes: squeezed(9), coding: 'gzip', gives: [text] },
    'with a wide window': {
      bytes: brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } }),
      coding: 'br',
      gives: [text],
    },
  },
  {
    'declared as gzip, and plain text': { bytes: text, coding: 'gzip', gives: [] },
    'undeclared and plain text': text,
    'declared, and other bytes': { bytes: Buffer.alloc(40, 0xfb), coding: 'br', gives: [] },
  },
)
