import { describe, expect, test } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import { inDatum } from './datums.ts'
import { PlaceSearch } from './place-search.ts'

const home = { name: 'home', lat: 59.93, lon: 10.77, cells: [], bssids: [] }
const search = new PlaceSearch([home])
const isFound = (bytes: Buffer): boolean => search.find(bytes, 0, bytes.length) !== null

/** A pair of 10^-7 degrees near home, least byte first. */
const pair = (lat = home.lat, lon = home.lon): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeInt32LE(Math.round(lat * 1e7), 0)
  bytes.writeInt32LE(Math.round(lon * 1e7), 4)
  return bytes
}
const random = (seed: number, length: number): Buffer => new Rng(`place-chance/${seed}`).bytes(length)

describe('two numbers near a place', () => {
  test('are believed by themselves, in a message of numbers, and among names', () => {
    expect(isFound(pair())).toBe(true)
    const time = Buffer.alloc(8)
    time.writeBigInt64BE(1_700_000_000_000n)
    expect(isFound(Buffer.concat([pair(), time, Buffer.from([0, 0, 0, 12])]))).toBe(true)
    const named = [
      Buffer.from('{"type":"fix","at":'),
      pair(),
      Buffer.from(',"accuracy":12,"provider":"gps"}'),
    ]
    expect(isFound(Buffer.concat(named))).toBe(true)
  })

  test('are believed as semicircles, in both orders of bytes', () => {
    const bytes = Buffer.alloc(8)
    const unit = 2 ** 31 / 180
    bytes.writeInt32LE(Math.round(home.lat * unit), 0)
    bytes.writeInt32LE(Math.round(home.lon * unit), 4)
    expect(isFound(bytes)).toBe(true)
    expect(search.find(Buffer.from(bytes).swap32(), 0, 8)?.form).toContain('semicircles')
  })

  test('are believed as the point of a shape, behind its type, and not without', () => {
    for (const place of [home, { lat: -home.lat, lon: -home.lon }]) {
      const point = Buffer.alloc(8)
      point[0] = 0x10
      point.writeIntBE(Math.round((place.lon / 360) * 2 ** 24), 4, 3)
      const size = Math.floor((Math.abs(place.lat) / 90) * 2 ** 23)
      point.writeUIntBE(place.lat < 0 ? size + 2 ** 23 : size, 1, 3)
      point[7] = 9
      const there = new PlaceSearch([{ ...home, ...place }])
      const message = Buffer.concat([Buffer.from('0a0b0102', 'hex'), point])
      expect(there.find(message, 0, message.length)?.form).toContain('point of a shape')
      message[4] = 0x11
      expect(there.find(message, 0, message.length, true)).toBeNull()
    }
  })

  test('near a place in China are weighed against the three that it may be sent as', () => {
    const beijing = { name: 'beijing', lat: 39.9087, lon: 116.3975, cells: [], bssids: [] }
    const there = new PlaceSearch([beijing])
    for (const datum of ['wgs84', 'gcj02', 'bd09'] as const) {
      const { lat, lon } = inDatum(beijing, datum)
      const bytes = pair(lat, lon)
      expect(there.find(bytes, 0, bytes.length)).toMatchObject(
        datum === 'wgs84' ? { kilometres: 0 } : { datum },
      )
      const noise = Array.from({ length: 500 }, (_, seed) => {
        const message = Buffer.concat([random(seed, 200), bytes, random(seed + 10_000, 200)])
        return there.find(message, 0, message.length)
      })
      expect(noise.filter((hit) => hit !== null)).toEqual([])
    }
    let met = 0
    for (let seed = 0; seed < 40; seed++) {
      const bytes = random(seed + 20_000, 200_000)
      if (there.find(bytes, 0, bytes.length) !== null) met++
    }
    expect(met).toBe(0)
  })

  test('are chance among random bytes, however many', () => {
    const believed = Array.from({ length: 2_000 }, (_, seed) =>
      isFound(Buffer.concat([random(seed, 200), pair(), random(seed + 10_000, 200)])),
    )
    expect(believed.filter((one) => one).length).toBeLessThan(10)
  })

  test('are believed there where there is more than one, as on a track', () => {
    const track = Array.from({ length: 40 }, (_, step) => pair(home.lat + step / 20_000, home.lon))
    expect(isFound(Buffer.concat(track))).toBe(true)
    expect(isFound(Buffer.concat([random(1, 100), pair(), random(2, 100), pair(), random(3, 100)]))).toBe(
      true,
    )
  })

  test('say enough in random bytes as numbers of 64 bits', () => {
    const doubles = Buffer.alloc(16)
    doubles.writeDoubleBE(home.lat, 0)
    doubles.writeDoubleBE(home.lon, 8)
    expect(isFound(Buffer.concat([random(4, 200), doubles, random(5, 200)]))).toBe(true)
  })

  test('are none beyond 180 degrees', () => {
    const bytes = pair()
    bytes.writeInt32LE(Math.round((home.lon - 360) * 1e6), 4)
    bytes.writeInt32LE(Math.round(home.lat * 1e6), 0)
    expect(isFound(bytes)).toBe(false)
  })
})
