import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './decimal-bytes.ts'

const text = 'imei=490154203237518'
const numbers = [...Buffer.from(text)]

conformEncoding(
  encoding,
  {
    'a list of JSON': { bytes: JSON.stringify(numbers), gives: [text] },
    'with blanks': { bytes: numbers.join(' '), gives: [text] },
    'with hyphens': { bytes: numbers.join('-'), gives: [text] },
    'with points': { bytes: numbers.join('.'), gives: [text] },
    'between braces': { bytes: `{${numbers.join(', ')}}`, gives: [text] },
    'signed, as Java prints them': {
      bytes: `[${[...Buffer.from('navn=Åse Ødegård')].map((byte) => (byte > 127 ? byte - 256 : byte)).join(', ')}]`,
      gives: ['navn=Åse Ødegård'],
    },
    'bytes that are no text': {
      bytes: '[1, 200, 3, 4, 255, 6]',
      gives: [Buffer.from([1, 200, 3, 4, 255, 6])],
    },
    'in a text, signed and with commas only': {
      bytes: '{"a":[1,2,3],"mac":[-92,80,70,-100,30,123],"id":"10,0,0,200,1,2"}',
      gives: [Buffer.from('a450469c1e7b', 'hex'), Buffer.from([10, 0, 0, 200, 1, 2])],
    },
    'with blanks, inside a text': { bytes: `LOG ${numbers.join(' ')} end`, gives: [text] },
    'with colons, behind a name': { bytes: `d=${numbers.join(':')};`, gives: [text] },
    'text in a document': { bytes: JSON.stringify({ a: 'view', b: numbers }), gives: [text] },
  },
  {
    'numbers that are no bytes': '[1024, 51, 53, 49, 50, 51, 52, 53]',
    'a number among them that is no byte': '{"a":[1, 200, 3, 4, 255, 6, 256, 8, 9, 10]}',
    'small numbers': '{"a":[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}',
    fractions: '{"a":[0.1,200,3,4,5,6,7.5,200,1,2,3,4,5.5]}',
    versions: '10.0.1, 10.0.2, 10.0.3, 10.0.4',
    'few of them': '[51, 53, 49]',
    'an address': '192.0.2.1 192.0.2.2',
  },
)
