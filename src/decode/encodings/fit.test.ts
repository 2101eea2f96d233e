import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding } from './fit.ts'

/**
 * As its documents have it: the file's id (numbers least first), a definition with its highest bytes first, a position that
 * is none, three on a way of which the second is a metre from the first, and one with its time in the head.
 */
const file = Buffer.from(
  'DiA0CHUAAAAuRklUfXRBAAAAAAMAAQADBIwICAcBBHsqyOhFZGdlIDUzMEAAAQAUBP0EhgAEhQEEhQMBAgA7msoAf////3////+AADuaygEqmv4eB6Vg14AAO5rKAiqa/pUHpWDXgAA7msoDKptkpQelYNeAhQAAAAHoLYLYzgtgtoChAA==',
  'base64',
)

conformEncoding(
  encoding,
  {
    'a ride': {
      bytes: file,
      gives: [
        '0[0].serial_number = 3905432187',
        '0[0].8 = Edge 530',
        '20[1].position_lat = 59.9139000',
        '20[1].position_long = 10.7522000',
        '20[3].position_lat = 59.9161000',
        '20[3].position_long = 10.7522000',
        '20[4].position_lat = -33.5000000',
        '20[4].position_long = -70.2500000',
      ],
    },
  },
  { 'a name': 'ride.FIT of today', text: 'position_lat=1' },
)

test('a file in base64 is opened', () => {
  const result = decodeBody(`{"file":"${file.toString('base64')}"}`)
  expect(nodeWith(result, '59.9139000')?.key).toBe('position_lat')
})
