import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

test.each([
  ['D/RILJ: [0044]< VOICE_REGISTRATION_STATE {1, 28ac, 14080C2, 14, null, null, 0} [SUB0]', '21004482'],
  ['D/RILJ    ( 1789): [0044]< REGISTRATION_STATE {1, 28ac, 3c4d, 3} [SUB0]', '15437'],
  ['D/RILJ: [0045]< DATA_REGISTRATION_STATE {5,28ac,14080c2,14,null,20} [PHONE0]', '21004482'],
  ['05:06 D/LocationTracker: onCellLocationChanged [10412,21004290,123]', '21004290'],
  ['05:06 D/Phone: getCellLocation: [10412,21004290,-1]', '21004290'],
])('a log of the radio tells the cell: %s', (line, cell) => {
  expect(foundIn(line)).toEqual([`cell-id=${cell} (probable)`])
  expect(foundIn({ log: `05:06:07 I Boot: done\n${line}\n05:06:09 I Other: ok` })).toEqual([
    `cell-id=${cell} (probable)`,
  ])
})

test.each([
  '< VOICE_REGISTRATION_STATE {1, ffff, ffffffff, 14} [SUB0]',
  '< VOICE_REGISTRATION_STATE {0, 0, 0, 0} [SUB0]',
  '< VOICE_REGISTRATION_STATE {0, null, null, 0} [SUB0]',
  'REGISTRATION_STATE: [1, 2, 4096]',
  'USER_REGISTRATION_STATE {1, 2001, 4096}',
  'REGISTRATION_STATE {1, 2, 4096}',
  'REGISTRATION_STATE changed to 12, 4000, 21004290',
  'onCellLocationChanged [-1,-1,-1]',
  'grid cellLocations [12,21004290]',
  'cellLocation: [12,13,14,15]',
])('no cell stands in %s', (line) => {
  expect(foundIn(line)).toEqual([])
})
