import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './bson.ts'

/** A document of elements: its length, each type with its name, a zero. */
function document(...elements: readonly (readonly [type: number, name: string, value: Buffer])[]): Buffer {
  const body = Buffer.concat(
    elements.map(([type, name, value]) =>
      Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]),
    ),
  )
  const head = Buffer.alloc(4)
  head.writeInt32LE(body.length + 5)
  return Buffer.concat([head, body, Buffer.alloc(1)])
}

function text(value: string): Buffer {
  const head = Buffer.alloc(4)
  head.writeInt32LE(value.length + 1)
  return Buffer.concat([head, Buffer.from(`${value}\0`)])
}

const int64 = Buffer.alloc(8)
int64.writeBigInt64LE(357184092649162n)
const double = Buffer.alloc(8)
double.writeDoubleLE(59.9136)

conformEncoding(
  encoding,
  {
    // bsonspec.org: {"hello": "world"} and {"BSON": ["awesome", 5.05, 1986]}.
    'the first example of the specification': {
      bytes: Buffer.from('160000000268656c6c6f0006000000776f726c640000', 'hex'),
      gives: ['$.hello = world'],
    },
    'the second one': {
      bytes: Buffer.from(
        '310000000442534f4e002600000002300008000000617765736f6d65000131003333333333331440103200c20700000000',
        'hex',
      ),
      gives: ['$.BSON[0] = awesome', '$.BSON[1] = 5.05', '$.BSON[2] = 1986'],
    },
    'all that a phone sends': {
      bytes: document(
        [0x02, 'imei', text('490154203237518')],
        [0x03, 'at', document([0x01, 'lat', double], [0x12, 'id', int64])],
        [0x05, 'raw', Buffer.from('040000000001020304', 'hex')],
        [0x07, '_id', Buffer.from('0102030405060708090a0b0c', 'hex')],
        [0x08, 'on', Buffer.from([1])],
        [0x0a, 'none', Buffer.alloc(0)],
      ),
      gives: [
        '$.imei = 490154203237518',
        '$.at.lat = 59.9136',
        '$.at.id = 357184092649162',
        Buffer.from([1, 2, 3, 4]),
        Buffer.from('0102030405060708090a0b0c', 'hex'),
      ],
    },
    // What pymongo 4 writes.
    'decimals of 128 bits: whole, a fraction, none, with a power': {
      bytes: Buffer.from(
        '5500000013696363696400953d65e196a6a5d904000000000040301376007d000000000000000000000000003eb0136e000000000000000000000000000000007c1365000c000000000000000000000000004a3000',
        'hex',
      ),
      gives: ['$.iccid = 89470100739182640533', '$.v = -12.5', '$.e = 1200000'],
    },
    'expressions and references beside it': {
      bytes: document(
        [0x0b, 're', Buffer.from('^a.*\0i\0')],
        [0x0c, 'ref', Buffer.concat([text('people'), Buffer.alloc(12, 7)])],
        [0x02, 'imei', text('490154203237518')],
      ),
      gives: ['$.re = ^a.*', '$.ref = people', '$.imei = 490154203237518'],
    },
  },
  {
    'a length that is wrong': Buffer.from('170000000268656c6c6f0006000000776f726c640000', 'hex'),
    'a text that reaches behind the end': Buffer.from('160000000268656c6c6f00ff000000776f726c640000', 'hex'),
    'a negative length inside': document([0x03, 'a', Buffer.from('ffffffff', 'hex')]),
    'a type that nobody knows': document([0x55, 'a', text('b')]),
  },
)
