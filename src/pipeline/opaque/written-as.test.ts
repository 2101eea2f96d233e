import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfCharacters } from '../../decode/byte-characters.ts'
import { base32Of, writtenAs } from './written-as.ts'

/** What each alphabet asks of the text of the beginning, one after the other. */
function asked(bytes: Buffer): string {
  const head = bytes.toString('latin1', 0, 256).trim()
  if (head.length < 32) return 'bytes'
  if (/^[0-9a-fA-F]+$/.test(head)) return 'hex'
  if (base32Of(bytes) !== null) return 'base32'
  if (/^[0-9A-Za-z+/_-]+[=\r\n0-9A-Za-z+/_-]*$/.test(head)) return 'base64'
  const value = bytesOfCharacters(bytes, 0, Math.min(bytes.length, 4_096))
  return value !== null && (bytes.length - value.length) * 4 > value.length ? 'characters' : 'bytes'
}

const alphabets = [
  '0123456789abcdef',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=',
  'aZ09+/_-=',
  ' \t\r\n\u00a0',
  'Ã¥Â°',
  '{":,}. ',
]
const text = fc
  .array(fc.tuple(fc.constantFrom(...alphabets), fc.nat(40), fc.nat(97)), { maxLength: 6 })
  .map((parts) =>
    parts
      .map(([signs, length, step]) =>
        Array.from({ length }, (_, at) => signs[(at * (step + 1)) % signs.length]).join(''),
      )
      .join(''),
  )

test('a value is written as the text of its beginning says, whatever stands in it and around it', () => {
  const met = new Set<string>()
  fc.assert(
    fc.property(text, fc.constantFrom<BufferEncoding>('latin1', 'utf8'), (value, encoding) => {
      const bytes = Buffer.from(value, encoding)
      met.add(writtenAs(bytes))
      expect(writtenAs(bytes)).toBe(asked(bytes))
    }),
    { numRuns: 3_000 },
  )
  expect([...met].toSorted()).toEqual(['base32', 'base64', 'bytes', 'characters', 'hex'])
})

test.each([
  ['blanks around a short value of characters', `${' '.repeat(20)}${'é'.repeat(15)}`, 'bytes'],
  ['the same value, long', 'é'.repeat(40), 'characters'],
  ['a blank that does not break', `\u00a0${'a1B/'.repeat(10)}`, 'base64'],
])('%s', (_, value, written) => {
  expect(writtenAs(Buffer.from(value, written === 'base64' ? 'latin1' : 'utf8'))).toBe(written)
})
