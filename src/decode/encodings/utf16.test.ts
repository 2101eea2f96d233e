import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './utf16.ts'

const text = 'imei=490154203237518'
const little = Buffer.from(text, 'utf16le')
const big = Buffer.from(little).swap16()

conformEncoding(
  encoding,
  {
    'low byte first': { bytes: little, gives: [text] },
    'high byte first': { bytes: big, gives: [`high byte first = ${text}`] },
    'with its mark': { bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), little]), gives: [text] },
    'with its mark, high byte first': {
      bytes: Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
      gives: [`high byte first = ${text}`],
    },
    'with half a character at its end': { bytes: little.subarray(0, -1), gives: [text.slice(0, -1)] },
  },
  {
    'plain text': text,
    'numbers of 16 bits': Buffer.from(Uint16Array.from({ length: 40 }, (_, at) => at * 977).buffer),
    short: Buffer.from('490', 'utf16le'),
  },
)
