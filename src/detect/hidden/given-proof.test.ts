import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { isGivenProof } from './given-proof.ts'

const proves = (text: string | Buffer, isFilled: boolean, isModeKnown = false): boolean =>
  isGivenProof(Buffer.from(text), isFilled, isModeKnown)

/** A text in field 1, and a number in field 2. */
const message = Buffer.concat([
  Buffer.from([0x0a, 15]),
  Buffer.from('352099001761481'),
  Buffer.from([0x10, 1]),
])

test('a document, and a long text, by themselves; a short one where it is filled up', () => {
  expect(proves('{"imei":"352099001761481"}', false)).toBe(true)
  expect(proves('352099001761481', false)).toBe(false)
  expect(proves('352099001761481', true)).toBe(true)
  expect(proves('screen on, unlock, screen off', false)).toBe(true)
  expect(proves('Ærlig talt: på tide å gå hjem', false)).toBe(true)
  expect(proves('abc', true)).toBe(false)
})

test('a long text with a check behind it', () => {
  const sealed = Buffer.concat([Buffer.from('a line of a log\n'.repeat(8)), sealedBytes(32, 1)])
  expect(proves(sealed, false)).toBe(true)
  expect(proves(sealed.subarray(100), false)).toBe(false)
})

test('a message of Protocol Buffers in a mode that is given, where it is filled up and has a text', () => {
  expect([proves(message, true, true), proves(message, true), proves(message, false, true)]).toEqual([
    true,
    false,
    false,
  ])
  expect(proves(Buffer.from([0x08, 1, 0x10, 1, 0x18, 1]), true, true)).toBe(false)
  expect(proves(message.subarray(0, -1), true, true)).toBe(false)
})

test('of a hundred thousand random texts that are filled up hardly any', () => {
  const random = sealedBytes(2_400_000, 'proof')
  let count = 0
  for (let at = 0; at < random.length; at += 24)
    if (isGivenProof(random.subarray(at, at + 24), true, true)) count++
  expect(count).toBeLessThanOrEqual(3)
})
