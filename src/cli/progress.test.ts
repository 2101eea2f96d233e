import { describe, expect, test } from 'vitest'
import { columnsOf } from '../report/writing/wrap.ts'
import { progressLine } from './progress.ts'

test('a bar fills its line but for the last column', () => {
  const line = progressLine('phone.pcapng', 25_000_000, 100_000_000, 80)
  expect(line).toMatch(/^phone\.pcapng 25 MB █+░+  25 %$/)
  expect(columnsOf(line)).toBe(79)
  expect(progressLine('-', 25_000_000, 0, 80)).toBe('- 25 MB')
})

describe('no line is as wide as its terminal', () => {
  const names = ['phone.pcapng', '捕获'.repeat(20), '📱'.repeat(20), '한국어 이름.pcap', 'x'.repeat(200)]
  test.each(names)('%s', (name) => {
    for (const columns of [5, 10, 20, 25, 30, 40, 80, 100])
      for (const [bytes, size] of [
        [1_000_000, 100_000_000],
        [123_456_000_000, 123_456_000_000],
        [1_000_000, 0],
      ] as const)
        expect(columnsOf(progressLine(name, bytes, size, columns)), `${columns}`).toBeLessThan(columns)
  })
})
