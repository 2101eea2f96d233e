import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { encoding } from './avro.ts'

function number(value: number): Buffer {
  const bytes: number[] = []
  let rest = value < 0 ? -value * 2 - 1 : value * 2
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Buffer.from([...bytes, rest])
}

const sized = (bytes: Buffer | string): Buffer => Buffer.concat([number(bytes.length), Buffer.from(bytes)])
const marker = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

function head(codec: string, isCounted = false): Buffer {
  const members = Buffer.concat([sized('avro.schema'), sized('"string"'), sized('avro.codec'), sized(codec)])
  const count = isCounted ? Buffer.concat([number(-2), number(members.length)]) : number(2)
  return Buffer.concat([Buffer.from('Obj\x01', 'latin1'), count, members, number(0), marker])
}

const block = (bytes: Buffer): Buffer => Buffer.concat([number(1), sized(bytes), marker])
const record = sized('imei 490154203237518 and so on')
const packed = deflateRawSync(record)
const names = (codec: string): string[] => ['avro.schema = "string"', `avro.codec = ${codec}`]

conformEncoding(
  encoding,
  {
    'two blocks of deflate': {
      bytes: Buffer.concat([head('deflate'), block(packed), block(packed)]),
      gives: [...names('deflate'), packed, packed],
    },
    'not compressed, with the bytes of the head counted': {
      bytes: Buffer.concat([head('null', true), block(record)]),
      gives: [...names('null'), record],
    },
    'Snappy, without its checksum': {
      bytes: Buffer.concat([head('snappy'), block(Buffer.from('packed.crc'))]),
      gives: [...names('snappy'), 'block 1 = packed'],
    },
    'cut in a block': {
      bytes: Buffer.concat([head('null'), block(record)]).subarray(0, -30),
      gives: [...names('null'), record.subarray(0, -14)],
    },
    'another marker behind a block': {
      bytes: Buffer.concat([head('null'), block(record).subarray(0, -16), Buffer.from('something else.!')]),
      gives: [...names('null'), record, 'rest = something else.!'],
    },
  },
  {
    'the magic alone': Buffer.from('Obj\x01 and a text behind it', 'latin1'),
    'a head that is cut': { bytes: head('deflate').subarray(0, 30), gives: [] },
  },
)

test('blocks of deflate are opened, and the first look sees that there may be some', () => {
  const bytes = Buffer.concat([head('deflate'), block(packed)])
  expect(nodeWith(decodeBody(bytes), record.toString('latin1'))).toBeDefined()
  const detector = new Detector(profileOf({ imei: ['490154203237518'] }))
  expect(isWorthDecoding(detector, request('/x', [], bytes))).toBe(true)
})
