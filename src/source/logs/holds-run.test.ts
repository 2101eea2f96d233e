import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { holdsRun } from './holds-run.ts'

test('finds what the runtime finds', () => {
  // Few letters, so that starts repeat within.
  let state = 7
  const next = (): number => (state = (state * 48_271) % 0x7fff_ffff)
  const text = (length: number): Buffer => Buffer.from(Array.from({ length }, () => 0x61 + (next() % 2)))
  for (let count = 0; count < 2_000; count++) {
    const [bytes, run] = [text(next() % 24), text(next() % 7)]
    expect(holdsRun(bytes, run), `${bytes.toString()} ${run.toString()}`).toBe(bytes.includes(run))
  }
})

test('takes no longer where bytes were chosen against it', () => {
  const run = Buffer.alloc(1_000_000, 0x61)
  run[500_000] = 0x62
  const from = processorTime()
  expect(holdsRun(Buffer.alloc(2_000_000, 0x61), run)).toBe(false)
  // The runtime's search takes minutes.
  expect(processorTime() - from).toBeLessThan(5_000)
})
