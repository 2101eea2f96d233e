import { expect, test } from 'vitest'
import { EmptyValues } from './empty-values.ts'

test('values that held nothing are known by their bytes, long ones are not, and many are forgotten', () => {
  const values = new EmptyValues(1)
  const one = Buffer.from([0, 255, 128, 7])
  expect(values.has(one)).toBe(false)
  values.add(one)
  expect(values.has(Buffer.from(one))).toBe(true)
  expect(values.has(one.subarray(1))).toBe(false)
  const long = Buffer.alloc(257)
  values.add(long)
  expect(values.has(long)).toBe(false)
  for (let at = 0; at < 5_000; at++) values.add(Buffer.from(`value ${at}`))
  expect(values.has(one)).toBe(false)
  expect(values.has(Buffer.from('value 4999'))).toBe(true)
})

test('what is to be tried more than once is known from the last time on, until all is forgotten', () => {
  const values = new EmptyValues(3)
  const one = Buffer.from('one')
  expect([1, 2, 3].map(() => (values.add(one), values.has(one)))).toEqual([false, false, true])
  values.forget()
  expect(values.has(one)).toBe(false)
})
