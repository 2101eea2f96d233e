import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { varint } from '../spellings/written.ts'

const cell = 35_780_008
const detector = new Detector(profileOf({ 'cell-id': [String(cell)] }))
const concat = (parts: Buffer[]): Buffer => Buffer.concat(parts)

function numberField(field: number, value: number): Buffer {
  return concat([varint(BigInt(field << 3)), varint(BigInt(value))])
}

function sizedField(field: number, value: Buffer): Buffer {
  return concat([varint(BigInt((field << 3) | 2)), varint(BigInt(value.length)), value])
}

function fixedField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return concat([varint(BigInt((field << 3) | 5)), bytes])
}

/** A field of Apache Thrift's binary protocol. */
function thriftField(field: number, value: number, size: 4 | 8): Buffer {
  const bytes = Buffer.alloc(3 + size)
  bytes[0] = size === 4 ? 8 : 10
  bytes.writeUInt16BE(field, 1)
  bytes.writeUInt32BE(value, bytes.length - 4)
  return bytes
}

const eci = cell.toString(16).padStart(8, '0')
const network = concat([numberField(1, 242), numberField(2, 1)])
const wloc = sizedField(25, concat([network, numberField(3, cell), numberField(4, 1234)]))
const wlocHead = Buffer.from(
  '\0\u0001\0\u0005en_US\0\u0013com.apple.locationd\0\u000c17.5.1.21F90\0\0\0\u0001\0\0\0',
  'latin1',
)

describe('the cell of the profile as a number behind the code of a country', () => {
  test.each<[string, Buffer]>([
    ['protobuf', wloc],
    ['protobuf, zig-zag', concat([network, numberField(3, 2468), numberField(4, cell * 2)])],
    ['Apple’s wloc', concat([wlocHead, Buffer.from([wloc.length]), wloc])],
    ['fixed 32 bits of protobuf', concat([network, fixedField(3, cell)])],
    [
      'Thrift',
      concat([thriftField(1, 242, 4), thriftField(2, 1, 4), thriftField(3, cell, 4), Buffer.alloc(1)]),
    ],
    // TS 29.274, 8.21: area and cell, each behind its network of Norway; of the United States with three digits.
    ['where a user is, of telephony', Buffer.from(`018200d0821842f210083842f210${eci}03`, 'hex')],
    ['a cell with a network of three digits', Buffer.from(`0182130014${eci}03ff`, 'hex')],
    [
      'Thrift, 64 bits',
      concat([thriftField(1, 242, 8), thriftField(2, 1, 8), thriftField(3, cell, 8), Buffer.alloc(1)]),
    ],
    ['a structure', Buffer.from('01020300f2000104d20221f5a800', 'hex')],
  ])('%s', (_, body) => {
    const input = request('/x', ['Content-Type: application/octet-stream'], body)
    expect(summary(detect(detector, input))).toEqual([`cell-id=${cell} (certain)`])
    expect(isWorthDecoding(detector, input)).toBe(true)
  })

  test('alone it is chance', () => {
    const body = concat([Buffer.from([0x80, 0x90, 0xff, 0xa0]), fixedField(3, cell), Buffer.from([0x99])])
    expect(summary(detect(detector, request('/x', [], body)))).toEqual([])
  })
})

test('country, network and nine digits of the cell are one under a name for that', () => {
  const found = (body: object, by: Detector): string[] => {
    const input = request('/x', ['Content-Type: application/json'], JSON.stringify(body))
    return isWorthDecoding(by, input) ? summary(detect(by, input)) : []
  }
  const blind = new Detector(null)
  for (const ecgi of ['24201035780008', '310260035780008']) {
    expect(found({ ecgi }, detector)).toEqual([`cell-id=${cell} (certain)`])
    expect(found({ ecgi }, blind)).toEqual([
      expect.stringMatching(/^cell-id=\d{3}-\d{2,3}-35780008 \(probable\)$/),
    ])
    expect(found({ cellId: ecgi }, blind)).toEqual([])
  }
  expect(found({ ecgi: '24201935780008' }, blind)).toEqual([])
  expect(found({ ecgi: '99901035780008' }, blind)).toEqual([])
})
