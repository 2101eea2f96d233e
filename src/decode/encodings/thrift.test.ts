import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './thrift.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

function text(value: string): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(value.length)
  return Buffer.concat([head, Buffer.from(value)])
}

const struct = Buffer.concat([
  hex('0b 0001'),
  text('490154203237518'),
  hex('0a 0002 000144db66f636ca'),
  hex('00'),
])
const length = Buffer.alloc(4)
const message = Buffer.concat([hex('80010001'), text('report'), hex('00000007'), struct])
length.writeUInt32BE(message.length)

conformEncoding(
  encoding,
  {
    'a struct': { bytes: struct, gives: ['1 = 490154203237518', '2 = 357184092649162'] },
    'a message': { bytes: message, gives: ['1 = 490154203237518', '2 = 357184092649162'] },
    'a message in a frame': {
      bytes: Buffer.concat([length, message]),
      gives: ['1 = 490154203237518', '2 = 357184092649162'],
    },
    'a struct in a struct, a list and a map': {
      bytes: Buffer.concat([
        hex('0c 0001'),
        struct,
        hex('0f 0002 0b 00000002'),
        text('one'),
        text('two'),
        hex('0d 0003 0b0b 00000001'),
        text('key'),
        text('value'),
        hex('02 0004 01 04 0005'),
        Buffer.from('404df4f0d844d013', 'hex'),
        hex('00'),
      ]),
      gives: [
        '1.1 = 490154203237518',
        '1.2 = 357184092649162',
        '2[0] = one',
        '2[1] = two',
        '3 name = key',
        '3[0] = value',
        '5 = 59.9136…',
      ],
    },
  },
  {
    'without its end': struct.subarray(0, -1),
    'a text that reaches behind the end': Buffer.concat([
      hex('0b 0001 000000ff'),
      Buffer.from('490154203237518'),
      hex('00'),
    ]),
    'a type that nobody knows': Buffer.concat([hex('0b 0001'), text('a'), hex('07 0002 00')]),
    'a list without an end': hex('0f 0001 02 00ffffff 01010101'),
  },
)
