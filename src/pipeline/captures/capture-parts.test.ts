import { expect, test } from 'vitest'
import { givenLayers } from '../../../test/support/capture-layers.ts'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import { partsOfEntries, partsOfPackets } from './capture-parts.ts'
import { endLayers } from './end-layers.ts'
import { nothingLearned } from './learned.ts'
import type { ScannedCapture } from './scanned-capture.ts'

const facts = { sha256: null, fileBytes: 9, isGzip: false }
const { frames } = new TcpConversation().open().send('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n').close()

function partsOf(file: Buffer, isByTime = false): ScannedCapture {
  const learned = nothingLearned()
  learned.order.isByTime = isByTime
  const { layers, shared } = givenLayers(file, learned, 2)
  endLayers(layers, learned)
  const { reader, entryReader } = layers.feeder
  return entryReader === null
    ? partsOfPackets(0, 'given', facts, reader as NonNullable<typeof reader>, layers, learned, shared)
    : partsOfEntries(0, 'given', facts, entryReader, layers, shared)
}

function brokenSums({ coverage }: ScannedCapture): string[] {
  return coverage.equations.filter(({ left, right }) => left !== right).map(({ name }) => name)
}

test('of packets the frames count, all sums hold, and no entries go on', () => {
  const parts = partsOf(pcapFile(frames))
  expect(parts.summary).toMatchObject({ packets: frames.length, entries: 0, recorded: null, format: 'pcap' })
  expect(parts.summary).not.toHaveProperty('isByTime')
  expect(parts.entries).toBeNull()
  expect(parts.coverage.frames.total).toBe(frames.length)
  expect(brokenSums(parts)).toEqual([])
})

test('the order in which they were read stands in the summary', () => {
  expect(partsOf(pcapFile(frames), true).summary.isByTime).toBe(true)
})

test('of entries these count, all sums hold, and they may go on in another file', () => {
  const parts = partsOf(Buffer.from(harFile([harEntryOf()])))
  expect(parts.summary).toMatchObject({ packets: 0, entries: 1, format: 'har' })
  expect(parts.summary).not.toHaveProperty('isNamesOnly')
  expect(parts.entries).not.toBeNull()
  expect(parts.tunnels).toEqual([])
  expect(parts.coverage.equations.length).toBeGreaterThan(0)
  expect(brokenSums(parts)).toEqual([])
})
