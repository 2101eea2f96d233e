import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { RunOrigin } from '../../core/origin.ts'
import { tlsAnomalies } from './anomalies.ts'
import { ConnectionAnomalies } from './connection-anomalies.ts'

const { keyMissing, notOpened, noHello } = tlsAnomalies

function begun(): { log: AnomalyLog; anomalies: ConnectionAnomalies; samplesOf: (code: string) => string[] } {
  const log = new AnomalyLog()
  const samplesOf = (code: string): string[] =>
    (log.tallies.get(code)?.samples ?? []).map(({ frame, detail }) => `${frame} ${detail}`)
  return { log, anomalies: new ConnectionAnomalies(testFlow('tcp', {}), log), samplesOf }
}

function originOf(frame: number): RunOrigin {
  const origin = new RunOrigin()
  origin.frame = frame
  origin.sec = 2
  origin.nsec = 3
  return origin
}

test('what is noted has the frame of the last record, and that of a connection its flow', () => {
  const { anomalies, samplesOf } = begun()
  anomalies.at(originOf(6))
  anomalies.at(originOf(7))
  anomalies.note(notOpened)
  anomalies.noteOfFlow(noHello)
  expect(samplesOf(notOpened.code)).toEqual(['7 '])
  expect(samplesOf(noHello.code)).toEqual(['7 flow 0'])
  expect(anomalies.place).toEqual({ frame: 7, sec: 2, nsec: 3 })
})

test('of all that is missing, the first is said, unless another has told of it', () => {
  const { log, anomalies } = begun()
  anomalies.noteMissing(keyMissing)
  anomalies.noteMissing(keyMissing)
  anomalies.noteMissing(noHello)
  expect([log.count(keyMissing), log.count(noHello)]).toEqual([1, 0])
  const told = begun()
  told.anomalies.leaveMissing()
  told.anomalies.noteMissing(keyMissing)
  expect(told.log.tallies.size).toBe(0)
})
