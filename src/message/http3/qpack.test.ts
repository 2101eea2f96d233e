import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instructions, lines, literalSection, sectionPrefix } from '../../../test/support/qpack.ts'
import { limits } from '../../core/limits.ts'
import { FieldList } from '../http-fields/field-list.ts'
import { Part } from '../types.ts'
import { QpackDecoder } from './qpack.ts'
import { staticTable } from './static-table.ts'
import type { StaticEntry } from '../http-fields/static-table.ts'
import { tableOddities } from '../http-fields/table-oddities.ts'

function part(bytes: Buffer, frame = 1): Part {
  const made = new Part()
  made.buf = bytes
  made.end = bytes.length
  made.runs.add(0, frame, 100)
  return made
}

function decoder(...stream: Buffer[]): QpackDecoder {
  const made = new QpackDecoder()
  made.capacityMax = 4_096
  const bytes = Buffer.concat([instructions.capacity(4_096), ...stream])
  expect(made.readInstructions(part(bytes, 9))).toBe(bytes.length)
  return made
}

function fieldsOf(qpack: QpackDecoder, section: Buffer): { list: FieldList; fields: string[] } {
  const list = new FieldList()
  qpack.decode(part(section), list)
  const fields: string[] = []
  for (let index = 0; index < list.count; index++) {
    const start = list.nameStarts[index] as number
    const value = list.valueStarts[index] as number
    const end = list.ends[index] as number
    fields.push(`${list.buf.toString('latin1', start, value)}: ${list.buf.toString('latin1', value, end)}`)
  }
  return { list, fields }
}

/** The example of RFC 9204, appendix B, step by step. */
describe('the example that the standard prints', () => {
  const qpack = new QpackDecoder()
  qpack.capacityMax = 220
  const encoder = (hex: string): void => {
    const bytes = Buffer.from(hex, 'hex')
    expect(qpack.readInstructions(part(bytes))).toBe(bytes.length)
    expect(qpack.oddities).toBe(0)
  }
  const section = (hex: string): string[] => {
    const { fields } = fieldsOf(qpack, Buffer.from(hex, 'hex'))
    expect(qpack.oddities).toBe(0)
    return fields
  }

  test('B.1 to B.5', () => {
    expect(section('0000510b2f696e6465782e68746d6c')).toEqual([':path: /index.html'])
    encoder('3fbd01c00f7777772e6578616d706c652e636f6dc10c2f73616d706c652f70617468')
    expect(qpack.insertCount).toBe(2)
    expect(section('03811011')).toEqual([':authority: www.example.com', ':path: /sample/path'])
    encoder('4a637573746f6d2d6b65790c637573746f6d2d76616c7565')
    encoder('02')
    expect(section('050080c181')).toEqual([
      ':authority: www.example.com',
      ':path: /',
      'custom-key: custom-value',
    ])
    encoder('810d637573746f6d2d76616c756532')
    expect(qpack.insertCount).toBe(5)
    expect(section('060080')).toEqual(['custom-key: custom-value2'])
  })
})

