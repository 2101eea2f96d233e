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
    'two halves of a character': { bytes: 'nett=\\ud83c\\udfe0 Hjem', gives: ['nett=🏠 Hjem'] },
    'half a character': { bytes: 'nett=\\ud83c Hjem', gives: ['nett=\ufffd Hjem'] },
    'bytes of UTF-8 as characters': { bytes: 'navn=\\u00c3\\u0085se', gives: ['navn=Åse'] },
    'octal of every byte': {
      bytes: [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
      gives: [text],
    },
    'octal inside other text': { bytes: 'name=\\303\\205\\163\\145;x=\\101', gives: ['name=Åse;x=\\101'] },
    'octal of letters beyond ASCII alone': {
      bytes: 'name=Bj\\303\\270rn, G\\303\\270',
      gives: ['name=Bjørn, Gø'],
    },
    'octal of the sign of an address': { bytes: 'to=a\\100b.example', gives: ['to=a@b.example'] },
    'octal of the sign of an address behind others': {
      bytes: 'to=\\nbj\\303\\270rn\\100fj\\303\\270rd.example\\n',
      gives: ['to=\\nbjørn@fjørd.example\\n'],
    },
    'cut in an escape': { bytes: 'imei\\x3d4\\x3', gives: ['imei=4\\x3'] },
  },
  {
    'a path of Windows': 'C:\\users\\xavier\\update',
    'groups of a pattern': '(a)(b)\\001\\002 and \\1\\2',
    'a folder of digits': 'C:\\data\\100\\x, C:\\100files and a\\100200',
    'folders with numbers': 'C:\\Users\\kari\\100holiday.photos\\a.jpg and D:\\foto\\100apple.com',
    'folders with numbers, in others': 'D:\\2019\\100apple.com and DCIM\\100apple.photos\\IMG.jpg',
    'octal that is no UTF-8': 'a\\303\\101\\270b',
    'octal beyond a byte': '\\400\\501\\777\\456\\666',
    'line ends': 'one\\ntwo\\n',
  },
)
