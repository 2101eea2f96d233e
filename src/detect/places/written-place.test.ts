import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlaceSearch } from './place-search.ts'
import { mayBeWrittenPlace, writtenPlace } from './written-place.ts'

const lat = 59.9139
const lon = 10.7522
const search = new PlaceSearch([{ name: 'home', lat, lon, cells: [], bssids: [] }])

function pair(write: (bytes: Buffer, degrees: number, at: number) => void): Buffer {
  const bytes = Buffer.alloc(8)
  write(bytes, lat, 0)
  write(bytes, lon, 4)
  return bytes
}

const pairs = [
  pair((bytes, degrees, at) => bytes.writeFloatBE(degrees, at)),
  pair((bytes, degrees, at) => bytes.writeFloatLE(degrees, at)),
  pair((bytes, degrees, at) => bytes.writeInt32BE(Math.round(degrees * 1e7), at)),
  pair((bytes, degrees, at) => bytes.writeInt32LE(Math.round(degrees * 1e6), at)),
]
const encodings = ['hex', 'base64', 'base64url'] as const

test('two numbers near a place, in hex and base64', () => {
  for (const bytes of pairs)
    for (const encoding of encodings) {
      const word = Buffer.from(bytes.toString(encoding))
      expect(writtenPlace(search, word)?.form).toContain(`in ${encoding === 'hex' ? 'hex' : 'base64'}`)
      expect(mayBeWrittenPlace(search, word, 0, word.length)).toBe(true)
    }
})

test('the quick question says the same, wherever the word stands', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 60 }).map((random) => Buffer.from(random)),
    fc
      .tuple(fc.uint8Array({ maxLength: 12 }), fc.constantFrom(...pairs), fc.uint8Array({ maxLength: 12 }))
      .map((parts) => Buffer.concat(parts)),
  )
  fc.assert(
    fc.property(bytes, fc.constantFrom(...encodings), fc.boolean(), (value, encoding, isUpper) => {
      const text = value.toString(encoding)
      const word = Buffer.from(isUpper && encoding === 'hex' ? text.toUpperCase() : text)
      const around = Buffer.concat([Buffer.from('id='), word, Buffer.from('&')])
      expect(mayBeWrittenPlace(search, around, 3, 3 + word.length)).toBe(
        writtenPlace(search, word, true) !== null,
      )
    }),
    { numRuns: 1_000 },
  )
})
