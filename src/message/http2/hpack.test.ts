import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexed, literal, literals, sizeUpdate } from '../../../test/support/hpack.ts'
import { limits } from '../../core/limits.ts'
import { FieldList } from '../http-fields/field-list.ts'
import { tableOddities } from '../http-fields/table-oddities.ts'
import { Part } from '../types.ts'
import { HpackDecoder } from './hpack.ts'

/** The block as if it lay in frame 3 from offset 200 on. */
function blockOf(bytes: Buffer): Part {
  const part = new Part()
  part.buf = Buffer.concat([Buffer.alloc(5), bytes])
  part.start = 5
  part.end = part.buf.length
  part.runs.add(0, 3, 200)
  return part
}

const list = new FieldList()

function decode(decoder: HpackDecoder, bytes: Buffer | string): string[] {
  decoder.decode(
    blockOf(typeof bytes === 'string' ? Buffer.from(bytes.replaceAll(' ', ''), 'hex') : bytes),
    list,
  )
  return Array.from({ length: list.count }, (_, index) => {
    const text = (from: number, to: number): string => list.buf.toString('latin1', from, to)
    const value = list.valueStarts[index] as number
    return `${text(list.nameStarts[index] as number, value)}: ${text(value, list.ends[index] as number)}`
  })
}

const get = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com']
const getSecond = [...get, 'cache-control: no-cache']
const getThird = [
  ':method: GET',
  ':scheme: https',
  ':path: /index.html',
  ':authority: www.example.com',
  'custom-key: custom-value',
]
const answer = (status: string, seconds: string): string[] => [
  `:status: ${status}`,
  'cache-control: private',
  `date: Mon, 21 Oct 2013 20:13:${seconds} GMT`,
  'location: https://www.example.com',
]
const cookie = 'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'

describe('the examples of RFC 7541, appendix C', () => {
  test.each([
    [
      'C.2.1',
      '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
      ['custom-key: custom-header'],
    ],
    ['C.2.2', '040c 2f73 616d 706c 652f 7061 7468', [':path: /sample/path']],
    ['C.2.3', '1008 7061 7373 776f 7264 0673 6563 7265 74', ['password: secret']],
    ['C.2.4', '82', [':method: GET']],
  ])('%s', (_name, hex, fields) => {
    const decoder = new HpackDecoder()
    expect(decode(decoder, hex)).toEqual(fields)
    expect([decoder.oddities, decoder.limitBytes, decoder.lostBytes]).toEqual([0, 0, 0])
  })

  test.each([
    [
      'C.3',
      [
        ['8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d', get],
        ['8286 84be 5808 6e6f 2d63 6163 6865', getSecond],
        ['8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65', getThird],
      ],
    ],
    [
      'C.4',
      [
        ['8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff', get],
        ['8286 84be 5886 a8eb 1064 9cbf', getSecond],
        ['8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf', getThird],
      ],
    ],
    [
      'C.6 (its table holds 256 bytes)',
      [
        [
          '3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
          answer('302', '21'),
        ],
        ['4883 640e ffc1 c0bf', answer('307', '21')],
        [
          '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
          [...answer('200', '22'), 'content-encoding: gzip', cookie],
        ],
      ],
    ],
  ] as [string, [string, string[]][]][])('%s', (_name, blocks) => {
    const decoder = new HpackDecoder()
    for (const [hex, fields] of blocks) {
      expect(decode(decoder, hex)).toEqual(fields)
      expect(decoder.oddities).toBe(0)
    }
  })
})

describe('origins', () => {
  test('a literal is mapped byte for byte, what is coded or looked up to its representation', () => {
    const decoder = new HpackDecoder()
    decode(
      decoder,
      Buffer.concat([literal('x-id', '12345'), literal('x-id', '12345', { isHuffman: true }), indexed(2)]),
    )
    const spans = (from: number, to: number) => list.runs.spans(from, to)
    const value = (index: number): number => list.valueStarts[index] as number
    expect(spans(value(0) + 1, value(0) + 3)).toEqual([{ frame: 3, start: 208, end: 210 }])
    // 12 bytes of the first field; a byte, a name of 1 + 3 bytes, and a value of 1 + 4.
    expect(spans(value(1) + 1, value(1) + 3)).toEqual([{ frame: 3, start: 218, end: 222 }])
    expect(spans(value(2), value(2) + 1)).toEqual([{ frame: 3, start: 222, end: 223 }])
  })
})

describe('a table that is not known', () => {
  test('what was inserted since is told, older entries are counted and said', () => {
    const decoder = new HpackDecoder()
    decoder.forget()
    const block = Buffer.concat([
      literal('x-new', 'v', { kind: 'inserted' }),
      indexed(62),
      indexed(70),
      literal(71, 'a value', { kind: 'plain' }),
      indexed(2),
    ])
    expect(decode(decoder, block)).toEqual([
      'x-new: v',
      'x-new: v',
      'unknown-index-71: a value',
      ':method: GET',
    ])
    expect(decoder.oddities).toBe(tableOddities.unknownIndex)
    expect([decoder.unknownFields, decoder.unknownIndex, decoder.lostBytes]).toEqual([2, 70, 1])
  })

  test('is known again once the sender empties it', () => {
    const decoder = new HpackDecoder()
    decoder.forget()
    decode(decoder, Buffer.concat([sizeUpdate(0), sizeUpdate(4096), indexed(62)]))
    expect(decoder.oddities).toBe(tableOddities.badIndex)
  })

  test('an unknown name that is inserted keeps its place', () => {
    const decoder = new HpackDecoder()
    decoder.forget()
    expect(decode(decoder, Buffer.concat([literal(99, 'v', { kind: 'inserted' }), indexed(62)]))).toEqual([
      'unknown-index-99: v',
      'unknown-index-99: v',
    ])
  })
})

