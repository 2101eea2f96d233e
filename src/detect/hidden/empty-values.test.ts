import { expect, test } from 'vitest'
import { EmptyValues } from './empty-values.ts'

function nameOf(bytes: Buffer): string {
  return EmptyValues.nameOf(bytes) as string
}

test('values that held nothing are known by their bytes, long ones are not, and many are forgotten', () => {
  const values = new EmptyValues()
  const one = Buffer.from([0, 255, 128, 7])
  expect(values.of(nameOf(one))).toBe(0)
  values.add(nameOf(one))
  expect(values.of(nameOf(Buffer.from(one)))).toBe(1)
  expect(values.of(nameOf(one.subarray(1)))).toBe(0)
  expect(nameOf(Buffer.alloc(256))).toHaveLength(256)
  expect(EmptyValues.nameOf(Buffer.alloc(257))).toBeNull()
  expect(values.of(null)).toBe(0)
  for (let at = 0; at < 5_000; at++) values.add(`value ${at}`)
  expect(values.of(nameOf(one))).toBe(0)
  expect(values.of('value 4999')).toBe(1)
})

test('tries are counted until all is forgotten, and what held something is tried for ever', () => {
  const values = new EmptyValues()
  expect([1, 2, 3].map(() => (values.add('one'), values.of('one')))).toEqual([1, 2, 3])
  values.keep('one')
  values.add('one')
  expect(values.of('one')).toBeLessThan(0)
  values.forget()
  expect(values.of('one')).toBe(0)
})
