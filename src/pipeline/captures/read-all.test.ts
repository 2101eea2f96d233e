import { expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { openAttribution } from '../../attribute/attribution.ts'
import { readData } from '../../cli/data-files.ts'
import { never } from '../reading/left-out-files.ts'
import type { ScanOptions } from '../scan-options.ts'
import { nothingLearned } from './learned.ts'
import { readAll } from './read-all.ts'
import type { Reading } from './read-all.ts'

const put = putInto(testFolder('read-all'))
const options: ScanOptions = {
  profile: null,
  attribution: openAttribution(readData),
  wantsHash: false,
  onProgress: () => undefined,
}
const asked = (host: string): string =>
  put(
    `${host}.pcap`,
    pcapFile(new TcpConversation().open().send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).close().frames),
  )
const empty = put('empty.pcap', '')

function read(places: readonly string[], more: Partial<ScanOptions> = {}): Promise<Reading> {
  return readAll(places, { ...options, ...more }, places.map(nothingLearned), never)
}

test('captures share who was sent something, and each has its own of the rest', async () => {
  const { captures, shared, told } = await read([asked('a.example'), asked('b.example')])
  expect([...shared.recipients.all].map(({ host }) => host)).toEqual(['a.example', 'b.example'])
  expect(captures.map(({ examiner }) => examiner.counts.exchanges)).toEqual([1, 1])
  expect(new Set(captures.map(({ log }) => log)).size).toBe(2)
  expect(told[0]).not.toBe(told[1])
})

test('of a recording what is known stays with the capture it is of, behind one that was left out', async () => {
  const places = [empty, asked('a.example')]
  const learned = places.map(nothingLearned)
  const { captures, told, log } = await readAll(places, { ...options, isRecording: true }, learned, never)
  expect(captures.map(({ summary }) => summary.path)).toEqual([places[1]])
  expect(told[0]).toBe(learned[1])
  expect(log.tallies.get('source.file.empty')?.samples).toEqual([{ frame: 0, detail: empty }])
  await expect(read(places)).rejects.toThrow('empty.pcap is empty')
  await expect(read([empty], { isRecording: true })).rejects.toThrow('empty.pcap is empty')
})
