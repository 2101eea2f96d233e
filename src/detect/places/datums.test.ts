import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kilometresBetween } from '../../core/kilometres.ts'
import { baiduMetres, fromBaiduMetres, fromDatum, inDatum, isInChina } from './datums.ts'

test('GCJ-02 and BD-09 are what the published converters print', () => {
  // The example of coord-convert.
  const gcj = inDatum({ lat: 40, lon: 120 }, 'gcj02')
  expect(gcj.lat).toBeCloseTo(40.001_304_789_6, 9)
  expect(gcj.lon).toBeCloseTo(120.005_675_683_55, 9)
  // The examples of gcoord.
  const bd = inDatum({ lat: 39.914_266, lon: 116.403_988 }, 'bd09')
  expect(bd.lat).toBeCloseTo(39.921_965_801_27, 9)
  expect(bd.lon).toBeCloseTo(116.416_615_600_68, 9)
  const back = fromDatum({ lat: 45, lon: 123 }, 'gcj02')
  expect(back.lat).toBeCloseTo(44.998_040_7, 6)
  expect(back.lon).toBeCloseTo(122.993_956, 6)
})

test('Baidu’s metres are those of its own script', () => {
  for (const [lat, lon, easting, northing] of [
    [39.915, 116.404, 12_958_175, 4_825_923.77],
    [31.24, 121.499, 13_525_353.98, 3_641_593.36],
    [39.914_889, 116.403_874, 12_958_160.97, 4_825_907.72],
    [39.961_627, 116.274_625, 12_943_772.884, 4_832_666.423],
  ] as const) {
    const metres = baiduMetres({ lat, lon })
    expect(Math.abs(metres.easting - easting)).toBeLessThan(0.02)
    expect(Math.abs(metres.northing - northing)).toBeLessThan(0.4)
    const back = fromBaiduMetres(easting, northing)
    expect(kilometresBetween(back.lat, back.lon, lat, lon)).toBeLessThan(0.0004)
  }
})

const somewhere = fc.record({
  lat: fc.double({ min: 18, max: 53.5, noNaN: true }),
  lon: fc.double({ min: 73.5, max: 134.9, noNaN: true }),
})

test('there and back again is a millimetre, and the shift is as far as is said', () => {
  fc.assert(
    fc.property(somewhere, fc.constantFrom('gcj02', 'bd09'), (place, datum) => {
      fc.pre(isInChina(place.lat, place.lon))
      const there = inDatum(place, datum)
      fc.pre(isInChina(there.lat, there.lon))
      const metres = kilometresBetween(place.lat, place.lon, there.lat, there.lon) * 1_000
      // GCJ-02 has places where it hardly shifts.
      expect(metres).toBeGreaterThan(datum === 'gcj02' ? 0 : 600)
      expect(metres).toBeLessThan(datum === 'gcj02' ? 720 : 1_600)
      const back = fromDatum(there, datum)
      expect(kilometresBetween(place.lat, place.lon, back.lat, back.lon)).toBeLessThan(1e-6)
    }),
    { numRuns: 2_000 },
  )
})

test('nothing outside of China is shifted', () => {
  for (const [name, lat, lon] of [
    ['Oslo', 59.9139, 10.7522],
    ['Taipei', 25.0375, 121.5637],
    ['Seoul', 37.5665, 126.978],
    ['Tokyo', 35.6812, 139.7671],
    ['Hanoi', 21.0285, 105.8542],
    ['Delhi', 28.6139, 77.209],
    ['Ulaanbaatar', 47.9185, 106.9177],
    ['Vladivostok', 43.1155, 131.8855],
    ['Giza', 29.9792, 31.1342],
    ['no number', Number.NaN, Number.NaN],
  ] as const)
    for (const datum of ['gcj02', 'bd09'] as const) {
      expect([name, inDatum({ lat, lon }, datum)]).toEqual([name, { lat, lon }])
      expect([name, fromDatum({ lat, lon }, datum)]).toEqual([name, { lat, lon }])
    }
  for (const [lat, lon] of [
    [39.9087, 116.3975],
    [31.2304, 121.4737],
    [22.5431, 114.0579],
    [43.8256, 87.6168],
    [45.8038, 126.535],
    [29.652, 91.1721],
    [20.0174, 110.3492],
  ] as const)
    expect([lat, isInChina(lat, lon)]).toEqual([lat, true])
})
