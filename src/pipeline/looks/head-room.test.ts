import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { Message } from '../../message/types.ts'
import { examinerAnomalies } from '../examiner-anomalies.ts'
import { HeadRoom } from './head-room.ts'

const { captureHeadBytesMax, captureHeadRatioMax } = limits.decode
const buf = Buffer.alloc(captureHeadBytesMax / 4)

/** A head of so many bytes, that a table made of one byte on the wire. */
function headFromTable(length: number): Message {
  const message = new Message()
  message.frame = 7
  message.head.buf = buf
  message.head.end = length
  message.head.runs.addWhole(0, 7, 54, 1)
  return message
}

test('heads from tables are read in full until they are more than all may be, then as much of each as it earns', () => {
  const anomalies = new AnomalyLog()
  const room = new HeadRoom(anomalies)
  for (let count = 0; count < 4; count++)
    expect(room.boundedInput(headFromTable(buf.length)).head.length).toBe(buf.length)
  expect(anomalies.count(examinerAnomalies.budget)).toBe(0)
  // What four bytes on the wire have earned is left.
  expect(room.boundedInput(headFromTable(buf.length)).head.length).toBe(4 * captureHeadRatioMax)
  expect(room.boundedInput(headFromTable(buf.length)).head.length).toBe(captureHeadRatioMax)
  expect(anomalies.tallies.get(examinerAnomalies.budget.code)?.samples).toEqual([
    { frame: 7, detail: 'captureHeadBytesMax' },
    { frame: 7, detail: 'captureHeadBytesMax' },
  ])
})

test('a head as it was on the wire is read in full, however long heads are', () => {
  const anomalies = new AnomalyLog()
  const room = new HeadRoom(anomalies)
  const message = new Message()
  message.head.buf = buf
  message.head.end = buf.length
  message.head.runs.add(0, 7, 54)
  for (let count = 0; count < 6; count++) expect(room.boundedInput(message).head.length).toBe(buf.length)
  expect(anomalies.count(examinerAnomalies.budget)).toBe(0)
})
