import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './entities.ts'

const each = (write: (byte: number) => string): string =>
  [...Buffer.from('490154203237518')].map(write).join('')

conformEncoding(
  encoding,
  {
    numbers: { bytes: each((byte) => `&#${byte};`), gives: ['490154203237518'] },
    'numbers in hex': { bytes: each((byte) => `&#x${byte.toString(16)};`), gives: ['490154203237518'] },
    names: {
      bytes: '{&quot;imei&quot;&colon;&quot;490154203237518&quot;}',
      gives: ['{"imei":"490154203237518"}'],
    },
    'beyond the first plane': { bytes: 'a&#128512;b&#x1F600;', gives: ['a😀b😀'] },
    'once of twice': { bytes: '&amp;#52;', gives: ['&#52;'] },
  },
  {
    'a form': 'a=1&b=2;c',
    'a name that does not exist': '&nosuch; &x;',
    'half of a pair, and what is no character': '&#xd800; &#1114112; &#0;',
    'without its end': '&#52',
  },
)
