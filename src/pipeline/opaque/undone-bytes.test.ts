import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { base32 } from '../../../tools/accuracy/codecs.ts'
import { plainLength, UndoneBytes } from './undone-bytes.ts'
import { keptBytesMax } from './written-as.ts'
import type { Written } from './written-as.ts'

const value = sealedBytes(120, 'undone')
const written: readonly (readonly [Written, Buffer])[] = [
  ['bytes', value],
  ['base64', Buffer.from(value.toString('base64url'))],
  ['hex', Buffer.from(value.toString('hex'))],
  ['base32', Buffer.from(base32(value))],
  ['characters', Buffer.from(value.toString('latin1'), 'utf8')],
]

test.each(written)('what is written as %s is undone, and about as long', (alphabet, bytes) => {
  expect(new UndoneBytes().of(bytes, alphabet).equals(value)).toBe(true)
  expect(Math.abs(plainLength(bytes, alphabet) - value.length)).toBeLessThanOrEqual(
    alphabet === 'characters' ? 12 : 1,
  )
})

test('of long values some is undone, and all of it counted', () => {
  const long = Buffer.from(sealedBytes(keptBytesMax * 3, 'long').toString('hex'))
  expect(new UndoneBytes().of(long, 'hex')).toHaveLength(keptBytesMax)
  expect(plainLength(long, 'hex')).toBe(keptBytesMax * 3)
})
