import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './cookie.ts'

conformEncoding(
  encoding,
  {
    'of a request': {
      bytes: 'sid=31d4d96e407aad42; imei=490154203237518',
      role: 'header',
      key: 'Cookie',
      gives: ['sid = 31d4d96e407aad42', 'imei = 490154203237518'],
    },
    'of an answer': {
      bytes: 'id=490154203237518; Path=/; HttpOnly',
      role: 'header',
      key: 'Set-Cookie',
      gives: ['id = 490154203237518', 'Path = /', 'HttpOnly'],
    },
    'with quotes': { bytes: 'a="x; y"; b=z', role: 'header', key: 'cookie', gives: ['a = x; y', 'b = z'] },
    'with a quote that stays open': {
      bytes: 'a="x; b=z',
      role: 'header',
      key: 'cookie',
      gives: ['a = "x', 'b = z'],
    },
    'parameters of another field': {
      bytes: 'attachment; filename="490154203237518.txt"',
      role: 'header',
      key: 'Content-Disposition',
      gives: ['attachment', 'filename = 490154203237518.txt'],
    },
    'with equals signs in a value': {
      bytes: 'a=NDkw==; b=',
      role: 'header',
      key: 'cookie',
      gives: ['a = NDkw==', 'b = '],
    },
  },
  { 'a form': 'a=1&b=2;c=3', lines: 'a=1;\nb=2;', prose: 'one; two; three' },
)
