import { expect, test } from 'vitest'
import { givenLayers } from '../../../test/support/capture-layers.ts'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import { endLayers } from './end-layers.ts'
import { nothingLearned } from './learned.ts'

const { frames } = new TcpConversation().open().send('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n').close()
const file = pcapFile(frames)

test('bytes of a capture come through source, packet and stream layer to the examiner', () => {
  const { layers, shared } = givenLayers(file, nothingLearned())
  expect(layers.feeder.reader?.counts.frames).toBe(frames.length)
  expect(layers.dissector.counts.tcpPackets).toBe(frames.length)
  expect(layers.streams.counts.tcpFlows).toBe(1)
  expect(layers.messages.counts.requests).toBe(1)
  expect(layers.examiner.counts.exchanges).toBe(1)
  expect([...shared.recipients.all].map(({ host }) => host)).toEqual(['a.example'])
  expect(shared.queue.bytesRead()).toBe(file.length)
})

test('those of a file of entries pass over the packets', () => {
  const { layers } = givenLayers(Buffer.from(harFile([harEntryOf()])), nothingLearned())
  expect(layers.feeder.entryReader?.counts.total).toBe(1)
  expect([layers.dissector.counts.frames, layers.examiner.counts.exchanges]).toEqual([0, 1])
})

test('frames are put in the order of their times only where that is known to be theirs', () => {
  const learned = nothingLearned()
  expect(givenLayers(file, learned).layers.byTime).toBeNull()
  learned.order.isByTime = true
  const { layers } = givenLayers(
    pcapFile(frames.toReversed().map((bytes, at) => ({ bytes, sec: 9 - at }))),
    learned,
  )
  expect(layers.byTime).not.toBeNull()
  // They wait for each other until the capture is over.
  expect(layers.dissector.counts.frames).toBe(0)
  endLayers(layers, learned)
  expect(layers.dissector.counts.frames).toBe(frames.length)
  expect(layers.messages.counts.requests).toBe(1)
})

test('what is known to be damaged is left out, from the second reading on', () => {
  const learned = nothingLearned()
  const damaged = Buffer.from(frames[3] as Buffer)
  damaged[60] = (damaged[60] as number) ^ 0x10
  const both = pcapFile([...frames.slice(0, 3), damaged, ...frames.slice(3)])
  for (const [reading, leftOut] of [0, 1].entries()) {
    const { layers } = givenLayers(both, learned)
    endLayers(layers, learned)
    expect([reading, learned.damage.leftOut.size]).toEqual([reading, leftOut])
  }
})
