import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

function field(name: string, value: string, type = 'S'): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(value.length)
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name + type), length, Buffer.from(value)])
}

/** `connection.start-ok` (10, 11), as a client opens a connection with it (AMQP 0-9-1, 1.4.2.2). */
function startOk(...fields: readonly Buffer[]): Buffer {
  const table = Buffer.concat(fields)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(table.length)
  return Buffer.concat([
    Buffer.from('010000000000f1000a000b', 'hex'),
    length,
    table,
    Buffer.from([5]),
    Buffer.from('PLAIN\xce', 'latin1'),
  ])
}

function found(...fields: readonly Buffer[]): string[] {
  const input = request(
    '/x',
    ['Content-Type: application/octet-stream'],
    startOk(field('product', 'agent'), ...fields),
  )
  const all = summary(detect(blind, input))
  if (all.length > 0) expect(isWorthDecoding(blind, input)).toBe(true)
  return all
}

test.each([
  ['msisdn', '+4791738205', 'msisdn=+4791738205 (probable)'],
  // Ten characters: the length is a line feed.
  ['msisdn', '4791738205', 'msisdn=4791738205 (probable)'],
  ['serial', 'PLEGAR1792301245', 'serial=PLEGAR1792301245 (possible)'],
  ['imsi', '242014501726384', 'imsi=242014501726384 (probable)'],
  ['wifiMac', 'a450461c9e37', 'wifi-mac=a450461c9e37 (probable)'],
  ['ssid', 'Haugen', 'ssid=Haugen (probable)'],
])('a field of a table is known by its name: %s', (name, value, expected) => {
  expect(found(field(name, value), field('os', 'Android'))).toEqual([expected])
})

test('others are none', () => {
  expect(found(field('version', '+4791738205'))).toEqual([])
  // The length of the name is another one, or the text ends before its own.
  expect(found(Buffer.from('\x09serialS\0\0\0\x10PLEGAR1792301245', 'latin1'))).toEqual([])
  expect(found(Buffer.from('\x06serialS\0\0\0\xf0PLEGAR1792301245', 'latin1'))).toEqual([])
})
