import { expect, test } from 'vitest'
import { unitsOf } from '../../../../test/support/fleet-of-sides.ts'

test('a number of a unit gets neither into its name nor into its attributes', async () => {
  const units = await unitsOf('IMEI,Serial,Region,affected\n357184092641738,B2NGAB0731360687,NO,yes\n')
  expect(units).toMatchObject([{ id: 'unit 1' }])
  expect([...(units[0]?.attributes ?? [])]).toEqual([
    ['Region', 'NO'],
    ['serial start (4)', 'B2NG'],
    ['serial start (6)', 'B2NGAB'],
    ['serial start (8)', 'B2NGAB07'],
  ])
})
