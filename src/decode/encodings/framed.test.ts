import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './framed.ts'

const content = Buffer.from('{"imei":"490154203237518"}')
const xml = Buffer.from('<e><imei>490154203237518</imei></e>')
const long = Buffer.from('{"cmd":"login","imei":"490154203237518"}')
const form = Buffer.from('cmd=login&imei=490154203237518')

function behind(write: (head: Buffer) => void, lead = '', tail = ''): Buffer {
  const head = Buffer.alloc(4)
  write(head)
  return Buffer.concat([Buffer.from(lead, 'hex'), head, content, Buffer.from(tail, 'hex')])
}

/** One of several: `counted` bytes of its head are in its length, too. */
function framed(bytes: Buffer, order: 'be' | 'le', lead = '', counted = 0): Buffer {
  const head = Buffer.alloc(4)
  if (order === 'be') head.writeUInt32BE(bytes.length + counted)
  else head.writeUInt32LE(bytes.length + counted)
  return Buffer.concat([Buffer.from(lead, 'hex'), head, bytes])
}

conformEncoding(
  encoding,
  {
    'four bytes, highest first': {
      bytes: behind((head) => head.writeUInt32BE(content.length)),
      gives: [content],
    },
    'four bytes, lowest first': {
      bytes: behind((head) => head.writeUInt32LE(content.length)),
      gives: [content],
    },
    'behind a flag, as gRPC does': {
      bytes: behind((head) => head.writeUInt32BE(content.length), '00'),
      gives: [content],
    },
    // Read from the second byte on, least first, it is 178: nearly the rest.
    'behind a marker that looks like a length': {
      bytes: Buffer.concat([Buffer.from('a1b2000000b4', 'hex'), Buffer.alloc(180, 0x81)]),
      gives: [Buffer.alloc(180, 0x81)],
    },
    'behind a marker, with a checksum behind it': {
      bytes: behind((head) => head.writeUInt32LE(content.length), 'c0dec0de', '01020304'),
      gives: [content],
    },
    'behind a length, a type and a number': {
      bytes: behind((head) => head.writeUInt32BE(0x00_01_00_07), `000000${content.length.toString(16)}`),
      gives: [content],
    },
    'behind a length of all, and a number': {
      bytes: behind((head) => head.writeUInt32BE(7), `000000${(content.length + 8).toString(16)}`),
      gives: [content],
    },
    'behind a length of two bytes and a type': {
      bytes: behind((head) => head.writeUInt32BE((content.length << 16) | 3)),
      gives: [content],
    },
    'behind a head of 16 bytes': {
      bytes: behind((head) => head.writeUInt32BE(5), '0000002a001000010000000700'.slice(0, 24)),
      gives: [content],
    },
    'behind a head of names and versions': {
      bytes: Buffer.concat([
        Buffer.from('\0\x01\0\x05en_US\0\x13com.apple.locationd\0\x0c12.1.2.16D57\0\0\0\x01', 'latin1'),
        behind((head) => head.writeUInt32BE(content.length)),
      ]),
      gives: [content],
    },
    'behind a length that looks like text': {
      bytes: Buffer.concat([Buffer.from([long.length]), long]),
      gives: [long],
    },
    'bytes behind a marker and a length of two bytes': {
      bytes: Buffer.concat([Buffer.from('fa01003c', 'hex'), Buffer.alloc(60, 0x81)]),
      gives: [Buffer.alloc(60, 0x81)],
    },
    'bytes behind a type and a length of two bytes, lowest first': {
      bytes: Buffer.concat([Buffer.from('073c00', 'hex'), Buffer.alloc(60, 0x81)]),
      gives: [Buffer.alloc(60, 0x81)],
    },
    'XML behind a head without a length': {
      bytes: Buffer.concat([Buffer.from([1, 2, 0, 7]), xml]),
      gives: [xml],
    },
    'messages in a row, four bytes, highest first': {
      bytes: Buffer.concat([content, xml, long].map((one) => framed(one, 'be'))),
      gives: [content, xml, long].map((one, index) => `${index + 1} = ${one.toString()}`),
    },
    'messages in a row, four bytes, lowest first': {
      bytes: Buffer.concat([content, long].map((one) => framed(one, 'le'))),
      gives: [`1 = ${content.toString()}`, `2 = ${long.toString()}`],
    },
    'messages in a row behind flags, as Connect sends them': {
      bytes: Buffer.concat([framed(content, 'be', '00'), framed(Buffer.from('{}'), 'be', '02')]),
      gives: [`1 = ${content.toString()}`, '2 = {}'],
    },
    'messages in a row whose length counts its own bytes': {
      bytes: Buffer.concat([content, long].map((one) => framed(one, 'be', '', 4))),
      gives: [`1 = ${content.toString()}`, `2 = ${long.toString()}`],
    },
    'messages in a row that are no text': {
      bytes: Buffer.concat([40, 50].map((size) => framed(Buffer.alloc(size, 0x81), 'be', '07'))),
      gives: [Buffer.alloc(40, 0x81), Buffer.alloc(50, 0x81)],
    },
    'a message without content between two others, whose number looks like a length': {
      bytes: Buffer.concat([
        framed(content, 'be', '02'),
        Buffer.from('0300000001', 'hex'),
        framed(long, 'be', '02'),
      ]),
      gives: [`1 = ${content.toString()}`, `2 = ${long.toString()}`],
    },
    'messages in a row, the last one cut': {
      bytes: Buffer.concat([framed(content, 'be'), framed(long, 'be').subarray(0, 30)]),
      gives: [`1 = ${content.toString()}`, '2 = …'],
    },
    'messages in a row behind two bytes': {
      bytes: Buffer.concat([content, long].map((one) => framed(one, 'be').subarray(2))),
      gives: [`1 = ${content.toString()}`, `2 = ${long.toString()}`],
    },
    'a form behind a length and a type': {
      bytes: Buffer.concat([Buffer.from([0, 0, 0, form.length, 0, 1, 0, 7]), form]),
      gives: [form],
    },
  },
  {
    'a length that is too long': Buffer.concat([Buffer.from([0, 0, 0, form.length + 1]), form]),
    'a length that is much too short': Buffer.concat([Buffer.from([0, 0, 0, 5]), form]),
    'a sequence of ASN.1, which has a length of two bytes itself': Buffer.concat([
      Buffer.from('3082003c', 'hex'),
      Buffer.alloc(60, 0x81),
    ]),
    'a length of two bytes that is too short': Buffer.concat([
      Buffer.from('fa01003b', 'hex'),
      Buffer.alloc(60, 0x81),
    ]),
    'a length of two bytes that tells a short number': Buffer.from('fa010008aabbccddeeff0102', 'hex'),
    text: content,
    'JSON whose bracket is the number of the bytes behind it': `{"imei":"490154203237518","model":"${'x'.repeat(87)}"}`,
    'a list whose bracket is that number': `[{"imei":"490154203237518","model":"${'x'.repeat(53)}"}]`,
    'XML whose bracket is that number': `<a><imei>490154203237518</imei><model>${'x'.repeat(11)}</model></a>`,
    'words in front of an element': Buffer.from(`📱 IMEI: ${xml.toString()}`),
  },
)
