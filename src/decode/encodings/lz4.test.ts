import { expect, test } from 'vitest'
import { codecs, utf8 } from '../../../tools/accuracy/codecs.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody } from '../../../test/support/decoded-message.ts'
import { encoding } from './lz4.ts'

const text = JSON.stringify({
  app: 'screen of a page',
  imei: '490154203237518',
  list: ['one', 'two', 'two', 'two'],
})
const lines = '{\n  "v": 1,\r\n\t"imei": "490154203237518"\n}'
const encode = (name: string): Buffer =>
  codecs.find((codec) => codec.name === name)?.encode(utf8(text)) ?? Buffer.alloc(0)

/** A frame (format 1.6) of stored blocks, without checks. */
const stored = (...blocks: readonly string[]): Buffer =>
  Buffer.concat([
    Buffer.from('04224d18604082', 'hex'),
    ...blocks.map((block) => {
      const head = Buffer.alloc(4)
      head.writeUInt32LE((0x80000000 | block.length) >>> 0)
      return Buffer.concat([head, utf8(block)])
    }),
    Buffer.alloc(4),
  ])

/** A block behind the head that Apple's Compression framework writes. */
function apple(kind: 'bv41' | 'bv4-', length: number, block: Buffer): Buffer {
  const head = Buffer.alloc(kind === 'bv41' ? 12 : 8)
  head.write(kind, 'latin1')
  head.writeUInt32LE(length, 4)
  if (kind === 'bv41') head.writeUInt32LE(block.length, 8)
  return Buffer.concat([head, block])
}

conformEncoding(
  encoding,
  {
    'a frame': { bytes: encode('LZ4 frame'), gives: [text] },
    'a frame of stored blocks': {
      bytes: stored('imei=4901542', '03237518&a=b'),
      gives: ['imei=490154203237518&a=b'],
    },
    'a block without a frame': { bytes: encode('LZ4 block'), gives: [`block = ${text}`] },
    'a block behind its length': {
      bytes: Buffer.concat([Buffer.from([text.length, 0, 0, 0]), encode('LZ4 block')]),
      gives: [`block = ${text}`],
    },
    'a block of lines': {
      bytes: Buffer.concat([Buffer.from([0xf0, lines.length - 15]), utf8(lines)]),
      gives: [`block = ${lines}`],
    },
    "Apple's blocks, packed and stored": {
      bytes: Buffer.concat([
        apple('bv41', text.length, encode('LZ4 block')),
        apple('bv4-', 6, utf8('imei=1')),
        utf8('bv4$'),
      ]),
      gives: [`${text}imei=1`],
    },
    "Apple's block, cut": {
      bytes: apple('bv4-', 30, utf8('imei=490154203237518')),
      gives: ['cut = imei=490154203237518'],
    },
    'two frames': {
      bytes: Buffer.concat([stored('imei=4901542'), stored('03237518&a=b')]),
      gives: ['imei=490154203237518&a=b'],
    },
  },
  {
    'a match from before the beginning': Buffer.concat([
      Buffer.from([0x48]),
      utf8('abcd'),
      Buffer.from([9, 0, 0x50]),
      utf8('wxyz.'),
    ]),
    'a frame of another version': Buffer.concat([
      Buffer.from('04224d18a04082', 'hex'),
      stored('imei=490154203237518').subarray(7),
    ]),
    text: 'imei=490154203237518',
  },
)

test("Apple's blocks of which nothing comes out are said to be unread", () => {
  const cut = apple('bv41', text.length, encode('LZ4 block')).subarray(0, -30)
  expect(decodeBody(cut).unread).toEqual(['LZ4 of which the first block is missing or damaged'])
})
