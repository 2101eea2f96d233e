import { expect, test } from 'vitest'
import { decodeBody } from '../../../test/support/decoded-message.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './plist.ts'

/** A list of objects, in the order of their numbers; the first is on top. Offsets take three bytes, references one. */
function plist(...objects: readonly Buffer[]): Buffer {
  const head = Buffer.from('bplist00')
  let at = head.length
  const offsets = objects.map((object) => {
    const offset = Buffer.alloc(3)
    offset.writeUIntBE(at, 0, 3)
    at += object.length
    return offset
  })
  const trailer = Buffer.alloc(32)
  trailer[6] = 3
  trailer[7] = 1
  trailer.writeBigUInt64BE(BigInt(objects.length), 8)
  trailer.writeBigUInt64BE(BigInt(at), 24)
  return Buffer.concat([head, ...objects, ...offsets, trailer])
}

const ascii = (text: string): Buffer =>
  text.length < 15
    ? Buffer.concat([Buffer.from([0x50 | text.length]), Buffer.from(text)])
    : Buffer.concat([Buffer.from([0x5f, 0x10, text.length]), Buffer.from(text)])
const wide = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x6f, 0x10, text.length]), Buffer.from(text, 'utf16le').swap16()])
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

const dictionary = plist(
  hex('d4 01 02 03 04 05 06 07 08'),
  ascii('imei'),
  ascii('name'),
  ascii('lat'),
  ascii('list'),
  ascii('490154203237518'),
  wide('the phone of Åse'),
  hex('23 404df4f0d844d013'),
  hex('a3 09 0a 0b'),
  hex('13 000144db66f636ca'),
  hex('44 01020304'),
  hex('09'),
)

conformEncoding(
  encoding,
  {
    'a dictionary with all that it may hold': {
      bytes: dictionary,
      gives: [
        '$.imei = 490154203237518',
        Buffer.from('the phone of Åse', 'utf16le').swap16(),
        '$.lat = 59.9136…',
        '$.list[0] = 357184092649162',
        Buffer.from([1, 2, 3, 4]),
      ],
    },
    'a text alone': { bytes: plist(ascii('imei=490154203237518')), gives: ['$ = imei=490154203237518'] },
  },
  {
    'lists that hold each other, and nothing else': plist(hex('a2 00 01'), hex('a2 00 01')),
    'a table that lies behind its end': Buffer.concat([dictionary.subarray(0, -8), hex('00000000000000ff')]),
    'objects that are not there': plist(hex('d1 08 09')),
    'a property list in XML':
      '<?xml version="1.0"?><plist><dict><key>imei</key><string>490154203237518</string></dict></plist>',
  },
)

test('lists that refer to themselves thousands of times are not read for each way through them', () => {
  const itself = Buffer.concat([hex('af 11 4000'), Buffer.alloc(0x4000)])
  const members = Buffer.concat([hex('df 11 4000'), Buffer.alloc(0x4000, 1), Buffer.alloc(0x4000)])
  const name = Buffer.concat([hex('5f 11 4000'), Buffer.alloc(0x4000, 'n')])
  expect(decodeBody(plist(itself, ascii('imei'))).limits).toContain('jsonDepthMax')
  expect(decodeBody(plist(members, name)).limits).toContain('jsonDepthMax')
})
