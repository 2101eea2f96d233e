import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './backwards.ts'

const turned = (text: string): string => Array.from(text).toReversed().join('')
const document = '{"imei":"490154203237518","root":1}'

conformEncoding(
  encoding,
  {
    'an object': { bytes: turned(document), gives: [document] },
    'an object in a form': {
      bytes: turned(`m=${encodeURIComponent(document)}&n=1`),
      gives: [`m=${encodeURIComponent(document)}&n=1`],
    },
    'behind other fields of it': {
      bytes: turned(`n=1&os=9&m=${encodeURIComponent(document)}`),
      gives: [`n=1&os=9&m=${encodeURIComponent(document)}`],
    },
    'a list, with a line end behind it': { bytes: `${turned(`[${document}]`)}\n`, gives: [`[${document}]`] },
  },
  {
    JSON: document,
    'JSON with the signs of a turned form': '{"":{"%=":" ","":false}}',
    'a form with an object': `m=${encodeURIComponent(document)}&n=1`,
    'an escape that is cut in a form': `n=100%=5&m=${encodeURIComponent(document)}`,
    'signs of Chinese behind digits in a form': 'a=22%B7%A2%B2%BC&b=22%A3%BA%=1',
    'brackets that are no document': '} else if (x > 3) {',
    'lists back to back': '],[1,2,3],[4,5,6],[',
  },
)
