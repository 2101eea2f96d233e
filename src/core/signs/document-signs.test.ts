import { expect, test } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import { beginsNamedMap, hasDocumentSign, isCardMessage, isWholeSequence } from './document-signs.ts'

test.each([
  ['FIT', '0e20340800000000 2e464954 0000'],
  ['serialised Java', 'aced0005 7400036f6e65 000000'],
  ['Ion', 'e00100ea ee9681830000000000'],
  ['a pickle of version 2', '80027d71005804000000696d6569'],
  ['a pickle of version 4', '8004951e00000000000000 7d 94'],
])('%s', (_, hex) => {
  const bytes = Buffer.from(`ff${hex.replaceAll(' ', '')}`, 'hex')
  expect(hasDocumentSign(bytes, 1, bytes.length)).toBe(true)
  expect(hasDocumentSign(bytes, 0, bytes.length)).toBe(false)
  expect(hasDocumentSign(bytes, 1, 10)).toBe(false)
})

test('random bytes begin none', () => {
  const rng = new Rng('document signs')
  for (let round = 0; round < 20_000; round++) expect(hasDocumentSign(rng.bytes(24), 0, 24)).toBe(false)
})

test.each([
  ['a short sequence', '300d 0c03343038 0206 3cf0b20b1ea2'],
  ['one with a length of two bytes', `3082 0104 0482 0100 ${'a5'.repeat(256)}`],
])('%s is told by its length', (_, hex) => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  expect(isWholeSequence(bytes, bytes.length)).toBe(true)
  // The first bytes say it as well, and of other lengths it is none.
  // Its end is marked, and an object identifier stands in front.
  expect(isWholeSequence(Buffer.from('308006092a864886f70d010702a080', 'hex'), 900)).toBe(true)
  expect(isWholeSequence(bytes.subarray(0, 12), bytes.length)).toBe(true)
  for (const length of [bytes.length - 1, bytes.length + 1])
    expect(isWholeSequence(bytes, length)).toBe(false)
  for (let at = 0; at < 3; at++) {
    const other = Buffer.from(bytes)
    other[at] = (other[at] as number) ^ 0x41
    expect(isWholeSequence(other, other.length), `byte ${at}`).toBe(false)
  }
})

test('random bytes are no sequence', () => {
  const rng = new Rng('sequences')
  for (let round = 0; round < 20_000; round++) expect(isWholeSequence(rng.bytes(24), 24)).toBe(false)
})

test.each([
  ['MessagePack', '82a3766572a137a26964c410'],
  ['CBOR', 'a263766572613762696450aa'],
  ['CBOR with the number of entries apart', 'b90002637665726137626964d84050aa'],
  ['BSON', '1d0000000276657200020000003700056964000500000000aabbccddee00'.slice(0, 58)],
])('a map with names: %s', (_, hex) => {
  const bytes = Buffer.from(hex, 'hex')
  expect(beginsNamedMap(bytes, bytes.length)).toBe(true)
  const other = Buffer.from(bytes)
  other[0] = 0x7f
  expect(beginsNamedMap(other, other.length)).toBe(false)
})

test('random bytes hardly begin a map with names', () => {
  const rng = new Rng('named maps')
  let found = 0
  for (let round = 0; round < 100_000; round++) if (beginsNamedMap(rng.bytes(32), 32)) found++
  expect(found).toBeLessThan(10)
})

test('a message of an eSIM is told by its tag and length', () => {
  const bytes = Buffer.from('bf3e125a1089049032001728394610283746501988', 'hex')
  expect(isCardMessage(bytes, bytes.length)).toBe(true)
  expect(isWholeSequence(bytes.subarray(0, 12), bytes.length)).toBe(true)
  expect(isCardMessage(bytes, bytes.length + 1)).toBe(false)
  expect(isCardMessage(bytes.subarray(1), bytes.length - 1)).toBe(false)
  const rng = new Rng('messages of cards')
  for (let round = 0; round < 20_000; round++) expect(isCardMessage(rng.bytes(24), 24)).toBe(false)
})
