import { expect, test } from 'vitest'
import { at, ends, feed } from '../../../test/support/fed-entries.ts'
import type { DnsEntry } from '../../source/entry.ts'

test('a question that stands behind its answer, as where the newest record comes first, is told once', () => {
  const { feeder, seen } = feed()
  const question = { name: 'id.a.example', type: 1 }
  const later = { sec: at.sec + 1, nsec: 0 }
  const asked: DnsEntry = { kind: 'dns', at, ends: ends('d'), id: 1, questions: [question], answer: null }
  const told: DnsEntry = { ...asked, at: later, answer: { rcode: 0, records: [] }, isAnswerOnly: true }
  feeder.entry(told, 1)
  feeder.entry(asked, 2)
  expect(seen).toHaveLength(1)
  // The same question again, and then one that was asked once more when it had been answered.
  feeder.entry(asked, 3)
  feeder.entry(told, 4)
  feeder.entry({ ...asked, at: { sec: later.sec + 1, nsec: 0 } }, 5)
  expect(seen).toHaveLength(3)
})

test('an answer names the address that it tells, and no other', () => {
  const { book, feeder, messages } = feed()
  const answer = {
    rcode: 0,
    records: [{ name: 'a.example', type: 1, ttlSeconds: 60, value: '198.51.100.9' }],
  }
  const questions = [{ name: 'a.example', type: 1 }]
  feeder.entry({ kind: 'dns', at, ends: ends('d'), id: 1, questions, answer }, 1)
  expect(messages.counts.dnsMessages).toBe(2)
  expect(book.answers.nameOf('192.0.2.1', '198.51.100.9', at.sec + 1).name).toBe('a.example')
  expect(book.answers.nameOf('192.0.2.1', '198.51.100.8', at.sec + 1).name).toBe('')
})

test('an answer that is no message of DNS is said, and no answer', () => {
  const { codes, feeder, messages } = feed()
  const answerMessage = Buffer.from('nothing')
  feeder.entry({ kind: 'dns', at, ends: ends('d'), id: 1, questions: [], answer: null, answerMessage }, 1)
  expect(messages.counts.dnsMessages).toBe(1)
  expect(Object.keys(codes())).toHaveLength(1)
})
