import { expect, test } from 'vitest'
import { shapeBits, shapeLatitude, shapePointAt } from './shape-point.ts'

const pointOf = (hex: string): ReturnType<typeof shapePointAt> => {
  const bytes = Buffer.from(hex, 'hex')
  return shapePointAt(bytes, 1, 0, bytes.length)
}

test.each([
  // 60 degrees are 2/3 of a quarter turn, 30 degrees 1/12 of a turn.
  ['10555555155555', 60, 30],
  ['00d55555eaaaab', -60, -30],
  ['9000000000000005', 0, 0],
  ['807fffff7fffff0102', 90, 180],
])('%s', (hex, lat, lon) => {
  const point = pointOf(hex)
  expect(point?.lat).toBeCloseTo(lat, 4)
  expect(point?.lon).toBeCloseTo(lon, 4)
})

test.each(['20555555155555', 'ff555555155555', '1055555515555', ''])('%s is none', (hex) =>
  expect(pointOf(hex)).toBeNull(),
)

test('a latitude is written as it is read', () => {
  for (const degrees of [59.9139, -33.8688, 0, 90, -90]) {
    const bytes = Buffer.concat([Buffer.from([0x10]), shapeLatitude(degrees), Buffer.alloc(3)])
    expect(shapePointAt(bytes, 1, 0, bytes.length)?.lat).toBeCloseTo(degrees, 4)
  }
})

test('a point nearer than its distance says more', () => {
  expect(shapeBits(90, 180)).toBeCloseTo(8 - Math.log2(6))
  expect(shapeBits(0.0027, 0.008)).toBeGreaterThan(29)
})
