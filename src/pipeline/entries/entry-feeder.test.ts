import { expect, test } from 'vitest'
import { at, ends, exchange, feed } from '../../../test/support/fed-entries.ts'
import { countedBytes } from '../../message/message-counts.ts'
import { contactEntry } from '../../source/logs/contact-entry.ts'
import type { DnsEntry, Ends } from '../../source/entry.ts'

test('names of questions, handshakes and contacts are handed on, and are in no sum of bytes', () => {
  const { feeder, messages, seen } = feed()
  const question = { name: 'id.a.example', type: 1 }
  const other = { name: 'b.example', type: 1 }
  const dns: DnsEntry = {
    kind: 'dns',
    at,
    ends: ends('d'),
    id: 1,
    questions: [question, other],
    answer: null,
  }
  feeder.entry(dns, 1)
  // The answer alone, told apart: the name was searched with the question.
  feeder.entry({ ...dns, answer: { rcode: 0, records: [] }, isAnswerOnly: true }, 2)
  feeder.entry(
    { kind: 'hello', at, ends: ends('h'), serverName: 'c.example', transport: 'tls', version: '', alpn: [] },
    3,
  )
  const contact = contactEntry({ at, app: 'x', host: 'D.example' })
  expect(typeof contact).not.toBe('string')
  if (typeof contact !== 'string') feeder.entry(contact, 4)
  const pieces = [{ direction: 0, at, bytes: Buffer.from('12345') }] as const
  const stream = { kind: 'stream', at, ends: ends('s'), pieces, isWebSocket: false } as const
  feeder.entry({ ...stream, serverName: 'e.example', nameSource: 'sni' }, 5)
  const names = seen.filter(({ head }) => head === 0)
  expect(names.slice(0, 5)).toMatchObject([
    { part: 'request', body: 12, bodyAt: 0 },
    { part: 'request', body: 9, bodyAt: 12 },
    { part: 'request', body: 9, bodyAt: 0 },
    { part: 'request', body: 9, bodyAt: 0 },
    // Behind the bytes of the connection.
    { part: 'request', body: 9, bodyAt: 5 },
  ])
  expect(countedBytes(messages.counts)).toBe(5)
})

test.each<[string, Partial<Ends>, string]>([
  // Computed apart, by the specification.
  ['both ends on the wire', {}, '1:gGrne+flJNShMDR0RRwgKq24Jhw='],
  ['the ID that the file has', { communityId: '1:of the file' }, '1:of the file'],
  ['ends of the phone and of a proxy', { isOnWire: false }, ''],
  ['a port that the file does not say', { clientPort: 0 }, ''],
  ['an end without an address', { clientAddress: '' }, ''],
])('Community ID: %s', (_, some, wanted) => {
  const { feeder, ended } = feed()
  feeder.entry({ ...exchange(Buffer.from('a'), 'text/plain'), ends: { ...ends('one'), ...some } }, 1)
  feeder.end()
  expect(ended.map(({ communityId }) => communityId)).toEqual([wanted])
})
