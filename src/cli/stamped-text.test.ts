import { expect, test } from 'vitest'
import { clockDoubts } from './stamped-text.ts'

const at = '2026-03-01T12:00:00.000Z'
const now = Date.parse('2026-03-02T00:00:00Z')

test('a seal that was dated back, or a stamp of a time to come, is told', () => {
  expect(clockDoubts({ at }, '2026-03-01T11:59:40.000Z', now)).toEqual([])
  expect(clockDoubts({ at }, '2026-03-01T12:05:00.000Z', now)).toEqual([])
  expect(clockDoubts({ at }, '2019-02-01T12:00:00.000Z', now)).toEqual([
    expect.stringContaining(
      'said 2019-02-01T12:00:00.000Z when this stamp was asked for: that clock was behind',
    ),
  ])
  expect(clockDoubts({ at }, '2026-03-01T13:00:00.000Z', now)).toEqual([expect.stringContaining('was ahead')])
  expect(clockDoubts({ at }, 'yesterday', now)).toHaveLength(1)
  expect(clockDoubts({ at }, at, Date.parse('2026-02-01T00:00:00Z'))).toEqual([
    'the stamp is later than 2026-02-01T00:00:00.000Z, which is now by the clock of this machine',
  ])
})
