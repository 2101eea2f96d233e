import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './basic-credentials.ts'

const field = { role: 'header', key: 'Authorization' } as const

conformEncoding(
  encoding,
  {
    // RFC 7617 section 2, and its second example in UTF-8.
    'the example of the standard': {
      bytes: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
      ...field,
      gives: ['Aladdin:open sesame', 'username = Aladdin'],
    },
    'the example with other letters': { bytes: 'Basic dGVzdDoxMjPCow==', ...field, gives: ['test:123£'] },
    'in lower case, without padding': {
      bytes: `basic ${Buffer.from('490154203237518:x').toString('base64').replace(/=+$/, '')}`,
      ...field,
      gives: ['490154203237518:x', 'username = 490154203237518'],
    },
  },
  {
    'a bearer': { bytes: 'Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==', ...field, gives: [] },
    'in a body': 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
    'nothing behind it': { bytes: 'Basic ...', ...field, gives: [] },
  },
)
