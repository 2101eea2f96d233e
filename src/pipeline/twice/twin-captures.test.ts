import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import type { CaptureSummary } from '../scan-result.ts'
import { marksOfDocument, named, TwinFinder } from './twin-captures.ts'

const folder = testFolder('twin-captures')

const capture = (changes: Partial<CaptureSummary> = {}): CaptureSummary => ({
  path: 'a.pcap',
  sha256: null,
  format: 'pcap',
  isGzip: false,
  fileBytes: 900,
  packets: 7,
  entries: 0,
  bytes: 900,
  first: { sec: 5, nsec: 1_000 },
  last: { sec: 9, nsec: 2_000 },
  timeDigits: 6,
  application: null,
  comments: [],
  recorded: null,
  ...changes,
})

/** For each capture the path of the first that is the same, or null. */
async function twinsOf(...captures: CaptureSummary[]): Promise<(string | null)[]> {
  const finder = new TwinFinder()
  const found: (string | null)[] = []
  for (const one of named(captures)) found.push((await finder.twinOf(one))?.path ?? null)
  return found
}

test('the same capture under other names, compressed or not, is paired with its first', async () => {
  const packed = capture({ path: 'b.gz', isGzip: true, fileBytes: 300 })
  expect(await twinsOf(capture(), packed, capture({ path: 'c' }))).toEqual([null, 'a.pcap', 'a.pcap'])
})

test('captures that differ in one of their numbers, or show no moment, are no twins', async () => {
  const others: Partial<CaptureSummary>[] = [
    { packets: 8 },
    { entries: 1 },
    { bytes: 901 },
    { first: { sec: 5, nsec: 2_000 } },
    { last: { sec: 9, nsec: 3_000 } },
    { first: null, last: null },
  ]
  for (const changes of others) expect(await twinsOf(capture(), capture(changes))).toEqual([null, null])
  const empty = { packets: 0, bytes: 24, first: null, last: null }
  expect(await twinsOf(capture(empty), capture(empty))).toEqual([null, null])
})

test('of files that can be read, what they hold decides', async () => {
  const bytesOf = (path: string): Buffer =>
    pcapFile(
      new TcpConversation().open().send(`GET ${path} HTTP/1.1\r\nHost: a.example\r\n\r\n`).close().frames,
    )
  const put = (name: string, bytes: Buffer): CaptureSummary => {
    writeFileSync(join(folder, name), bytes)
    return capture({ path: join(folder, name) })
  }
  const one = put('one.pcap', bytesOf('/one'))
  const other = put('other.pcap', bytesOf('/two'))
  const packed = put('other.gz', gzipSync(bytesOf('/two')))
  expect(await twinsOf(one, other, packed)).toEqual([null, null, other.path])
})

test('the document of a scan knows its captures by the same marks', () => {
  const told = {
    packets: 7,
    entries: 0,
    bytes: 900,
    firstAt: '1970-01-01T00:00:05.000001Z',
    lastAt: '1970-01-01T00:00:09.000002Z',
  }
  expect(named([capture()]).map(({ mark }) => mark)).toEqual(marksOfDocument(told))
  for (const other of [null, {}, { ...told, bytes: '900' }, { ...told, firstAt: null }])
    expect(marksOfDocument(other)).toEqual([null])
})
