import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './php-serialized.ts'

conformEncoding(
  encoding,
  {
    'an array': {
      bytes:
        'a:4:{s:4:"imei";s:15:"356938035643809";s:3:"lat";d:59.9139;s:4:"list";a:2:{i:0;s:3:"one";i:1;i:12345;}s:2:"id";d:-1.5E+25;}',
      gives: [
        '$.imei = 356938035643809',
        '$.lat = 59.9139',
        '$.list["0"] = one',
        '$.list["1"] = 12345',
        '$.id = -1.5E+25',
      ],
    },
    'names that are values': {
      bytes: 'a:2:{s:15:"356938035643809";i:12345;s:2:"ok";b:1;}',
      gives: ['name = 356938035643809', '$["356938035643809"] = 12345'],
    },
    'an object, a property that is not public, a text with signs in it': {
      bytes:
        'O:6:"Device":3:{s:4:"imei";i:356938035643809;s:7:"\0*\0name";s:5:"a";b;";s:12:"\0Device\0none";N;}',
      gives: ['$.imei = 356938035643809', '$.name = a";b;'],
    },
    'values that stand earlier, no numbers, cases and classes that write themselves': {
      bytes:
        'a:7:{i:0;O:1:"D":1:{s:1:"a";s:3:"one";}i:1;r:2;s:1:"p";R:3;i:2;d:-INF;i:3;E:9:"Suit:Club";s:1:"c";C:3:"Own":4:{imei}s:4:"imei";s:15:"356938035643809";}',
      gives: ['$["0"].a = one', '$["2"] = -INF', '$.c = imei', '$.imei = 356938035643809'],
    },
  },
  {
    'one number': 'i:356938035643809;',
    'a list of words': 'a:b, c:{d}',
    'a count without content': 'a:15:356938035643809}',
    'a text that is longer than it says': 'a:1:{s:4:"imei";s:3:"356938035643809";}',
  },
)
