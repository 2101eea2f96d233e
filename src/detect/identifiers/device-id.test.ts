import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

function found(value: object): string[] {
  const input = request('/x', [], JSON.stringify(value))
  return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
}

test.each([
  { machine_id: 'e2-medium' },
  { hardware_id: 'rev-b2-board' },
  { terminal_id: 'T1-gate-12' },
  { vendorID: 20_803, deviceID: 101_057_024, driverVersion: '512.615.0' },
])('%j may be a type of machines', (value) =>
  expect(found(value)).toEqual([expect.stringMatching(/ \(possible\)$/)]),
)

test.each(['9f1c2d3e-board-77', 'android-9f1c2d3e4a5b6c7d', '101057024', 'ab12-cd34-ef56'])(
  '%s tells devices apart',
  (value) => expect(found({ device_id: value })).toEqual([`device-id=${value} (probable)`]),
)
