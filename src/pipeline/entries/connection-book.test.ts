import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { ConnectionBook, tooManyConnections } from './connection-book.ts'

const { dnsAnswersMax } = limits.attribute

test.each<[string, (book: ConnectionBook, id: string) => void]>([
  ['beginnings', (book, id) => void book.isNew(id)],
  ['sizes', (book, id) => book.sawSizes(id)],
  ['ends', (book, id) => void book.isFirstEnd(id)],
  ['names', (book, id) => book.sawName(id, 'a.example', 'sni')],
  ['certificates', (book, id) => book.sawCertificate(id, 'a.example')],
  ['certificates shown', (book, id) => book.showed(id, 'F1')],
])('%s of more connections than are kept are said, and none that is known', (_, tell) => {
  const log = new AnomalyLog()
  const book = new ConnectionBook(log)
  for (let index = 0; index < dnsAnswersMax; index++) tell(book, `C${index}`)
  tell(book, 'C0')
  expect(log.count(tooManyConnections)).toBe(0)
  tell(book, 'another')
  expect(log.count(tooManyConnections)).toBe(1)
})
