import { expect, test } from 'vitest'
import { LaterCounts } from './later-counts.ts'

test('what was tried counts when another message comes, once, and not where the same one is read again', () => {
  const later = new LaterCounts()
  let counted = 0
  const tryOne = (): void => later.add(() => counted++)
  tryOne()
  expect(counted).toBe(0)
  later.count(true)
  tryOne()
  later.count(false)
  expect(counted).toBe(1)
  later.count(false)
  expect(counted).toBe(1)
  tryOne()
  later.forget()
  later.count(false)
  expect(counted).toBe(1)
})
