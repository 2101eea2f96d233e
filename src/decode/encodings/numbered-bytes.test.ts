import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './numbered-bytes.ts'

conformEncoding(
  encoding,
  {
    // As V8 writes it.
    'a typed array': {
      bytes: JSON.stringify({ d: new Uint8Array(Buffer.from('{"imei":"357184092641738"}')), n: 1 }),
      gives: ['{"imei":"357184092641738"}'],
    },
    'with blanks': {
      bytes: JSON.stringify(new Int8Array([-92, 80, 70, -100, 7, 9]), null, 2),
      gives: [Buffer.from([164, 80, 70, 156, 7, 9])],
    },
    'two of them': {
      bytes: JSON.stringify([new Uint8Array(Buffer.from('æøåæøå')), new Uint8Array([200, 1, 2, 3, 4, 5])]),
      gives: ['æøåæøå', Buffer.from([200, 1, 2, 3, 4, 5])],
    },
  },
  {
    'a list of scores': '{"0":12,"1":340,"2":9,"3":77,"4":1,"5":1200}',
    'few small numbers': '{"0":12,"1":34,"2":9,"3":77,"4":1,"5":12}',
    'numbers out of order': '{"0":200,"2":34,"1":9,"3":77,"4":1,"5":12}',
    'a histogram by hours': '{"10":200,"11":34,"12":9,"13":77,"14":1,"15":12}',
    text: 'from "0":1 to "1":2',
  },
)
