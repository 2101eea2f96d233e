import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './decimal-bytes.ts'

const text = 'imei=490154203237518'
const numbers = [...Buffer.from(text)]

conformEncoding(
  encoding,
  {
    'a list of JSON': { bytes: JSON.stringify(numbers), gives: [text] },
    'with blanks': { bytes: numbers.join(' '), gives: [text] },
    'between braces': { bytes: `{${numbers.join(', ')}}`, gives: [text] },
    'signed, as Java prints them': {
      bytes: `[${[...Buffer.from('navn=Åse Ødegård')].map((byte) => (byte > 127 ? byte - 256 : byte)).join(', ')}]`,
      gives: ['navn=Åse Ødegård'],
    },
  },
  {
    'numbers that are no bytes': '[1024, 51, 53, 49, 50, 51, 52, 53]',
    'bytes that are no text': '[1, 200, 3, 4, 255, 6, 7, 8, 9, 10]',
    versions: '10.0.1, 10.0.2, 10.0.3, 10.0.4',
    'few of them': '[51, 53, 49]',
    'an address': '192.0.2.1 192.0.2.2',
  },
)
