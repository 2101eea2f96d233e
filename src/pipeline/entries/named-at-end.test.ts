import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { RecipientBook } from '../recipients/recipient-book.ts'
import { NamedAtEnd } from './named-at-end.ts'

test('each is named once, in order', () => {
  const book = new RecipientBook(new AnomalyLog())
  const [a, b, c] = ['a.example', 'b.example', 'c.example'].map((host) => book.named(host, 'host'))
  const named = new NamedAtEnd()
  expect([...named]).toEqual([])
  for (const one of [a, a, b, a, c, b]) if (one !== undefined) named.add(one)
  expect([...named]).toEqual([a, b, c])
})
