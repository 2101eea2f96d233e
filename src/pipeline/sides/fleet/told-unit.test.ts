import { expect, test } from 'vitest'
import { unitsOf } from '../../../../test/support/fleet-of-sides.ts'

test('a clean unit with sends is refused', async () => {
  await expect(unitsOf('unit,affected,exposures,hits\na,no,50,3\n')).rejects.toThrow('which is it?')
  await expect(unitsOf('unit,affected,exposures,hits\na,yes,50,0\n')).rejects.toThrow('which is it?')
})
