import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './backwards.ts'

const turned = (text: string): string => Array.from(text).toReversed().join('')
const document = '{"imei":"490154203237518","root":1}'

conformEncoding(
  encoding,
  {
    'an object': { bytes: turned(document), gives: [document] },
    'a list, with a line end behind it': { bytes: `${turned(`[${document}]`)}\n`, gives: [`[${document}]`] },
  },
  {
    JSON: document,
    'brackets that are no document': '} else if (x > 3) {',
    'lists back to back': '],[1,2,3],[4,5,6],[',
  },
)
