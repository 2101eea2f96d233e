import { expect, test } from 'vitest'
import { givenLayers } from '../../../test/support/capture-layers.ts'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import { streamAnomalies } from '../../stream/anomalies.ts'
import { turnIsNumber } from '../observations/with-receipt.ts'
import { clockAnomaly } from '../reading/clock-of-1970.ts'
import { nowhere } from '../recipients/own-addresses.ts'
import { endLayers } from './end-layers.ts'
import { nothingLearned } from './learned.ts'

const frames = new TcpConversation()
  .open()
  .send('POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100\r\n\r\nimei=352099001761481')
  .frames.map((bytes) => ({ bytes, sec: 1_772_610_000 }))

test('what the layers hold back is told when the capture is over', () => {
  const learned = nothingLearned()
  const { layers } = givenLayers(pcapFile(frames), learned)
  expect([layers.streams.counts.ends['capture-end'], layers.messages.counts.requests]).toEqual([0, 0])
  endLayers(layers, learned)
  expect([layers.streams.counts.ends['capture-end'], layers.messages.counts.requests]).toEqual([1, 1])
  expect(layers.streams.liveFlows).toBe(0)
})

test('nothing of the layers is held by what lives as long as the results', () => {
  const learned = nothingLearned()
  learned.order.isByTime = true
  const { layers } = givenLayers(pcapFile(frames), learned)
  const { examiner } = layers
  expect([examiner.urgent === null, examiner.own.macsAt === nowhere]).toEqual([false, false])
  expect(examiner.teller.turnOf).not.toBe(turnIsNumber)
  endLayers(layers, learned)
  expect([examiner.urgent, examiner.own.macsAt]).toEqual([null, nowhere])
  expect(examiner.teller.turnOf).toBe(turnIsNumber)
})

test('that frames were read in another order is said, and that a clock was not set', () => {
  const straight = nothingLearned()
  const one = givenLayers(pcapFile(frames), straight).layers
  endLayers(one, straight)
  expect([one.log.count(streamAnomalies.readByTime), one.log.count(clockAnomaly)]).toEqual([0, 0])
  const byTime = nothingLearned()
  byTime.order.isByTime = true
  const other = givenLayers(pcapFile(frames.map((frame) => ({ ...frame, sec: 100 }))), byTime).layers
  endLayers(other, byTime)
  expect([other.log.count(streamAnomalies.readByTime), other.log.count(clockAnomaly)]).toEqual([1, 1])
})
