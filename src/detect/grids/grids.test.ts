import { expect, test } from 'vitest'
import { geohash, geohashCell } from './geohash.ts'
import { plusMinus } from './grid-cell.ts'
import { h3Cell, h3Place, h3Resolution } from './h3-cell.ts'
import { maidenheadCell } from './maidenhead.ts'
import { mgrs, mgrsCell, utmBeginning } from './mgrs.ts'
import { quadkey, quadkeyCell, tileAt, tileCell } from './map-tile.ts'
import { plusCode, plusCodeCell } from './plus-code.ts'
import { s2Cell, s2Id, s2Leaf, s2Level, s2Parent, s2Token } from './s2-cell.ts'

/** As the libraries of others write them: ngeohash 0.6.4, open-location-code 1.0.3, s2js 1.44.0 (token of level 16, leaf). */
const places = [
  [59.913868, 10.752245, 'u4xsudvx9', '9FFGWQ72+GVX', '46416e619', 5062448821327176207n],
  [-33.856784, 151.215297, 'r3gx2ux9g', '4RRH46V8+74M', '6b12ae669', 7715420867172105727n],
  [40.689247, -74.044502, 'dr5r7p62n', '87G7MXQ4+M5X', '89c25088d', 9926585077330273597n],
  [-22.951916, -43.210487, '75cm2txp6', '589R2QXQ+6RJ', '00997fd59', 43206226837363403n],
  [0.000123, 0.000456, 's0000002d', '6FG22222+25W', '100000001', 1152921504735737223n],
  [71.170821, 25.783206, 'usdkfsqb0', 'CG375QCM+87G', '45c84da6f', 5028354363459919045n],
  [-54.801912, -68.302951, '4qr2jxx79', '37QH5MXW+6RM', 'bc4c22ded', 13568258117513136465n],
] as const

test.each(places)('%d, %d', (lat, lon, hash, code, token, leaf) => {
  expect(geohash(lat, lon, 9)).toBe(hash)
  expect(plusCode(lat, lon, 11)).toBe(code)
  expect(s2Leaf(lat, lon)).toBe(leaf)
  expect(s2Token(s2Parent(leaf, 16))).toBe(token)
  const cells = [
    geohashCell(hash),
    plusCodeCell(code),
    s2Cell(s2Parent(leaf, 16)),
    h3Place(h3Cell(lat, lon, 9)),
  ]
  for (const cell of cells) {
    expect(Math.abs((cell?.lat ?? 99) - lat) * 111_200).toBeLessThan((cell?.metres ?? 0) * 1.6)
    expect(Math.abs((cell?.lon ?? 999) - lon)).toBeLessThan(0.01)
  }
})

/** As h3-js 4.5.0 writes them, in resolutions 5, 10 and 15; the second and the last lie in a pentagon's base cell. */
test.each([
  [59.913868, 10.752245, '8509993bfffffff', '8a099938675ffff', '8f0999386666da6'],
  [64, 10.9, '850802d7fffffff', '8a0802d6cc9ffff', '8f0802d6cc9cd46'],
  [-33.856784, 151.215297, '85be0e37fffffff', '8abe0e35c097fff', '8fbe0e35c0942e3'],
  [40.689247, -74.044502, '852a1073fffffff', '8a2a1072b59ffff', '8f2a1072b59829e'],
  [-22.951916, -43.210487, '85a8a07bfffffff', '8aa8a0789d8ffff', '8fa8a0789d8d6b0'],
  [0.000123, 0.000456, '85754e67fffffff', '8a754e64d2dffff', '8f754e64d2de734'],
  [-54.801912, -68.302951, '85df4517fffffff', '8adf45175547fff', '8fdf45175542565'],
])('H3 of %d, %d', (lat, lon, coarse, middle, fine) => {
  expect([5, 10, 15].map((resolution) => h3Cell(lat, lon, resolution))).toEqual([coarse, middle, fine])
  expect([coarse, middle, fine].map(h3Resolution)).toEqual([5, 10, 15])
  const cell = h3Place(fine)
  expect(Math.abs((cell?.lat ?? 99) - lat)).toBeLessThan(1e-5)
})

test.each([
  ['geohash with a letter that is in none', geohashCell('u4xsua')],
  ['short plus code', plusCodeCell('WQ72+GV')],
  ['plus code with digits behind zeros', plusCodeCell('9FFG0000+22')],
  ['S2 id with an odd number of zeros behind', s2Id('46416e2')],
  ['S2 id of a seventh face', s2Id('e100000000000001')],
  ['H3 index of another mode', h3Place('1f0999386666da6')],
  ['H3 index with a digit behind its resolution', h3Place('85099938fffffff')],
  ['a word', h3Place('8headless12345')],
])('%s is no cell', (_, cell) => {
  expect(cell).toBeNull()
})

