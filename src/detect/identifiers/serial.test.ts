import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

test.each([
  [{ esn: 'YN00X5294356' }, ['serial=YN00X5294356 (possible)']],
  [{ esn: 'LAUFEBW8UD3PL2' }, ['serial=LAUFEBW8UD3PL2 (possible)']],
  // Of phones in networks of CDMA.
  [{ esn: '80A1B2C3' }, ['esn=80a1b2c3 (probable)']],
  [{ esn: 'A1000012AB34CD' }, []],
  [{ esn: 'enabled' }, []],
])('televisions call their serial number an ESN: %j', (body, expected) =>
  expect(foundIn(body).filter((one) => !one.startsWith('meid='))).toEqual(expected),
)

test.each([
  ['1e9e2bb8-a118-44db-98dd-0e2ddc1f9f4d', true],
  ['65e1f0a27b3c4d5e6f70819265e1f0a27b3c4d5e', true],
  ['tv-living-room-of-a-house-by-the-fjord-4711', false],
])('a program that may not know the serial number makes one of its own: %s', (value, isOne) =>
  expect(foundIn({ deviceSerialNumber: value })).toEqual(isOne ? [`device-id=${value} (possible)`] : []),
)
