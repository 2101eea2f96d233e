import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { md5 } from '../../core/hashes/md5.ts'
import { sha1 } from '../../core/hashes/sha1.ts'
import { sha256 } from '../../core/hashes/sha256.ts'
import { TextHash } from './text-hash.ts'

const hashes = Object.entries({ md5, sha1, sha256 }).map(([name, hash]) => ({
  name,
  hash: new TextHash(hash),
}))
const text = (max: number): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength: max }).map((bytes) => Buffer.from(bytes).toString('latin1'))

test("the first word is that of Node's hash, of each length around the blocks", () => {
  for (const { name, hash } of hashes)
    for (let length = 0; length < 200; length++) {
      const of = Buffer.from(Array.from({ length }, (_, at) => (at * 37 + length) & 255))
      expect(hash.firstOf(of.toString('latin1')), `${name} ${length}`).toBe(
        createHash(name).update(of).digest().readInt32BE(0),
      )
    }
})

test("the first word of an HMAC is that of Node's, with keys shorter and longer than a block", () => {
  fc.assert(
    fc.property(fc.constantFrom(...hashes), text(150), text(150), ({ name, hash }, key, message) => {
      const expected = createHmac(name, Buffer.from(key, 'latin1'))
        .update(Buffer.from(message, 'latin1'))
        .digest()
      expect(hash.keyedFirstOf(key, message)).toBe(expected.readInt32BE(0))
      // Keys are kept.
      expect(hash.keyedFirstOf(key, message)).toBe(expected.readInt32BE(0))
    }),
    { seed: 11, numRuns: 600 },
  )
})
