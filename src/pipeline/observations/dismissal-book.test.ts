import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { DismissalBook, tooManyDismissals } from './dismissal-book.ts'

test('what is dismissed again is counted, and beyond the limit it is said that not all is listed', () => {
  const log = new AnomalyLog()
  const book = new DismissalBook(log)
  const recipient = { id: 'r1' } as Parameters<DismissalBook['dismiss']>[1]
  const dismiss = (value: string): void =>
    book.dismiss({ identifier: 'imei', value, reason: 'a placeholder' }, recipient)
  for (let index = 0; index < limits.report.dismissalsMax; index++) dismiss(String(index))
  dismiss('0')
  expect([book.all.length, book.all[0]?.count, log.count(tooManyDismissals)]).toEqual([
    limits.report.dismissalsMax,
    2,
    0,
  ])
  dismiss('another')
  expect([book.all.length, log.count(tooManyDismissals)]).toEqual([limits.report.dismissalsMax, 1])
})