describe('a field section', () => {
  test('of literals gives its fields, in Huffman code or not, and where they lie', () => {
    const fields: [string, string][] = [
      [':method', 'GET'],
      ['x-imei', '490154203237518'],
    ]
    expect(fieldsOf(decoder(), literalSection(fields)).fields).toEqual([
      ':method: GET',
      'x-imei: 490154203237518',
    ])
    const { list, fields: coded } = fieldsOf(decoder(), literalSection(fields, true))
    expect(coded).toEqual([':method: GET', 'x-imei: 490154203237518'])
    expect(list.runs.spans(0, list.length)).not.toEqual([])
  })

  test('refers to both tables in all forms, and shows where the entry was inserted too', () => {
    const qpack = decoder(
      instructions.insert('a', '1'),
      instructions.insertStaticName(0, 'b.example'),
      instructions.insertDynamicName(1, '2'),
      instructions.duplicate(2),
    )
    const section = Buffer.concat([
      sectionPrefix(4, 2),
      lines.indexed(0),
      lines.indexed(1),
      lines.indexedPostBase(0),
      lines.indexedPostBase(1),
      lines.dynamicName(0, 'x'),
      lines.namePostBase(0, 'y'),
      lines.staticName(1, '/z'),
      lines.indexedStatic(17),
    ])
    const { fields, list } = fieldsOf(qpack, section)
    expect(fields).toEqual([
      ':authority: b.example',
      'a: 1',
      'a: 2',
      'a: 1',
      ':authority: x',
      'a: y',
      ':path: /z',
      ':method: GET',
    ])
    expect(qpack.oddities).toBe(0)
    expect(list.runs.spans(0, 5).map(({ frame }) => frame)).toEqual([1, 9])
  })

  test('counts entries from its base down, and up behind it', () => {
    const names = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5']
    const qpack = decoder(...names.map((name) => instructions.insert(name, 'v')))
    const read = (line: (index: number) => Buffer): string[] =>
      fieldsOf(qpack, Buffer.concat([sectionPrefix(6, 3), ...[0, 1, 2].map(line)])).fields
    expect(read(lines.indexed)).toEqual(['n2: v', 'n1: v', 'n0: v'])
    expect(read(lines.indexedPostBase)).toEqual(['n3: v', 'n4: v', 'n5: v'])
    expect(read((index) => lines.dynamicName(index, 'w'))).toEqual(['n2: w', 'n1: w', 'n0: w'])
    expect(read((index) => lines.namePostBase(index, 'w'))).toEqual(['n3: w', 'n4: w', 'n5: w'])
    expect(qpack.oddities).toBe(0)
    // Three of them, behind the last and in front of the first.
    expect(read((index) => lines.indexed(index + 3))).toEqual([])
    expect(qpack.oddities).toBe(tableOddities.badIndex)
  })

  test('says how many entries it needs, in a number that wraps (RFC 9204, 4.5.1.1)', () => {
    const entriesMax = 3
    const capacity = entriesMax * 32 + 5
    const qpack = new QpackDecoder()
    qpack.capacityMax = capacity
    qpack.readInstructions(part(instructions.capacity(capacity)))
    for (let inserted = 0; inserted < 25; inserted++) {
      for (
        let required = Math.max(1, inserted - entriesMax + 1);
        required <= inserted + entriesMax;
        required++
      )
        expect(
          qpack.requiredCount(part(sectionPrefix(required, required, capacity))),
          `${required} of ${inserted}`,
        ).toBe(required)
      qpack.readInstructions(part(instructions.insert('n', 'v')))
    }
    // A number beyond what wraps, and one of entries that there were none of.
    expect(qpack.requiredCount(part(Buffer.from([2 * entriesMax + 1, 0])))).toBe(-1)
    const fresh = new QpackDecoder()
    fresh.capacityMax = capacity
    expect(fresh.requiredCount(part(Buffer.from([2 * entriesMax, 0])))).toBe(-1)
  })

  test('that needs more than is there says so; forced, the rest of it is read', () => {
    const qpack = decoder(instructions.insert('a', '1'))
    const section = Buffer.concat([
      sectionPrefix(2),
      lines.indexed(0),
      lines.indexed(1),
      lines.dynamicName(0, 'v'),
      lines.literal('b', '2'),
    ])
    expect(qpack.requiredCount(part(section))).toBe(2)
    expect(qpack.insertCount).toBe(1)
    const list = new FieldList()
    qpack.decode(part(section), list, true)
    expect(qpack.oddities).toBe(tableOddities.unknownIndex)
    expect(qpack.lostBytes).toBe(1)
    expect(list.buf.toString('latin1', 0, list.length)).toBe('a1unknown-index-0vb2')
  })

  test('wraps its count as the table is larger than it', () => {
    const qpack = new QpackDecoder()
    qpack.capacityMax = 100
    const inserts = [instructions.capacity(100)]
    for (let count = 0; count < 20; count++) inserts.push(instructions.insert('n', `${count}`))
    qpack.readInstructions(part(Buffer.concat(inserts)))
    const section = Buffer.concat([sectionPrefix(20, 20, 100), lines.indexed(0), lines.indexed(1)])
    expect(qpack.requiredCount(part(section))).toBe(20)
    expect(fieldsOf(qpack, section).fields).toEqual(['n: 19', 'n: 18'])
    // Evicted long ago.
    expect(fieldsOf(qpack, Buffer.concat([sectionPrefix(20, 20, 100), lines.indexed(9)])).fields).toEqual([])
    expect(qpack.oddities).toBe(tableOddities.badIndex)
  })

  test('that is cut gives the fields before the cut', () => {
    const section = literalSection([
      ['a', '1'],
      ['b', '2'],
    ])
    for (let end = 0; end < section.length; end++) {
      const qpack = decoder()
      const { fields } = fieldsOf(qpack, section.subarray(0, end))
      expect(fields).toEqual(end >= 6 ? ['a: 1'] : [])
      expect((qpack.oddities & tableOddities.malformed) !== 0).toBe(end !== 2 && end !== 6)
    }
  })
})