test('a level is the number of bits in front of the mark', () => {
  expect(s2Level(s2Parent(s2Leaf(10, 10), 12))).toBe(12)
  expect(s2Level(0n)).toBe(-1)
})

test('how exact a cell is', () => {
  expect(plusMinus(76.4)).toBe('±76 m')
  expect(plusMinus(2_444)).toBe('±2.4 km')
  expect(plusMinus(0.02)).toBe('±1 m or finer')
  expect(plusMinus(geohashCell('s000000')?.metres ?? 0)).toBe('±76 m')
  // A degree of longitude is half as long at 60° north.
  expect(geohashCell('u4xsux')?.metres).toBeLessThan(0.75 * (geohashCell('s00000')?.metres ?? 0))
})

/** The example of Bing's documentation, and tiles by the formula of OpenStreetMap's wiki. */
test('tiles of maps', () => {
  expect(quadkey(3, 3, 5)).toBe('213')
  expect(quadkeyCell('213')).toEqual(tileCell(3, 3, 5))
  expect(tileAt(59.913868, 10.752245, 16)).toEqual([34725, 19062])
  expect(tileAt(-33.856784, 151.215297, 18)).toEqual([241183, 157300])
  expect(tileAt(90, 180, 3)).toEqual([7, 0])
  const cell = tileCell(16, 34725, 19062)
  expect(Math.abs((cell?.lat ?? 99) - 59.913868)).toBeLessThan(0.002)
  expect(Math.abs((cell?.lon ?? 99) - 10.752245)).toBeLessThan(0.004)
  expect([tileCell(3, 8, 0), tileCell(23, 0, 0), quadkeyCell('214'), quadkeyCell('')]).toEqual([
    null,
    null,
    null,
    null,
  ])
})

/** As mgrs 2.2.0 and proj4 2.22.0 of npm write them; the west of Norway and Svalbard have wider zones. */
test.each([
  [59.913868, 10.752245, '32VNM9798243115', '32V 597982 6643115'],
  [-33.856784, 151.215297, '56HLH3490052290', '56H 334900 6252290'],
  [40.689247, -74.044502, '18TWL8073504700', '18T 580735 4504700'],
  [-22.951916, -43.210487, '23KPQ8347760685', '23K 683477 7460685'],
  [0.000123, 0.000456, '31NAA6607200013', ''],
  [71.170821, 25.783206, '35WMU5617196889', '35W 456171 7896889'],
  [-54.801912, -68.302951, '19FEV4480827028', '19F 544808 3927028'],
  [60.39299, 5.32415, '32VKN9747700830', '32V 297477 6700830'],
  [78.2232, 15.6267, '33XWG1427883355', '33X 514278 8683355'],
])('MGRS and UTM of %d, %d', (lat, lon, square, utm) => {
  expect(mgrs(lat, lon, 5)).toBe(square)
  if (utm !== '') expect(utm.startsWith(utmBeginning(lat, lon))).toBe(true)
  const blanks = `${square.slice(0, 3)} ${square.slice(3, 5)} ${square.slice(5, 10)} ${square.slice(10)}`
  for (const text of [square, blanks, square.toLowerCase(), ...(utm === '' ? [] : [utm])]) {
    const cell = mgrsCell(text)
    expect(Math.abs((cell?.lat ?? 99) - lat)).toBeLessThan(2e-5)
    expect(Math.abs((cell?.lon ?? 999) - lon)).toBeLessThan(5e-5)
  }
  const coarse = mgrsCell(square.slice(0, 8) + square.slice(10, 13))
  expect(coarse?.metres).toBe(50)
})

/** The examples of Wikipedia's article (Munich) and of the ARRL (its headquarters). */
test('locators of radio amateurs', () => {
  expect(maidenheadCell('JO59jv')).toMatchObject({ title: 'locator of 6 characters' })
  const munich = maidenheadCell('JN58td')
  expect(munich?.lat).toBeCloseTo(48.1458, 3)
  expect(munich?.lon).toBeCloseTo(11.625, 3)
  expect(maidenheadCell('FN31pr')?.lat).toBeCloseTo(41.7292, 3)
  expect(maidenheadCell('jo59JV09')?.metres).toBeLessThan(300)
})

test.each([
  ['MGRS with an odd number of digits', mgrsCell('32VNM9798243'), null],
  ['MGRS in a band that has none', mgrsCell('32INM9798243115'), null],
  ['MGRS of zone 61', mgrsCell('61VNM9798243115'), null],
  ['a square that the zone has not', mgrsCell('32VAM9798243115'), null],
  ['UTM out of its zone', mgrsCell('32V 997982 6643115'), null],
  ['a locator with letters beyond', maidenheadCell('JO59zz'), null],
  ['a word', maidenheadCell('locator'), null],
])('%s is none', (_, cell, expected) => {
  expect(cell).toBe(expected)
})
