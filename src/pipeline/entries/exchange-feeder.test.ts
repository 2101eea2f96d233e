import { expect, test } from 'vitest'
import { bytesOf, exchange, feed } from '../../../test/support/fed-entries.ts'
import { limits } from '../../core/limits.ts'
import { countedBytes } from '../../message/message-counts.ts'

test('parts stand one behind the other, and every byte is counted', () => {
  const { feeder, messages, seen } = feed()
  const entry = exchange(Buffer.from('{"a":1}'), 'application/json', '', 30)
  feeder.entry(entry, 4)
  const { request, response } = entry
  const requestBytes = request.head.length + request.body.length
  const responseHead = response?.head.length ?? 0
  expect(seen).toMatchObject([
    { part: 'request', body: 7, bodyAt: request.head.length, reason: 'gap', leftOut: 30 },
    { part: 'response', body: 7, bodyAt: requestBytes + responseHead },
    { part: 'request', head: 0, body: 5, bodyAt: requestBytes + responseHead + 7 },
  ])
  expect(countedBytes(messages.counts)).toBe(bytesOf(entry))
  expect(feeder.counts).toMatchObject({ bodiesLeftOut: 2, bodyBytesLeftOut: 60, tcpFlows: 1 })
})

test('heads and bodies beyond the limits are read up to there, media of answers is counted, and it is said', () => {
  const { feeder, messages, seen, codes } = feed()
  const { bodyBytesMax } = limits.message
  const headBytesMax = limits.source.entryHeadBytesMax
  const long = exchange(
    Buffer.alloc(limits.message.bodyBytesMax + 100),
    'text/plain',
    'x'.repeat(headBytesMax),
  )
  feeder.entry(long, 1)
  expect(seen.slice(0, 3)).toMatchObject([
    { part: 'request', head: headBytesMax, body: bodyBytesMax, reason: 'limit' },
    { part: 'request', head: 0, body: 100, bodyAt: bytesOf(long, 'request') - 100 },
    { part: 'response', head: headBytesMax, body: bodyBytesMax, reason: 'limit' },
  ])
  expect(codes()).toEqual({
    'message.http.head_too_long': 2,
    'message.http.body_in_pieces': 1,
    'message.http.body_too_long': 1,
  })
  expect(countedBytes(messages.counts)).toBe(bytesOf(long))
  expect(messages.counts.limitBytes).toBe(bytesOf(long) - 2 * (headBytesMax + bodyBytesMax) - 'frame'.length)
  const image = exchange(Buffer.alloc(50), 'image/png')
  feeder.entry(image, 2)
  expect(seen.slice(-3, -1)).toMatchObject([
    { part: 'request', body: 50 },
    { part: 'response', body: 0, reason: 'media', leftOut: 50 },
  ])
  expect(messages.counts.mediaBytes).toBe(50)
  expect(countedBytes(messages.counts)).toBe(bytesOf(long) + bytesOf(image))
})

test('of what may never have been sent no byte counts as one that its recipient got', () => {
  const sent = feed()
  const entry = { ...exchange(Buffer.from('abc'), 'text/plain'), messages: [] }
  sent.feeder.entry(entry, 1)
  sent.feeder.end()
  expect(sent.ended[0]?.bytesToServer).toBe(bytesOf(entry, 'request'))
  const unsent = feed()
  unsent.feeder.entry({ ...entry, mayBeUnsent: true }, 1)
  unsent.feeder.end()
  expect(unsent.ended[0]?.bytesToServer).toBe(0)
  expect(unsent.seen).toEqual(sent.seen)
})

test('entries are counted by what they are, and those without content apart', () => {
  const { feeder } = feed()
  const entry = exchange(Buffer.from('abc'), 'text/plain')
  feeder.entry(entry, 1)
  feeder.entry({ ...entry, messages: [], isBodyRecorded: false }, 2)
  feeder.entry({ ...entry, messages: [], protocol: 'dhcp' }, 3)
  feeder.entry({ ...entry, messages: [], protocol: 'unrecognised' }, 4)
  expect([...feeder.counts.kinds]).toEqual([
    ['HTTP exchange with WebSocket messages', 1],
    ['HTTP exchange', 1],
    ['DHCP message', 1],
    ['message of another protocol', 1],
  ])
  expect(feeder.counts).toMatchObject({ withoutContent: 1, withSent: 3 })
})