describe('the encoder stream', () => {
  const stream = Buffer.concat([
    instructions.capacity(4_096),
    instructions.insert('name', 'a value', true),
    instructions.insertDynamicName(0, 'another'),
    instructions.duplicate(0),
  ])

  test('is read as far as its instructions are whole', () => {
    for (let end = 0; end <= stream.length; end++) {
      const qpack = new QpackDecoder()
      const at = qpack.readInstructions(part(stream.subarray(0, end)))
      qpack.readInstructions(part(stream.subarray(at)))
      expect([qpack.insertCount, qpack.oddities, qpack.isBroken]).toEqual([3, 0, false])
    }
  })

  test('with an entry that is larger than the table, or a number that is none, is told', () => {
    const large = new QpackDecoder()
    large.readInstructions(
      part(Buffer.concat([instructions.capacity(40), instructions.insert('a', 'x'.repeat(9))])),
    )
    expect(large.oddities).toBe(tableOddities.tableTooLarge)
    const bad = new QpackDecoder()
    const bytes = Buffer.concat([Buffer.alloc(1, 0x7f), Buffer.alloc(12, 0xff)])
    expect(bad.readInstructions(part(bytes))).toBe(bytes.length)
    expect([bad.oddities, bad.lostBytes, bad.isBroken]).toEqual([tableOddities.malformed, bytes.length, true])
  })

  test('a table larger than is kept is cut, and what is missing then is not called malformed', () => {
    const qpack = new QpackDecoder()
    qpack.capacityMax = 1 << 24
    qpack.readInstructions(part(instructions.capacity(1 << 24)))
    expect(qpack.oddities).toBe(tableOddities.tableTooLarge)
    const value = 'v'.repeat(1_000)
    const count = Math.ceil(limits.message.qpackTableBytesMax / 1_000) + 2
    for (let index = 0; index < count; index++) qpack.readInstructions(part(instructions.insert('n', value)))
    const section = Buffer.concat([
      sectionPrefix(count, count, 1 << 24),
      lines.indexed(count - 1),
      lines.indexed(0),
    ])
    expect(fieldsOf(qpack, section).fields).toEqual([`n: ${value}`])
    expect(qpack.oddities).toBe(tableOddities.unknownIndex)
    expect(qpack.heldBytes).toBeLessThan(4 * limits.message.qpackTableBytesMax)
  })

  test('one byte does not expand without bound', () => {
    const qpack = decoder(instructions.insert('n', 'v'.repeat(4_000)))
    const section = Buffer.concat([sectionPrefix(1), ...Array.from({ length: 50 }, () => lines.indexed(0))])
    let copied = 0
    let left = 0
    for (let times = 0; times < 100; times++) {
      copied += fieldsOf(qpack, section).list.length
      left += qpack.limitBytes
    }
    const wire = 100 * section.length + 5_000
    expect(copied).toBeLessThan(1_048_576 + wire * limits.message.qpackExpansionRatioMax)
    expect(left).toBeGreaterThan(0)
    expect(qpack.oddities).toBe(tableOddities.tooLong)
  })
})

describe('for any bytes', () => {
  test('nothing is thrown, nothing is endless, and no byte is counted twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (stream, section) => {
        const qpack = new QpackDecoder()
        qpack.capacityMax = 1_000
        const read = qpack.readInstructions(part(Buffer.from(stream)))
        expect(read).toBeLessThanOrEqual(stream.length)
        expect(qpack.lostBytes + qpack.limitBytes).toBeLessThanOrEqual(read)
        const { list } = fieldsOf(qpack, Buffer.from(section))
        expect(qpack.lostBytes + qpack.limitBytes).toBeLessThanOrEqual(section.length)
        expect(list.length).toBeLessThanOrEqual(2 * limits.message.headBytesMax)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('the static table has the entries of the standard', () => {
  expect(staticTable).toHaveLength(99)
  const at = (index: number): string[] => {
    const { bytes, valueStart } = staticTable.at(index) as StaticEntry
    return [bytes.toString('latin1', 0, valueStart), bytes.toString('latin1', valueStart)]
  }
  expect(at(0)).toEqual([':authority', ''])
  expect(at(1)).toEqual([':path', '/'])
  expect(at(17)).toEqual([':method', 'GET'])
  expect(at(25)).toEqual([':status', '200'])
  expect(at(56)).toEqual(['strict-transport-security', 'max-age=31536000'])
  expect(at(58)).toEqual(['strict-transport-security', 'max-age=31536000; includesubdomains; preload'])
  expect(at(98)).toEqual(['x-frame-options', 'sameorigin'])
})

test('of an entry that came in many pieces, these are charged for, and taken as often as there is allowance', () => {
  const bytes = Buffer.concat([instructions.capacity(65_536), instructions.insert('n', 'v'.repeat(60_000))])
  const pieces = new Part()
  pieces.buf = bytes
  pieces.end = bytes.length
  for (let at = 0; at < bytes.length; at++) pieces.runs.add(at, 1, 3 * at)
  const qpack = new QpackDecoder()
  qpack.capacityMax = 65_536
  expect(qpack.readInstructions(pieces)).toBe(bytes.length)
  expect(qpack.heldBytes).toBeGreaterThan(16 * 60_000)
  // What came at once pays for some fields.
  const section = Buffer.concat([sectionPrefix(1, 1, 65_536), lines.indexed(0)])
  let told = 0
  while (told < 10_000 && fieldsOf(qpack, section).fields.length > 0) told++
  expect(told).toBeGreaterThan(0)
  expect(told).toBeLessThan(100)
  expect(qpack.oddities).toBe(tableOddities.tooLong)
  qpack.readInstructions(part(instructions.capacity(0)))
  expect(qpack.heldBytes).toBeLessThan(200_000)
})
