import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './typographic-signs.ts'

conformEncoding(
  encoding,
  {
    'a break that nobody sees': { bytes: '3571\u200b84092\u200b641738', gives: ['357184092641738'] },
    'soft hyphens': { bytes: '3571\u00ad8409', gives: ['35718409'] },
    // As lists of contacts of iOS copy a number.
    'marks of direction around': { bytes: '\u202a+47 912 34 567\u202c', gives: ['+47 912 34 567'] },
    'hyphens and blanks of typography': { bytes: '7c1f\u20119a3e\u00a052bd', gives: ['7c1f-9a3e 52bd'] },
    'a mark of byte order': { bytes: '\ufeffimei', gives: ['imei'] },
  },
  {
    'a joiner of Persian': 'می\u200cخواهم',
    'a dash between words': 'Oslo \u2014 Bergen',
    'plain text': 'imei-357184092641738',
    'no text': Buffer.from('\x003571\u200b8409'),
  },
)
