import { expect, test } from 'vitest'
import { at, ends, feed } from '../../../test/support/fed-entries.ts'
import type { StreamEntry } from '../../source/entry.ts'

const request = Buffer.from('GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n')

function stream(bytes: readonly Buffer[], more: Partial<StreamEntry> = {}): StreamEntry {
  const pieces = bytes.map((piece) => ({ direction: 0, at, bytes: piece }) as const)
  return {
    kind: 'stream',
    at,
    ends: ends('s'),
    pieces,
    serverName: '',
    isWebSocket: false,
    ...more,
  } as StreamEntry
}

test('a connection is read as packets are, and over with its entry', () => {
  const { ended, feeder, recognised, seen } = feed()
  feeder.entry(stream([request.subarray(0, 9), request.subarray(9)]), 1)
  expect(recognised).toEqual(['http'])
  expect(seen).toMatchObject([{ part: 'request', head: request.length }])
  expect(ended).toMatchObject([{ bytesToServer: request.length, bytesToClient: 0 }])
})

test('an excerpt goes on in the next entry that says so, and is over in any other', () => {
  const { feeder, seen } = feed()
  const excerpt = (bytes: Buffer, goesOn: boolean) => stream([bytes], { isExcerpt: true, goesOn })
  feeder.entry(excerpt(request.subarray(0, 9), false), 1)
  feeder.entry(excerpt(request.subarray(9), true), 2)
  expect(seen).toMatchObject([{ head: request.length }])
  feeder.entry(excerpt(request.subarray(0, 9), false), 3)
  feeder.entry(excerpt(request, false), 4)
  expect(seen.at(-1)).toMatchObject({ head: request.length })
  expect([...feeder.counts.kinds]).toEqual([['bytes of a TCP connection', 4]])
})

test('bytes that an entry leaves out are counted', () => {
  const { feeder } = feed()
  feeder.entry(stream([request], { bytesLeftOut: 12 }), 1)
  feeder.entry(stream([request]), 2)
  expect(feeder.counts).toMatchObject({ bodiesLeftOut: 1, bodyBytesLeftOut: 12, withSent: 2, tcpFlows: 1 })
})
