import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Profile } from '../../device/types.ts'
import { compile, spell, withDigests } from '../indicators.ts'
import { packSpellings, unpackSpellings } from './spelling-file.ts'
import type { SpelledProfile } from './spelling-file.ts'

const profile: Profile = {
  name: 'phone',
  identifiers: new Map([
    ['imei', ['357184092641738']],
    ['imsi', ['242010739182646']],
    ['wifi-mac', ['02:00:5e:10:20:2b']],
    ['cell-id', ['75091', '12']],
  ]),
  places: [{ name: 'home', lat: 59.93, lon: 10.77, cells: ['75091'], bssids: [] }],
  warnings: ['phone.yaml:3: imei: odd'],
}
const spelled: SpelledProfile = { profile, spellings: withDigests(spell(profile)) }
const packed = packSpellings(spelled)

/** All that a set of indicators says, as data. */
function listed({ profile: one, spellings }: SpelledProfile): unknown {
  const { long, binary, rare, words, texts, untraceable } = compile(one, spellings)
  expect(spellings.raws.length).toBeGreaterThan(0)
  const { digests } = compile(one, spellings)
  return [
    digests.columns(),
    [...long],
    [...binary],
    [...rare.long],
    [...rare.binary],
    words,
    texts,
    untraceable,
    one,
  ]
}

describe('the file of spellings', () => {
  test('gives back all that was put into it', () => {
    const back = unpackSpellings(packed)
    expect(back).not.toBeNull()
    expect(listed(back as SpelledProfile)).toEqual(listed(spelled))
    expect(spelled.spellings.common.long.edges.length).toBeGreaterThan(100)
  })

  test('gives back digests without making them again, and none where none were made', () => {
    const back = unpackSpellings(packed) as SpelledProfile
    const { digests } = compile(back.profile, back.spellings)
    const sha256 = createHash('sha256').update('357184092641738').digest()
    expect(digests.find(sha256.readInt32BE(0), sha256.readInt32BE(4))?.form).toBe('SHA-256')
    expect(digests.indexIn(sha256, 0, sha256.length)).toBe(0)
    const bare = unpackSpellings(packSpellings({ profile, spellings: spell(profile) }))
    expect(bare?.spellings.digests).toBeNull()
    const wrong = {
      ...spelled.spellings,
      digests: { highs: new Int32Array(1), lows: new Int32Array(1), places: new Int32Array([1e9]) },
    }
    expect(unpackSpellings(packSpellings({ profile, spellings: wrong }))).toBeNull()
  })

  test('does so wherever it lies in memory', () => {
    const moved = Buffer.concat([Buffer.alloc(1), packed]).subarray(1)
    expect(listed(unpackSpellings(moved) as SpelledProfile)).toEqual(listed(spelled))
  })

  test('cut short or with more behind it, it is none', () => {
    for (let length = 0; length < packed.length; length += 1 + (packed.length >> 9))
      expect(unpackSpellings(packed.subarray(0, length))).toBeNull()
    expect(unpackSpellings(Buffer.concat([packed, Buffer.alloc(4)]))).toBeNull()
  })

  test('whatever stands in it, what it gives can be searched', () => {
    const sample = Buffer.from('x=357184092641738&y=NTcxODQwOTI2NDE3Mzg&z=75091'.repeat(8))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const bytes = Buffer.from(packed)
          for (const [at, byte] of changes) bytes[at] = byte
          const back = unpackSpellings(bytes)
          if (back === null) return
          const { long, matcher, rare } = compile(back.profile, back.spellings)
          matcher.search(sample, 0, sample.length, { match: (index) => long.at(index).bytes.length === 0 })
          expect([...rare.long].length).toBe(rare.long.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('other bytes are no such file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(unpackSpellings(Buffer.from(bytes))).toBeNull()
      }),
      { numRuns: 100 },
    )
  })
})
