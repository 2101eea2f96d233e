import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { base32 } from '../../../tools/accuracy/codecs.ts'
import { RandomReader } from './random-value.ts'
import { UndoneBytes } from './undone-bytes.ts'

const reader = new RandomReader(new UndoneBytes())
const sealed = sealedBytes(160, 'value')

test.each([
  ['bytes', sealed],
  ['base64', Buffer.from(sealed.toString('base64'))],
  ['hex', Buffer.from(sealed.toString('hex'))],
  ['base32', Buffer.from(base32(sealed))],
  ['characters', Buffer.from(sealed.toString('latin1'), 'utf8')],
] as const)('random bytes written as %s are read', (written, bytes) => {
  const read = reader.randomOf(bytes)
  expect(read?.written).toBe(written)
  expect(read?.value.equals(sealed)).toBe(true)
  expect(read?.random).toBe(read?.value)
})

test('of a path the longest part is read', () => {
  const part = sealed.toString('base64url')
  const path = `a/b/c/d/e/f/g/h/i/j/k/l/m/n/${part}/o/p`
  expect(reader.randomOf(Buffer.from(path))?.value.equals(sealed)).toBe(true)
})

test('words written together, and numbers, are no random digits', () => {
  expect(
    reader.randomOf(Buffer.from('applicationConfigurationManagerServiceProviderFactory'.repeat(3))),
  ).toBeNull()
  expect(reader.randomOf(Buffer.from('abad1deafacefeedcafebabedeadbeef'.repeat(6)))).toBeNull()
  expect(reader.randomOf(Buffer.from('0'.repeat(200)))).toBeNull()
})

test('a reading of bytes may be by chance, but one of signs of text is none', () => {
  const signs = Buffer.from([...sealed].map((byte) => 33 + (byte % 90)))
  expect(reader.isRandom(sealed)).toBe(true)
  expect(reader.randomOf(signs)?.written).toBe('text')
  expect(reader.isRandom(signs)).toBe(false)
})
