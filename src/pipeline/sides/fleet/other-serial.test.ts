import { expect, test } from 'vitest'
import { silent } from '../../../../test/support/silent-side.ts'
import { unitsOf } from '../../../../test/support/fleet-of-sides.ts'
import type { Side } from '../../../assess/side.ts'

test('a unit that sends another serial number than the one given for it is told, without the number', async () => {
  const reasonOf = async (
    given: string,
    serials: readonly string[],
    phone: Side['phone'] = [],
  ): Promise<string> => {
    const side = silent({ serials: new Set(serials), phone })
    const table = `unit,captures,serial,imei\na,a.pcap,${given},35-718409-264173-8\n`
    return (await unitsOf(table, side))[0]?.reason ?? ''
  }
  const other = await reasonOf('LK89-9990 0001', ['lk8253118968'])
  expect(other).toContain('it sends a serial number of the same length that is another than the one given')
  expect(other).not.toMatch(/0001|8968/)
  for (const [given, serials] of [
    ['LK8253118968', ['lk8999900001', 'lk8253118968']],
    // Of a part of it, perhaps.
    ['LK8253118968', ['a71f']],
    ['LK8253118968', []],
    ['', ['lk8253118968']],
    // More than are kept: its own may be one of the others.
    ['LK8253118968', Array.from({ length: 64 }, (_, index) => `lk82531190${10 + index}`)],
  ] as const)
    expect(await reasonOf(given, serials)).not.toContain('another')
  const imei = { kind: 'imei', name: 'imei', value: '35718409264173', shown: '35•73' } as const
  const told = (phone: Side['phone']): Promise<string> => reasonOf('LK8999900001', ['lk8253118968'], phone)
  // It surely sends its own IMEI: the number is that of a part.
  expect(await told([imei])).not.toContain('another')
  expect(await told([{ ...imei, isDoubtful: true }])).toContain('another')
  expect(await told([{ ...imei, value: '35718409264174' }])).toContain('another')
})
