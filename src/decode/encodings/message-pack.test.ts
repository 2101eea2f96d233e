import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './message-pack.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([0xa0 | value.length]), Buffer.from(value)])

conformEncoding(
  encoding,
  {
    // The example on the front page of its specification.
    'the example of the specification': {
      bytes: Buffer.concat([
        hex('82 a7'),
        Buffer.from('compact'),
        hex('c3 a6'),
        Buffer.from('schema'),
        hex('00'),
      ]),
      gives: ['$.schema = 0'],
    },
    'a map in a list': {
      bytes: Buffer.concat([hex('92 81'), text('imei'), text('490154203237518'), text('end')]),
      gives: ['$[0].imei = 490154203237518', '$[1] = end'],
    },
    'a map under numbers': {
      bytes: Buffer.from('8307a36f6e65fda374776fcd0100a57468726565'.replaceAll(' ', ''), 'hex'),
      gives: ['$["7"] = one', '$["-3"] = two', '$["256"] = three'],
    },
    'texts of every length': {
      bytes: Buffer.concat([
        hex('de 0003'),
        text('a'),
        hex('d9 05'),
        Buffer.from('12345'),
        text('b'),
        hex('da 0005'),
        Buffer.from('23456'),
        text('c'),
        hex('db 00000005'),
        Buffer.from('34567'),
      ]),
      gives: ['$.a = 12345', '$.b = 23456', '$.c = 34567'],
    },
    'bytes and extensions': {
      bytes: Buffer.concat([
        hex('83'),
        text('b'),
        hex('c4 04 01020304'),
        text('e'),
        hex('d6 05 01020304'),
        text('t'),
        text('x'),
      ]),
      gives: [Buffer.from([1, 2, 3, 4]), Buffer.from([5, 1, 2, 3, 4]), '$.t = x'],
    },
    'numbers of every size': {
      bytes: Buffer.concat([
        hex('88'),
        text('a'),
        hex('cc ff'),
        text('b'),
        hex('cd 3039'),
        text('c'),
        hex('ce 000f4240'),
        text('d'),
        hex('cf 000144db66f636ca'),
        text('e'),
        hex('d1 cfc7'),
        text('f'),
        hex('d3 fffffffffff0bdc0'),
        text('g'),
        hex('ca 426fb74c'),
        text('h'),
        hex('cb 404df4f0d844d013'),
      ]),
      gives: [
        '$.a = 255',
        '$.b = 12345',
        '$.c = 1000000',
        '$.d = 357184092649162',
        '$.e = -12345',
        '$.f = -1000000',
        '$.g = 59.929…',
        '$.h = 59.9136…',
      ],
    },
    'two messages': {
      bytes: Buffer.concat([hex('81'), text('a'), text('one'), hex('81'), text('a'), text('two')]),
      gives: ['$.a = one', '$.a = two'],
    },
  },
  {
    'a map that is cut': Buffer.concat([hex('82'), text('imei'), text('4901')]),
    'a byte that nothing means': Buffer.concat([hex('82'), text('a'), hex('c1'), text('b'), text('c')]),
    'text that is no UTF-8': Buffer.concat([hex('81'), text('a'), hex('a4 fffefdfc')]),
    'numbers only': hex('95 0102030405'),
    // Lists of CBOR with maps, as sensors write them (RFC 8428, 6).
    'a list of CBOR': Buffer.concat([
      hex('81 a1 62'),
      Buffer.from('id'),
      hex('78 18'),
      Buffer.from('urn:imei:490154203237518'),
    ]),
    'a long list of CBOR': Buffer.concat([
      hex('8f a2 21 78 18'),
      Buffer.from('urn:imei:490154203237518'),
      hex('00 61'),
      Buffer.from('t'),
    ]),
  },
)