describe('bad blocks', () => {
  test.each([
    ['index 0', Buffer.from([0x80]), tableOddities.malformed, 1],
    ['an index of no entry', indexed(62), tableOddities.badIndex, 1],
    ['an endless integer', Buffer.alloc(20, 0xff), tableOddities.malformed, 20],
    ['a cut integer', Buffer.from([0x82, 0xff]), tableOddities.malformed, 1],
    ['no value', Buffer.from([0x82, 0x01]), tableOddities.malformed, 1],
    ['a name that is cut', Buffer.from([0x82, 0x00, 0x05, 0x61]), tableOddities.malformed, 3],
  ])('%s', (_name, block, oddities, lostBytes) => {
    const decoder = new HpackDecoder()
    decode(decoder, block)
    expect([decoder.oddities, decoder.lostBytes]).toEqual([oddities, lostBytes])
  })

  test('a value that is cut is given as far as it goes', () => {
    const decoder = new HpackDecoder()
    const block = literal('x-imei', '350000000000000')
    expect(decode(decoder, block.subarray(0, -5))).toEqual(['x-imei: 3500000000'])
    expect(decoder.oddities).toBe(tableOddities.malformed)
    expect(decoder.isPartial).toBe(true)
  })

  test('bad padding of Huffman code is said, and the block read on', () => {
    const decoder = new HpackDecoder()
    const bad = Buffer.concat([Buffer.from([0x00, 0x01, 0x61, 0x81, 0x00]), indexed(2)])
    expect(decode(decoder, bad)).toEqual(['a: 0', ':method: GET'])
    expect(decoder.oddities).toBe(tableOddities.badHuffman)
  })

  test('a bomb: one large entry referred to thousands of times', () => {
    const decoder = new HpackDecoder()
    const block = Buffer.concat([
      literal('x', 'y'.repeat(4_000), { kind: 'inserted' }),
      Buffer.alloc(60_000, 0xbe),
    ])
    const fields = decode(decoder, block)
    expect(fields.length).toBe(Math.floor(limits.message.headBytesMax / 4_001))
    expect(decoder.oddities).toBe(tableOddities.tooLong)
    expect(decoder.limitBytes).toBe(60_001 - fields.length)
  })

  test('more fields than are told apart', () => {
    const decoder = new HpackDecoder()
    expect(decode(decoder, Buffer.alloc(100_000, 0x82))).toHaveLength(limits.message.fieldsMax)
    expect(decoder.limitBytes).toBe(100_000 - limits.message.fieldsMax)
  })

  test('a table beyond the limit is followed as far as the limit goes', () => {
    const decoder = new HpackDecoder()
    decode(decoder, sizeUpdate(10_000_000))
    expect(decoder.oddities).toBe(tableOddities.tableTooLarge)
    for (let index = 0; index < 40; index++)
      decode(decoder, literal(`x-${index}`, 'v'.repeat(4_000), { kind: 'inserted' }))
    expect(decoder.heldBytes).toBeLessThanOrEqual(4 * limits.message.hpackTableBytesMax)
    expect(decode(decoder, indexed(62))[0]).toMatch(/^x-39: v/)
    decode(decoder, indexed(100))
    expect(decoder.oddities).toBe(tableOddities.unknownIndex)
    decoder.forget()
    expect(decoder.heldBytes).toBe(0)
  })

  test('any bytes are read within bounds, and each is kept, limited or lost', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (blocks) => {
        const decoder = new HpackDecoder()
        for (const bytes of blocks) {
          decode(decoder, Buffer.from(bytes))
          expect(decoder.limitBytes + decoder.lostBytes).toBeLessThanOrEqual(bytes.length)
        }
      }),
    )
  })
})

describe('an encoder of our own', () => {
  test('with evictions and updates, all fields come back', () => {
    const name = fc.constantFrom('a', 'b', 'x-some-name', 'cookie')
    const value = fc.string({ unit: 'binary-ascii', maxLength: 40 })
    const step = fc.oneof(
      fc.record({ name, value, isHuffman: fc.boolean() }),
      fc.record({ pick: fc.nat() }),
      fc.record({ size: fc.integer({ min: 0, max: 400 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const decoder = new HpackDecoder()
        let table: [string, string][] = []
        let sizeMax = 4_096
        const weigh = (): number => table.reduce((sum, [key, text]) => sum + key.length + text.length + 32, 0)
        for (const one of steps) {
          if ('size' in one) {
            sizeMax = one.size
            decode(decoder, sizeUpdate(sizeMax))
          } else if ('pick' in one) {
            if (table.length === 0) continue
            const at = one.pick % table.length
            expect(decode(decoder, indexed(62 + at))).toEqual([table[at]?.join(': ')])
          } else {
            table = [[one.name, one.value], ...table]
            const { isHuffman } = one
            expect(decode(decoder, literal(one.name, one.value, { kind: 'inserted', isHuffman }))).toEqual([
              `${one.name}: ${one.value}`,
            ])
          }
          while (weigh() > sizeMax) table.pop()
          expect(decoder.oddities).toBe(0)
        }
      }),
    )
  })

  test('a block of literals', () => {
    expect(
      decode(
        new HpackDecoder(),
        literals(
          [
            ['a', 'b'],
            ['c', ''],
          ],
          true,
        ),
      ),
    ).toEqual(['a: b', 'c: '])
  })
})
