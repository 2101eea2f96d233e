import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

test.each([
  { machine_id: 'e2-medium' },
  { hardware_id: 'rev-b2-board' },
  { terminal_id: 'T1-gate-12' },
  { vendorID: 20_803, deviceID: 101_057_024, driverVersion: '512.615.0' },
])('%j may be a type of machines', (value) =>
  expect(foundIn(value)).toEqual([expect.stringMatching(/ \(possible\)$/)]),
)

test.each(['9f1c2d3e-board-77', 'android-9f1c2d3e4a5b6c7d', '101057024', 'ab12-cd34-ef56'])(
  '%s tells devices apart',
  (value) => expect(foundIn({ device_id: value })).toEqual([`device-id=${value} (probable)`]),
)
