import { expect, test } from 'vitest'
import { formatInstant } from './time.ts'

test('moments are written each as it is, whichever was written before', () => {
  const moments: readonly (readonly [sec: number, digits: number, text: string])[] = [
    [1_549_867_333, 6, '2019-02-11T06:42:13.000005Z'],
    [1_549_867_333, 0, '2019-02-11T06:42:13Z'],
    [1_549_867_334, 3, '2019-02-11T06:42:14.000Z'],
    [2 ** 45, 9, `${2 ** 45}.000005678s`],
    [2 ** 45, 0, `${2 ** 45}.000005678s`],
    [-1, 1, '1969-12-31T23:59:59.0Z'],
    [Number.NaN, 1, 'NaN.000005678s'],
    [0, 1, '1970-01-01T00:00:00.0Z'],
  ]
  for (const order of [moments, moments.toReversed(), moments])
    for (const [sec, digits, text] of order) expect(formatInstant({ sec, nsec: 5_678 }, digits)).toBe(text)
})
