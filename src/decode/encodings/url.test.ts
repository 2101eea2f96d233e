import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './url.ts'

const url = new URL(
  'https://h.example:8443/device/490154203237518?model=TA-1046&x#/route?imei=490154203237518',
)
url.searchParams.append('a b', 'c d')

conformEncoding(
  encoding,
  {
    'as the standard writes it': {
      bytes: url.href,
      gives: [
        'host = h.example:8443',
        '[0] = device',
        '[1] = 490154203237518',
        'model = TA-1046',
        'x = …',
        'a b = c+d',
        'name of a b = a+b',
        '/route?imei = 490154203237518',
      ],
    },
    'a target': {
      bytes: '/v1/ids/490154203237518?q=1',
      role: 'target',
      gives: ['[0] = v1', '[1] = ids', '[2] = 490154203237518', 'q = 1'],
    },
    'gzip and zstd in base64, whose strokes are no marks of a path': {
      bytes: '/up/H4sIAAAAAAAA/ab+cd/ef==/KLUv/QRY/x?q=1',
      role: 'target',
      gives: ['[0] = up', '[1] = H4sIAAAAAAAA/ab+cd/ef==', '[2] = KLUv/QRY/x', 'q = 1'],
    },
    'of another scheme': {
      bytes: 'app+x://open/490154203237518',
      gives: ['host = open', '[0] = 490154203237518'],
    },
    'pairs behind #': {
      bytes: 'https://h.example/#imei=490154203237518&b=2',
      gives: ['host = h.example', 'imei = 490154203237518', 'b = 2'],
    },
    'a path with a query, as lists of requests have it': {
      bytes: 'v16.0/123/activities?anon_id=XZ1&b[0]=2',
      gives: ['[0] = v16.0', '[1] = 123', '[2] = activities', 'anon_id = XZ1', 'b[0] = 2'],
    },
    'of an address of IPv6': {
      bytes: 'http://[2001:db8::1]:80/a',
      gives: ['host = [2001:db8::1]:80', '[0] = a'],
    },
  },
  {
    'an address alone': 'h.example:443',
    'prose with a URL in it': 'see https://h.example/a',
    'a time': '10:20:30',
    'a question': 'really?',
    'a question with a sum behind it': 'what is it?a=b',
    'a sign of a condition': 'a=b?c:d',
    'a condition': 'a?b:c==d',
    'a path alone': '/v16.0/activities',
    'base64 behind a path': '/a?==',
  },
)
