import { expect, test } from 'vitest'
import { parseDocumentTime } from './document-time.ts'
import { formatInstant } from './time.ts'

test.each([0, 1_549_863_782, -1, 2 ** 33, 300_000_000_000, 9_000_000_000_000])(
  'reads what documents write: %d seconds',
  (sec) => {
    const at = { sec, nsec: 21_226_397 }
    expect(parseDocumentTime(formatInstant(at, 9))).toEqual(at)
  },
)

test.each(['', '2019-02-30T05:30:00Z', '2019-13-12T05:30:00Z', '12', '12.5s', 'yesterday'])(
  '"%s" is no time',
  (text) => {
    expect(parseDocumentTime(text)).toBeNull()
  },
)
