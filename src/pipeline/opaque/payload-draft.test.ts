import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { isCertainAlone, PayloadDraft } from './payload-draft.ts'
import type { PayloadPlace } from './payload-place.ts'

const at = { sec: 1, nsec: 0 }

function group(part: PayloadPlace, values: readonly Buffer[]): PayloadDraft {
  const [first = Buffer.alloc(0)] = values
  const read = (value: Buffer) => ({ written: 'bytes' as const, value, random: value })
  const named = {
    part,
    recipient: 'r1',
    protocol: 'http',
    place: 'POST /a',
    field: 'f',
    written: 'bytes' as const,
  }
  const draft = new PayloadDraft(named, first, read(first), isCertainAlone(part, first), { at, frame: 1 })
  values.forEach((value, index) => draft.add(value, read(value), { at, frame: index + 1 }))
  return draft
}

function different(count: number, length: number): Buffer[] {
  return Array.from({ length: count }, (_, seed) => sealedBytes(length, seed))
}

function alike(count: number, length: number): Buffer[] {
  return Array.from({ length: count }, () => sealedBytes(length, 'same'))
}

test('one alone is a payload as a whole body, or long in a body or a name', () => {
  expect(group('whole', alike(1, 32)).isPayload).toBe(true)
  expect(group('body', alike(1, 96)).isPayload).toBe(true)
  expect(group('body', alike(1, 95)).isPayload).toBe(false)
  expect(group('name', alike(1, 96)).isPayload).toBe(true)
  expect(group('query', alike(1, 500)).isPayload).toBe(false)
})

test('others are by being another each time: twice where they are long, three times where they are short', () => {
  expect(group('query', different(2, 96)).isPayload).toBe(true)
  expect(group('query', different(2, 95)).isPayload).toBe(false)
  expect(group('query', different(3, 48)).isPayload).toBe(true)
  expect(group('body', different(2, 48)).isPayload).toBe(false)
  expect(group('name', different(3, 32)).isPayload).toBe(true)
  // Half of them are the same: a token that is renewed now and then.
  expect(group('query', [...alike(3, 96), ...different(2, 96)]).isPayload).toBe(true)
  expect(group('query', [...alike(4, 96), ...different(2, 96)]).isPayload).toBe(false)
})

test('what the server gave is no payload, and not steady', () => {
  const given = group('query', different(3, 96))
  given.isGiven = true
  expect(given.isPayload).toBe(false)
  const kept = group('cookie', alike(3, 96))
  expect(kept.isSteady).toBe(true)
  kept.isGiven = true
  expect(kept.isSteady).toBe(false)
})

test('what stays is steady where it is long, came again, and is no address of something the phone has', () => {
  expect(group('header', alike(2, 96)).isSteady).toBe(true)
  expect(group('header', alike(1, 96)).isSteady).toBe(false)
  expect(group('header', alike(2, 95)).isSteady).toBe(false)
  const kept = group('path', alike(2, 96))
  kept.isKept = true
  expect(kept.isSteady).toBe(false)
})

test('it tells lengths, contents and what is the same from the first byte on', () => {
  const head = Buffer.from('0102', 'hex')
  const draft = group(
    'whole',
    [40, 60, 50].map((length) => Buffer.concat([head, sealedBytes(length, length)])),
  )
  expect(draft.told(7)).toMatchObject({
    capture: 7,
    count: 3,
    judged: 3,
    distinct: 3,
    bytes: 156,
    bytesMin: 42,
    bytesMax: 62,
    sameFirstBytes: 2,
    first: { at, frame: 1 },
    last: { at, frame: 3 },
  })
  expect(group('whole', alike(1, 40)).told(0).sameFirstBytes).toBe(0)
})

test('names are the same in letters of any case', () => {
  const name = Buffer.from('abcdefghijklmnopqrstuvwxyz234567')
  const draft = group('name', [name, Buffer.from(name.toString().toUpperCase()), name])
  expect(draft.told(0).distinct).toBe(1)
})

test('requests to several places are told by their method', () => {
  const draft = group('query', alike(1, 96))
  draft.sawAt('POST /a', 'POST')
  expect(draft.told(0).place).toBe('POST /a')
  draft.sawAt('POST /b', 'POST')
  expect(draft.told(0).place).toBe('POST *')
  // Topics of MQTT have none.
  const other = group('query', alike(1, 96))
  other.sawAt('topic/b', '')
  expect(other.told(0).place).toBe('*')
})

test('beyond what is judged they are counted only', () => {
  const most = limits.report.opaqueJudgedMax
  const told = group('whole', different(most + 3, 32)).told(0)
  expect([told.count, told.judged, told.distinct]).toEqual([most + 3, most, most])
})
