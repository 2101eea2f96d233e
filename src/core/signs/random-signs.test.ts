import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { ascii85Digits, base32Digits } from './digit-values.ts'
import { areSignsNear, areSignsRandom } from './random-signs.ts'

/** Each byte as one of the signs. */
const drawn = (alphabet: string, length: number, seed: number): string =>
  [...sealedBytes(length, seed)].map((byte) => alphabet[byte % alphabet.length] ?? '').join('')

const shifted = (seed: number): string =>
  Buffer.from(sealedBytes(200, seed).toString('base64url'))
    .map((byte) => byte + 1)
    .toString()

const isRandom = (text: string): boolean => areSignsRandom(Buffer.from(text), 0, Buffer.byteLength(text))

test.each<[string, (seed: number) => string]>([
  ['base85', (seed) => drawn(ascii85Digits, 256, seed)],
  ['base32', (seed) => drawn(base32Digits, 256, seed)],
  ['base64, shifted', shifted],
  ['hex in other letters', (seed) => drawn('ghijklmnopqrstuv', 256, seed)],
])('what is encrypted looks random: %s', (_, make) => {
  let random = 0
  for (let seed = 0; seed < 200; seed++) if (isRandom(make(seed))) random++
  expect(random).toBeGreaterThanOrEqual(196)
})

const uuids = (sign: string): string =>
  Array.from({ length: 8 }, (_, at) =>
    sealedBytes(16, at)
      .toString('hex')
      .replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  ).join(sign)

test.each([
  ['an alphabet in its order', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.repeat(4)],
  ['JSON', JSON.stringify(Array.from({ length: 60 }, (_, at) => ({ [`key${at}`]: `value${at * 7919}` })))],
  [
    'base64 of text',
    Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(9)).toString('base64'),
  ],
  ['a list of UUIDs', uuids(',')],
  ['UUIDs side by side', uuids('')],
  ['a list of digests', [1, 2, 3, 4].map((seed) => sealedBytes(32, seed).toString('hex')).join(',')],
  ['a list of numbers', [...sealedBytes(200, 1)].join(',')],
  ['digits', [...sealedBytes(200, 1)].join('')],
  ['a short one', drawn(ascii85Digits, 127, 1)],
  ['text with a blank', `${drawn(ascii85Digits, 200, 1)} ${drawn(ascii85Digits, 200, 1)}`],
  [
    'an address',
    `https://www.example.com/a/b/c?${'utm_source=newsletter&utm_medium=email&q=1234&'.repeat(6)}`,
  ],
  [
    'what names a browser',
    'Mozilla/5.0(Linux;Android14;Pixel8)AppleWebKit/537.36(KHTML,likeGecko)Chrome/120.0'.repeat(2),
  ],
])('%s does not look random', (_, text) => {
  expect(isRandom(text)).toBe(false)
})

test.each([
  ['the alphabet of base64', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'],
  [
    'a palette of greys',
    Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at).repeat(3)).join(''),
  ],
])('signs near each other: %s', (_, text) => {
  expect(areSignsNear(Buffer.from(text))).toBe(true)
})

test('random signs are not near each other, also of few that stand in a row', () => {
  for (let seed = 0; seed < 500; seed++) {
    const bytes = sealedBytes(64, seed)
    expect(areSignsNear(Buffer.from(bytes.toString('base64')))).toBe(false)
    expect(areSignsNear(Buffer.from(bytes.toString('hex')))).toBe(false)
    const letters = bytes
      .toString('hex')
      .replaceAll(/./g, (digit) => 'abcdefghijklmnop'[parseInt(digit, 16)] ?? '')
    expect(areSignsNear(Buffer.from(letters))).toBe(false)
  }
  expect(areSignsNear(Buffer.alloc(0))).toBe(false)
})
