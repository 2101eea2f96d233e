import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './behind-text.ts'

const json = '{"lat":"59.91","id":7,"lon":"10.75"}'

conformEncoding(
  encoding,
  {
    'of a log': { bytes: `12:00:01 INFO sent ${json}`, gives: ['12:00:01 INFO sent ', json] },
    'behind a mark': { bytes: `|${json}`, gives: ['|', json] },
    'an array of objects': { bytes: `v2 [${json}]`, gives: ['v2 ', `[${json}]`] },
    'with a word behind it': { bytes: `sent ${json} in 12 ms`, gives: ['sent ', json, ' in 12 ms'] },
    'behind brackets': { bytes: `[INFO] ${json}`, gives: ['[INFO] ', json] },
  },
  {
    'a document': json,
    'behind a name': `data=${json}`,
    'behind a name and a blank': `data: ${json}`,
    'a program':
      'function a(){return {"b":1}}; a(); and then it goes on for very much longer than any tail would, in this very line',
    'no end': `sent {"lat":"59.91","id":7`,
    prose: 'it says {so} here and there',
  },
)
