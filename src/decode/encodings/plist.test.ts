import { expect, test } from 'vitest'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
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

/** An archive of `objects`, of which the first is the root; `others` stand behind them, with numbers in the table from 8 on. */
function archive(objects: readonly Buffer[], ...others: readonly Buffer[]): Buffer {
  const numbers = Buffer.from(objects.map((_, index) => 8 + others.length + index))
  return plist(
    hex('d2 01 02 03 04'),
    ascii('$top'),
    ascii('$objects'),
    hex('d1 05 06'),
    Buffer.concat([Buffer.from([0xa0 | (objects.length + 1), 7]), numbers]),
    ascii('root'),
    hex('80 01'),
    ascii('$null'),
    ...others,
    ...objects,
  )
}

conformEncoding(
  encoding,
  {
    'names in UTF-16, and numbers of 16 bytes': {
      bytes: plist(
        hex('d2 01 02 03 04'),
        wide('imei'),
        wide('nøkkel'),
        ascii('490154203237518'),
        hex('14 0000000000000000 0001bdcaeb2b4e0e'),
      ),
      gives: ['$.imei = 490154203237518', '$["nøkkel"] = 490154203237902'],
    },
    'two in a row': {
      bytes: Buffer.concat([dictionary, plist(ascii('another one'))]),
      gives: [
        '$.imei = 490154203237518',
        Buffer.from('the phone of Åse', 'utf16le').swap16(),
        '$.lat = 59.9136…',
        '$.list[0] = 357184092649162',
        Buffer.from([1, 2, 3, 4]),
        'plist = bplist00…',
      ],
    },
    'a line end behind it': {
      bytes: Buffer.concat([plist(ascii('imei=490154203237518')), Buffer.from('\n')]),
      gives: ['$ = imei=490154203237518', 'plist = \n'],
    },
    'an archive of a dictionary, whose names and values are in two lists': {
      bytes: archive(
        [hex('d2 08 09 0a 0b'), ascii('imei'), ascii('490154203237518')],
        ascii('NS.keys'),
        ascii('NS.objects'),
        hex('a1 0c'),
        hex('a1 0d'),
        hex('80 02'),
        hex('80 03'),
      ),
      gives: ['$.$top.root.imei = 490154203237518'],
    },
    'an archive of an object of a program, with a UUID, that holds itself': {
      bytes: archive(
        [hex('d3 08 09 0a 0c 0d 0e'), ascii('490154203237518'), hex('d1 0b 0f'), ascii('left over')],
        ascii('imei'),
        ascii('idfv'),
        ascii('owner'),
        ascii('NS.uuidbytes'),
        hex('80 02'),
        hex('80 03'),
        hex('80 01'),
        hex('4f 10 10 7c9e6679742540de944be07fc1f90ae7'),
      ),
      gives: [
        '$.$top.root.imei = 490154203237518',
        '$.$top.root.idfv = 7C9E6679-7425-40DE-944B-E07FC1F90AE7',
        '$.$objects[4] = left over',
      ],
    },
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

test('of two in a row both are read, and of one that is broken it is said', () => {
  const one = plist(hex('d1 01 02'), ascii('imei'), ascii('490154203237518'))
  const found = lines(decodeBody(Buffer.concat([one, one])))
  expect(found.filter((line) => line.endsWith('$.imei = 490154203237518'))).toHaveLength(2)
  expect(decodeBody(one.subarray(0, -9)).unread).toEqual(['a binary property list that is cut or damaged'])
})
