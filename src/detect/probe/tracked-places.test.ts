import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { holdsTrackedPlace } from './tracked-places.ts'

const detector = new Detector(null)

describe('a place of a tracker is looked at', () => {
  test.each([
    'x;59.9139,N,10.7522,E;1',
    '{"p":"59.9139,N,10.7522,E"}',
    'T1 5954.8347,S,01045.1347,W 1',
    'p=59.9139%2CN%2C10.7522%2CE',
    `${'Nothing of it is said in words. '.repeat(200)}59.9139,N,10.7522,E`,
  ])('%s', (body) => {
    const input = request('/t', [], body)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).join()).toMatch(/^location=/)
  })
})

test.each(['a,N,b', 'size 1.25,N,2', 'row 12.3456,N,text', ',N,', '1.2345,N,1.2345,', 'Y,N,Y,N,Y,N,Y,N,Y,N'])(
  'nothing is seen in %s',
  (body) => {
    const bytes = Buffer.from(body)
    expect(holdsTrackedPlace(bytes, 0, bytes.length)).toBe(false)
  },
)
