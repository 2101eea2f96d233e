import { deflateRawSync, deflateSync } from 'node:zlib'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './zlib.ts'

const text = 'imei=490154203237518&imei=490154203237518'

conformEncoding(
  encoding,
  {
    'of the fastest level': { bytes: deflateSync(text, { level: 1 }), gives: [text] },
    'of the best level': { bytes: deflateSync(text, { level: 9 }), gives: [text] },
    stored: { bytes: deflateSync(text, { level: 0 }), gives: [text] },
    'declared, with a wrong check': {
      bytes: Buffer.concat([deflateSync(text).subarray(0, -4), Buffer.alloc(4)]),
      coding: 'deflate',
      gives: [text],
    },
    'without its end': { bytes: deflateSync(text).subarray(0, -4), gives: [text] },
  },
  {
    'deflate without a header': deflateRawSync(text),
    'a dictionary that nobody has': deflateSync(text, { dictionary: Buffer.from('imei=490') }),
    'text that begins alike': 'x\u009cimei=490154203237518',
    'the header, and chance': Buffer.concat([Buffer.from([0x78, 0x9c]), Buffer.alloc(40, 0xa7)]),
  },
)
