import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkOpenings,
  commitmentTo,
  commitmentsText,
  openingsText,
  readCommitments,
  readOpenings,
} from './commitment.ts'
import type { Opening } from './commitment.ts'

const salt = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const opening = fc.record({
  identifier: fc.constantFrom('imei', 'iccid', 'ssid', 'digest'),
  number: fc.nat({ max: 50 }),
  value: fc.string({ unit: 'grapheme' }),
  salt,
})
const manifest = 'a'.repeat(64)
const closed = ({
  identifier,
  number,
  ...rest
}: Opening): { identifier: string; number: number; commitment: string } => ({
  identifier,
  number,
  commitment: commitmentTo({ identifier, ...rest }),
})

describe('a commitment', () => {
  /** By other means: `printf 'varde/commitment@1\0\0\0\0\4imei\0\0\0\017357184092641738'` and 32 bytes of 1 into `sha256sum`. */
  test('is the digest that the documentation says', () => {
    expect(commitmentTo({ identifier: 'imei', value: '357184092641738', salt: '01'.repeat(32) })).toBe(
      '7de199409184005d696aef0eaad3b8615e90adee877c50c11a83519892c0b2d0',
    )
  })

  test('is opened by its value and salt, and by nothing else', () => {
    fc.assert(
      fc.property(opening, fc.string(), salt, (one, otherValue, otherSalt) => {
        const commitments = [closed(one)]
        const check = (changed: Partial<Opening>): number =>
          checkOpenings(commitments, { manifest, openings: [{ ...one, ...changed }] }, manifest).opened.length
        expect(check({})).toBe(1)
        if (otherValue !== one.value) expect(check({ value: otherValue })).toBe(0)
        if (otherSalt !== one.salt) expect(check({ salt: otherSalt })).toBe(0)
        expect(check({ number: one.number + 1 })).toBe(0)
        expect(check({ identifier: `${one.identifier}-` })).toBe(0)
      }),
    )
  })

  test('does not let a part of the kind pass as a part of the value', () => {
    const one = { salt: '02'.repeat(32) }
    expect(commitmentTo({ identifier: 'imei', value: 'sv12', ...one })).not.toBe(
      commitmentTo({ identifier: 'imeisv', value: '12', ...one }),
    )
  })

  test('to the same value is another with each salt: trying all values of a short kind finds none', () => {
    const cell = { identifier: 'cell-id', value: '1234' }
    const target = commitmentTo({ ...cell, salt: '5f'.repeat(32) })
    const tried = Array.from({ length: 10_000 }, (_, value) =>
      commitmentTo({ identifier: 'cell-id', value: String(value), salt: '00'.repeat(32) }),
    )
    expect(new Set(tried).size).toBe(10_000)
    expect(tried).not.toContain(target)
  })

  test('is written and read in one form, and what is no such file is refused', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(opening, { selector: ({ identifier, number }) => `${identifier} ${number}` }),
        (openings) => {
          expect(readOpenings(openingsText({ manifest, openings }))).toEqual({ manifest, openings })
          expect(readCommitments(commitmentsText(openings.map(closed)))).toEqual(openings.map(closed))
        },
      ),
    )
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readOpenings(text)).toBeNull()
        expect(readCommitments(text)).toBeNull()
      }),
    )
    const one = { identifier: 'imei', number: 1, commitment: '0'.repeat(64) }
    expect(readCommitments(commitmentsText([one, one]))).toBeNull()
  })

  test('made for another bundle is refused', () => {
    const { problems } = checkOpenings([], { manifest, openings: [] }, 'b'.repeat(64))
    expect(problems).toEqual(['the openings were made for another bundle'])
  })
})
