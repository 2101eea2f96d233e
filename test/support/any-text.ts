import * as fc from 'fast-check'

/** Half of the characters are ASCII, which is what readers look for; the others are any, halves of surrogates too. */
const codePoint = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0x10ffff }))

/**
 * For tests: any text, its length in code points. As `fc.string({ unit: 'binary' })`, which goes over all code points at
 * its first use: in each file that costs more than most tests.
 */
export function anyText(lengths: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.array(codePoint, lengths).map((points) => String.fromCodePoint(...points))
}
