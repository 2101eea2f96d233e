import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './escapes.ts'

const text = 'imei=490154203237518'
const each = (write: (hex: string) => string): string =>
  [...Buffer.from(text)].map((byte) => write(byte.toString(16).padStart(2, '0'))).join('')

conformEncoding(
  encoding,
  {
    '\\x of every byte': { bytes: each((hex) => `\\x${hex}`), gives: [text] },
    '\\u of every character': { bytes: each((hex) => `\\u00${hex.toUpperCase()}`), gives: [text] },
    'some of them': { bytes: 'imei\\x3d490154203237518', gives: [text] },
    'other letters': { bytes: 'navn=\\u00c5se', gives: ['navn=Åse'] },
    'cut in an escape': { bytes: 'imei\\x3d4\\x3', gives: ['imei=4\\x3'] },
  },
  {
    'a path of Windows': 'C:\\users\\xavier\\update',
    'line ends': 'one\\ntwo\\n',
  },
)
