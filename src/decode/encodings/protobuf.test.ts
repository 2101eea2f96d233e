import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './protobuf.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

const word = 'H4sIAAAAAAAAAzMyMTIwtDA2NTU3MjKxMLUwBwDNcZ4FDwAAAA'.slice(0, 48)

conformEncoding(
  encoding,
  {
    // The examples of the encoding's own page: a text, and a message in a message.
    'a text': { bytes: hex('12 07 74657374696e67 08 9601'), gives: ['2 = testing'] },
    'a message in a message': {
      bytes: Buffer.concat([hex('1a 13 0a 0f'), Buffer.from('490154203237518'), hex('10 01')]),
      gives: ['3.1 = 490154203237518'],
    },
    'numbers: varints, of 64 and 32 bits, coordinates': {
      bytes: Buffer.concat([
        hex('08 caedd8b7b69b51'),
        hex('11'),
        Buffer.from('13d044d8f0f44d40', 'hex'),
        hex('1d'),
        Buffer.from('4cb76f42', 'hex'),
        hex('21'),
        Buffer.from('ca36f666db440100', 'hex'),
      ]),
      gives: ['1 = 357184092649162', '2 = 59.9136…', '3 = 59.929…', '4 = 357184092649162'],
    },
    'behind the head of gRPC': {
      bytes: Buffer.concat([hex('00 00000011 0a 0f'), Buffer.from('490154203237518')]),
      gives: ['1 = 490154203237518'],
    },
    'a message of one text, whose tag and length look like text': {
      bytes: Buffer.concat([hex('12 03 636667 22 32 3a 30'), Buffer.from(word)]),
      gives: ['2 = cfg', `4.7 = ${word}`],
    },
    'the same as the whole body': {
      bytes: Buffer.concat([hex('0a 30'), Buffer.from(word)]),
      role: 'body',
      gives: [`1 = ${word}`],
    },
    'a field of base64 that is base64 with its tag and length, too': {
      bytes: Buffer.concat([Buffer.from('Z0'), Buffer.from(word)]),
      role: 'body',
      gives: [`11 = ${word}`],
    },
    'a field with a large number': {
      bytes: Buffer.concat([hex('ca3e 0f'), Buffer.from('490154203237518'), hex('08 01')]),
      gives: ['1001 = 490154203237518'],
    },
  },
  {
    'a field that reaches behind the end': hex('12 17 74657374696e67 08 9601'),
    'a group (removed from the language)': hex('0b 08 01 0c 12 03 616263'),
    'a field with number 0': hex('02 03 616263 08 01 08 01'),
    'a varint without an end': hex('08 ffffffffffffffffffffffff'),
    'text that begins with a blank line': {
      bytes: `\n0${'of words '.repeat(6).slice(0, 48)}`,
      role: 'body',
      gives: [],
    },
    text: 'imei=490154203237518',
  },
)
