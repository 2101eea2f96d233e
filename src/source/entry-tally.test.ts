import { expect, test } from 'vitest'
import { fiddlerFiles } from '../../test/support/fiddler-archive.ts'
import { readEntries } from '../../test/support/read-entries.ts'
import type { ReadEntries } from '../../test/support/read-entries.ts'
import { Float, harEntryOf, harFile, httpFlow, streamFlow } from '../../test/support/recordings.ts'
import { storedRecord } from './archives/stored-zip.ts'

/** Seconds of the first and the last moment of a recording. */
function spanOf({ counts: { first, last } }: ReadEntries): unknown[] {
  return [first?.sec, last?.sec]
}
const start = 1_772_610_126
const har = (...options: Parameters<typeof harEntryOf>): ReadEntries =>
  readEntries('har', harFile([harEntryOf(...options)]))

test('a recording goes on until the last message of a WebSocket, and until the last answer was there', () => {
  const messages = (...times: unknown[]): unknown => times.map((time) => ({ type: 'send', time, data: 'x' }))
  const _webSocketMessages = messages(start + 2, start + 10_800, '2026-03-04T07:42:09Z')
  expect(spanOf(har({ entry: { _webSocketMessages } }))).toEqual([start, start + 10_800])
  expect(spanOf(har({ entry: { time: 90_000 } }))).toEqual([start, start + 90])
  expect(spanOf(har({ response: null, entry: { time: 90_000 } }))).toEqual([start, start])
})

test('what is no time does not move its ends', () => {
  const messages = [12.5, -1, 'soon', null].map((time) => ({ type: 'send', time, data: 'x' }))
  expect(spanOf(har({ entry: { _webSocketMessages: messages } }))).toEqual([start, start])
})

test('a recording goes on until the last piece of a stream', () => {
  const pieces = [1_772_610_130, 1_772_613_730].map(
    (time) => [true, Buffer.from('x'), new Float(`${time}.5`)] as const,
  )
  expect(spanOf(readEntries('mitmproxy', streamFlow('tcp', 'a.example', pieces)))).toEqual([
    1_772_610_130, 1_772_613_730,
  ])
})

test('a recording goes on until the last answer was over', () => {
  const flow = httpFlow(21, 'a.example', '/', '').toString('latin1')
  const last = flow.lastIndexOf('timestamp_end;') + 'timestamp_end;'.length
  const later = flow.slice(0, last) + flow.slice(last).replace('1772610126', '1772610199')
  expect(spanOf(readEntries('mitmproxy', Buffer.from(later, 'latin1')))).toEqual([start, start + 73])
  const client = 'GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n'
  const server = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  const begin = '2026-03-04T07:42:06Z'
  const files = fiddlerFiles([{ client, server, begin, done: '2026-03-04T07:43:06Z' }])
  const archive = Buffer.concat(files.map(({ name, bytes }) => storedRecord(name, bytes)))
  expect(spanOf(readEntries('fiddler', archive))).toEqual([start, start + 60])
})
