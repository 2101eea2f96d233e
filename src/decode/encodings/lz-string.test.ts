import { codecs, utf8 } from '../../../tools/accuracy/codecs.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './lz-string.ts'

const text = JSON.stringify({ app: 'screen of a page', imei: '490154203237518', list: ['one', 'two', 'two'] })
const encode = (name: string, given = text): Buffer =>
  codecs.find((codec) => codec.name === name)?.encode(utf8(given)) ?? Buffer.alloc(0)

conformEncoding(
  encoding,
  {
    'in base64': { bytes: encode('LZ-string, base64'), gives: [text] },
    'in the alphabet for URLs': { bytes: encode('LZ-string, URI'), gives: [text] },
    'in UTF-16': { bytes: encode('LZ-string, UTF-16'), gives: [`UTF-16 = ${text}`] },
    'as bytes': {
      bytes: Buffer.from(encode('LZ-string, base64').toString(), 'base64'),
      gives: [`bytes = ${text}`],
    },
    'inside other text': { bytes: `<v>${encode('LZ-string, base64').toString()}</v>`, gives: [text] },
    'of a short value, with padding': { bytes: 'IYRgDBYKwEwGYGYDGBOAJgdiA===', gives: ['a1000052f3c9d7'] },
    'of lines': {
      bytes: encode('LZ-string, base64', 'ver:7.12.0\r\n\tid:490154203237518\r\nend'),
      gives: ['ver:7.12.0\r\n\tid:490154203237518\r\nend'],
    },
    'of lines, as bytes': {
      bytes: Buffer.from(encode('LZ-string, base64', 'ver:1\r\nid:490154203237518').toString(), 'base64'),
      gives: ['bytes = ver:1\r\nid:490154203237518'],
    },
    'of other letters': {
      bytes: encode('LZ-string, base64', '{"name":"Åse","imei":"490154203237518"}'),
      gives: ['{"name":"Åse","imei":"490154203237518"}'],
    },
  },
  {
    'base64 of text': Buffer.from(text).toString('base64'),
    'bytes that begin so by chance': Buffer.from('3782200f0011fe9905a1c377103ed4aa0055', 'hex'),
    'a word': 'ThisIsAVeryLongNameOfSomething',
    'an id': '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37',
  },
)
