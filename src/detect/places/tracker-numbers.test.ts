import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

/** Bytes of a tracker's message around its latitude and longitude. */
interface Tracker {
  readonly unit: number
  readonly before: string
  readonly behind: string
  readonly form: string
}

const gt06: Tracker = {
  unit: 1_800_000,
  before: '78781f120b081d112e10cc',
  behind: '0015 4c01cc00287d001fb80003808d0d0a',
  form: 'whole numbers of 1/30,000 minutes',
}
const jt808: Tracker = {
  unit: 1_000_000,
  before: '7e02000026013800000000000100000000000c0003',
  behind: '00280000000020112712304501040000',
  form: String.raw`whole numbers of 10\^-6 degrees`,
}

/** A message of it, in which a bit elsewhere says the halves of the earth. */
function sent({ unit, before, behind }: Tracker, lat: number, lon: number): Buffer {
  const place = Buffer.alloc(8)
  place.writeUInt32BE(Math.round(Math.abs(lat) * unit), 0)
  place.writeUInt32BE(Math.round(Math.abs(lon) * unit), 4)
  return Buffer.concat([Buffer.from(before, 'hex'), place, Buffer.from(behind.replaceAll(' ', ''), 'hex')])
}

function found(body: Buffer, lat: number, lon: number): string[] {
  const home = { name: 'home', lat, lon, cells: [], bssids: [] }
  const detector = new Detector({ ...profileOf({}), places: [home] })
  const input = request('/t', [], body)
  return isWorthDecoding(detector, input)
    ? detect(detector, input)
        .detections.filter(({ identifier }) => identifier === 'location')
        .map(({ value, writtenAs, confidence }) => `${value} ${writtenAs} (${confidence})`)
    : []
}

const places = [
  ['the north-east', 59.9139, 10.7522],
  ['the south', -33.8688, 151.2093],
  ['the west', 40.7128, -74.006],
  ['the south-west', -34.6037, -58.3816],
] as const

for (const [name, tracker] of Object.entries({ gt06, jt808 })) {
  test.each(places)(`${name} in %s`, (_, lat, lon) => {
    expect(found(sent(tracker, lat, lon), lat, lon)).toEqual([
      expect.stringMatching(`^${lat.toFixed(6)},${lon.toFixed(6)} ${tracker.form}.* \\(certain\\)$`),
    ])
  })

  test.each(places)(`${name} is not near %s`, (_, lat, lon) => {
    expect(found(sent(tracker, lat + 0.02, lon), lat, lon)).toEqual([])
    expect(found(sent(tracker, lat, lon + 0.02), lat, lon)).toEqual([])
  })
}

/** Digits of degrees and minutes, as the binary messages of H02 have them. */
function packed(lat: number, lon: number): Buffer {
  const digits = (size: number, whole: number): string => {
    const parts = Math.round(Math.abs(size) * 600_000)
    return `${String(Math.floor(parts / 600_000)).padStart(whole, '0')}${String(parts % 600_000).padStart(6, '0')}`
  }
  const flags = 2 + (lat < 0 ? 0 : 4) + (lon < 0 ? 0 : 8)
  const point = `${digits(lat, 2)}06${digits(lon, 3)}${flags.toString(16)}`
  return Buffer.from(`2441060116330921070926${point}000187fffffbfdff0000`, 'hex')
}

test.each(places)('H02 in %s', (_, lat, lon) => {
  expect(found(packed(lat, lon), lat, lon)).toEqual([
    expect.stringMatching(/ degrees and minutes in packed digits \(H02\): ±1 m or finer \(certain\)$/),
  ])
  expect(found(packed(-lat, lon), lat, lon)).toEqual([])
  expect(found(packed(lat, -lon), lat, lon)).toEqual([])
  expect(found(packed(lat + 0.02, lon), lat, lon)).toEqual([])
  const cut = packed(lat, lon).subarray(0, -11)
  expect(found(cut, lat, lon)).toEqual([])
  const bent = packed(lat, lon)
  bent[17] = 0xfa
  expect(found(bent, lat, lon)).toEqual([])
})

test('numbers with signs are of the half of the earth that they say', () => {
  const place = Buffer.alloc(8)
  place.writeInt32BE(-40_712_800, 0)
  place.writeInt32BE(74_006_000, 4)
  expect(found(place, 40.7128, -74.006)).toEqual([])
  expect(found(place, 40.7128, 74.006)).toEqual([])
  expect(found(place, -40.7128, 74.006)).toHaveLength(1)
})
