import { expect, test } from 'vitest'
import { unitsOf } from '../../../../test/support/fleet-of-sides.ts'

test('one phone in two rows is refused without its number', async () => {
  const read = unitsOf('unit,serial,affected\na,B2NGAB0731360687,yes\nb,b2ngab0731360687,no\n')
  await expect(read).rejects.toThrow(/row 3: b has the serial of a: one phone counts as one unit/)
  await expect(read).rejects.not.toThrow('0731360687')
})
