import { expect, test } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import {
  endsAsXoredJson,
  hasPeriod,
  hasPeriodBehindHead,
  mayBeXoredJson,
  repeatsButForLetters,
} from './xor-signs.ts'

const json = Buffer.from('{"imei":"356938035643809","model":"X1","os":"android","lang":"nb"}')
/** Of each byte of these keys the highest bit is as it likes to be. */
const key = Buffer.from('9122b344d5', 'hex')
const under = (text: Buffer, by: Buffer): Buffer =>
  Buffer.from(text.map((byte, at) => byte ^ (by[at % by.length] as number)))

test('text under a key has the highest bits of the key, again and again', () => {
  const bytes = under(json, key)
  expect(hasPeriod(bytes, 0, bytes.length)).toBe(true)
  expect(hasPeriod(bytes, 0, 20)).toBe(false)
  const behind = Buffer.concat([Buffer.from('f00d80', 'hex'), bytes])
  expect(hasPeriodBehindHead(behind, 0, behind.length)).toBe(true)
})

test('letters beyond ASCII are others than their like, and few', () => {
  const norwegian = Buffer.from(
    `{"name":"Bjørn Årdal","place":"Tromsø","street":"Storgata 1","lang":"nb_NO"}`,
  )
  const bytes = under(norwegian, key)
  expect(repeatsButForLetters(bytes, 0, bytes.length, key.length)).toBe(true)
  expect(repeatsButForLetters(bytes, 0, bytes.length, key.length + 1)).toBe(false)
})

test('random bytes hardly ever look so', () => {
  const rng = new Rng('xor signs')
  let taken = 0
  for (let round = 0; round < 5_000; round++) if (hasPeriod(rng.bytes(120), 0, 120)) taken++
  expect(taken).toBeLessThan(25)
})

test('JSON under one byte keeps the distances of its first signs, and of its last', () => {
  const bytes = under(json, Buffer.of(0x5a))
  expect(mayBeXoredJson(bytes, 0)).toBe(true)
  expect(endsAsXoredJson(bytes, 0, bytes.length)).toBe(true)
  expect(mayBeXoredJson(json, 0)).toBe(false)
  expect(endsAsXoredJson(bytes, 0, bytes.length - 1)).toBe(false)
})
