import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { isPayloadKeyLine, PayloadKeys } from './payload-keys.ts'

test('keys are kept once, and what is wrong with one is told by its number', () => {
  const key = 'PAYLOAD_KEY AES-128-CBC 0fe1d2c3b4a5968778695a4b3c2d1e0f'
  const payload = new PayloadKeys()
  expect([key, key, `${key}0f`, 'PAYLOAD_KEY'].map((line) => payload.take(line))).toEqual([
    'taken',
    'taken',
    'bad',
    'bad',
  ])
  expect(payload.keys).toHaveLength(1)
  expect(payload.faults).toEqual([
    'payload key 3: its key has 17 bytes, and AES-128-CBC takes 16',
    expect.stringContaining('payload key 4: it has no cipher and key'),
  ])
  for (let more = 0; more < 20; more++) payload.take('PAYLOAD_KEY')
  expect(payload.faults).toHaveLength(8)
})

test('so many are kept; further ones are refused, and known ones are not', () => {
  const payload = new PayloadKeys()
  const line = (index: number): string => `PAYLOAD_KEY RC4 ${(index + 0x1000).toString(16)}`
  const most = limits.message.keyPayloadMax
  const said = Array.from({ length: most + 2 }, (_, index) => payload.take(line(index)))
  expect([payload.keys.length, said.filter((one) => one === 'full').length]).toEqual([most, 2])
  expect(payload.take(line(0))).toBe('taken')
})

test('a line for one begins with its label, as a word of its own', () => {
  const isOne = (text: string, from = 0): boolean => isPayloadKeyLine(Buffer.from(text), from)
  expect([isOne('PAYLOAD_KEY RC4 00'), isOne('  PAYLOAD_KEY\tx', 2), isOne('PAYLOAD_KEY')]).toEqual([
    true,
    true,
    true,
  ])
  expect([isOne('PAYLOAD_KEYS RC4 00'), isOne('payload_key RC4 00'), isOne(' PAYLOAD_KEY x')]).toEqual([
    false,
    false,
    false,
  ])
})
