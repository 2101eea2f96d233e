import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kilometresBetween } from '../../core/kilometres.ts'
import { baiduMetres, fromBaiduMetres, fromDatum, inDatum, isInChina, isOfNeighbour } from './datums.ts'

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

test('cities beside the border are told from those in China', () => {
  for (const [name, lat, lon] of [
    ['Kathmandu', 27.7172, 85.324],
    ['Pokhara', 28.2096, 83.9856],
    ['Biratnagar', 26.8, 87.2718],
    ['Thimphu', 27.4728, 89.639],
    ['Gangtok', 27.3314, 88.6138],
    ['Lahore', 31.5204, 74.3587],
    ['Amritsar', 31.634, 74.8723],
    ['Chandigarh', 30.7333, 76.7794],
    ['Dehradun', 30.3165, 78.0322],
    ['Srinagar', 34.0837, 74.7973],
    ['Leh', 34.1526, 77.5771],
    ['Gilgit', 35.9208, 74.3144],
    ['Bishkek', 42.8746, 74.5698],
    ['Karakol', 42.4907, 78.3936],
    ['Hamhung', 39.9183, 127.5364],
    ['Kanggye', 40.9674, 126.5852],
    ['Chongjin', 41.7833, 129.7667],
    ['Kinmen', 24.4369, 118.3179],
    ['Penghu', 23.5654, 119.5793],
    ['Nangan', 26.1597, 119.9519],
  ] as const) {
    const isDoubted = isInChina(lat, lon) && !isOfNeighbour(lat, lon)
    expect([name, isDoubted]).toEqual([name, false])
  }
  for (const [name, lat, lon] of [
    ['Kashgar', 39.4704, 75.9898],
    ['Tashkurgan', 37.7747, 75.2258],
    ['Yining', 43.9143, 81.3289],
    ['Aksu', 41.1688, 80.2606],
    ['Rutog', 33.3871, 79.7306],
    ['Burang', 30.2946, 81.1774],
    ['Lhasa', 29.652, 91.1721],
    ['Zhangmu', 27.9886, 85.9817],
    ['Yadong', 27.4849, 88.9067],
    ['Ruili', 24.0127, 97.8519],
    ['Yingjiang', 24.7052, 97.9323],
    ['Jinghong', 22.0017, 100.7979],
    ['Dandong', 40.1292, 124.3947],
    ["Ji'an", 41.1256, 126.194],
    ['Linjiang', 41.8119, 126.9182],
    ['Tumen', 42.968, 129.8435],
    ['Hunchun', 42.8624, 130.3658],
    ['Xiamen', 24.4798, 118.0894],
    ['Fuzhou', 26.0745, 119.2965],
    ['Pingtan', 25.5037, 119.7906],
    ['Hong Kong', 22.3193, 114.1694],
  ] as const)
    expect([name, isInChina(lat, lon), isOfNeighbour(lat, lon)]).toEqual([name, true, false])
})
