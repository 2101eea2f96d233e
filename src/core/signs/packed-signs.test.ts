import { expect, test } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import { mayBeSnappyBlock, packingAt } from './packed-signs.ts'

test('random bytes and ordinary messages begin none of them', () => {
  const rng = new Rng('packed signs')
  let snappy = 0
  for (let round = 0; round < 20_000; round++) {
    const bytes = rng.bytes(rng.whole(12, 200))
    expect(packingAt(bytes, 0, bytes.length)).toBeNull()
    if (mayBeSnappyBlock(bytes, 0, bytes.length)) snappy++
  }
  expect(snappy).toBeLessThanOrEqual(1)
  for (const text of [
    'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n',
    '{"imei":"356938035643809"}',
    'a=1&b=2&c=345678',
  ])
    expect(mayBeSnappyBlock(Buffer.from(text), 0, text.length)).toBe(false)
})

test('of the beginning of a block only legible literals prove it', () => {
  const text = Buffer.from('{"model":"X1","imei":"356938035643809","more":"and more"}')
  const block = Buffer.concat([Buffer.from([text.length, 0xf0, text.length - 1]), text])
  expect(mayBeSnappyBlock(block, 0, 30, block.length)).toBe(true)
  const other = Buffer.from(block).fill(7, 6, 12)
  expect(mayBeSnappyBlock(other, 0, 30, other.length)).toBe(false)
  expect(mayBeSnappyBlock(other, 0, other.length)).toBe(true)
  expect(mayBeSnappyBlock(other, 0, other.length, other.length + 2)).toBe(true)
})

test('of the beginning of random bytes hardly any is taken for one', () => {
  const rng = new Rng('snappy beginnings')
  let taken = 0
  for (let round = 0; round < 20_000; round++)
    if (mayBeSnappyBlock(rng.bytes(128), 0, 128, rng.whole(131, 2_000))) taken++
  // A wrong yes costs a try: 1 in 300 is little.
  expect(taken).toBeLessThan(66)
})

test.each([
  ['bzip2', '425a68393141592653590000'],
  ['xz', 'fd377a585a000004'],
  ['lzma', '5d00008000ffffffffffffffff003d88'],
  ['snappy', 'ff060000734e61507059'],
  ['snappy-java', '82534e4150505900'],
])('%s is known by its first bytes', (packing, hex) => {
  const bytes = Buffer.from(`00${hex}0000000000`, 'hex')
  expect(packingAt(bytes, 1, bytes.length)).toBe(packing)
  expect(packingAt(bytes, 1, 4)).toBeNull()
  expect(packingAt(bytes, 0, bytes.length)).toBeNull()
})
