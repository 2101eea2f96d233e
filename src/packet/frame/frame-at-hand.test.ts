import { expect, test } from 'vitest'
import { frameParts } from '../../../test/support/frame-parts.ts'
import { packetAnomalies } from '../anomalies.ts'
import { fates } from './fates.ts'

test('headers that are not all there are the fault of the capture where the frame was longer on the wire', () => {
  const cut = frameParts('')
  expect(cut.current.short(packetAnomalies.tcpMalformed, 10, 20)).toBe(fates.malformed)
  expect(cut.codes()).toEqual([packetAnomalies.headerCut.code.replace('packet.', '')])
  const short = frameParts('')
  expect(short.current.short(packetAnomalies.tcpMalformed, 20, 20)).toBe(fates.malformed)
  expect(short.codes()).toEqual([packetAnomalies.tcpMalformed.code.replace('packet.', '')])
})

test('what is noted names the frame, and none where there is none', () => {
  const { current, anomalies } = frameParts('')
  current.note(packetAnomalies.nesting, 'some')
  current.context = null
  current.note(packetAnomalies.nesting)
  expect(anomalies.tallies.get(packetAnomalies.nesting.code)?.samples).toEqual([
    { frame: 7, detail: 'some' },
    { frame: 0, detail: '' },
  ])
})

test('what is too deep is not supported, and has a name', () => {
  const { current } = frameParts('')
  expect([current.tooDeep(), current.name]).toEqual([fates.unsupported, 'nested headers'])
})
