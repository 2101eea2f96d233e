import { expect, test } from 'vitest'
import { Stations } from './stations.ts'

const seen = (...macs: string[]): string => {
  const stations = new Stations()
  for (const mac of macs) stations.saw(Buffer.from(`ffff${mac}`, 'hex'), 2)
  return stations.busiest
}

test('the busiest station sent more than all others together', () => {
  const [phone, other, third] = ['02005e005301', '00005e005302', '00005e005303']
  expect(seen()).toBe('')
  expect(seen(other, other, other)).toBe(other)
  expect(seen(phone, other, phone)).toBe(phone)
  expect(seen(phone, other, phone, third)).toBe('')
})

test('of a crowd one that was seen early is found, and memory has an end', () => {
  const crowd = Array.from({ length: 5_000 }, (_, index) => (index + 1).toString(16).padStart(12, '0'))
  expect(seen(...crowd)).toBe('')
  expect(seen('02005e005301', ...crowd, ...crowd.map(() => '02005e005301'))).toBe('02005e005301')
})
