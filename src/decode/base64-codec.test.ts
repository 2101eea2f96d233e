import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64End, behindWrap, decodeBase64 } from './base64-codec.ts'

function decoded(text: string, room = text.length): Buffer {
  const bytes = Buffer.from(`A${text}A`)
  const out = Buffer.alloc(room)
  return out.subarray(0, decodeBase64(bytes, 1, 1 + text.length, out))
}

test('gives what Node gives, in both alphabets, with padding and without', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const whole = Buffer.from(bytes)
      for (const text of [
        whole.toString('base64'),
        whole.toString('base64').replace(/=+$/, ''),
        whole.toString('base64url'),
      ])
        expect(decoded(text).equals(whole)).toBe(true)
    }),
  )
})

test('passes over line ends, also folded ones, and reads a blank as the + it was', () => {
  const text = Buffer.from('imei=490154203237518').toString('base64')
  expect(decoded(`${text.slice(0, 8)}\r\n${text.slice(8, 16)}\n ${text.slice(16)}`).toString()).toBe(
    'imei=490154203237518',
  )
  expect(decoded(Buffer.from([0xfb, 0xef, 0xbe]).toString('base64').replaceAll('+', ' '))).toEqual(
    Buffer.from([0xfb, 0xef, 0xbe]),
  )
})

test('ends at what is of no alphabet, and where there is no room', () => {
  expect(decoded('aW1l*aQ==').toString()).toBe('ime')
  expect(decoded('aW1laT00OTA=', 4).toString()).toBe('imei')
  expect(decoded('a')).toHaveLength(0)
})

test('a line feed wraps only where long lines of base64 meet', () => {
  const line = 'QUJD'.repeat(19)
  const at = (text: string): number => behindWrap(Buffer.from(text), text.indexOf('\n'), text.length)
  expect(at(`${line}\nQUI=`)).toBe(line.length + 1)
  expect(at(`${line}\r\n${line}`)).toBe(line.length + 2)
  expect(at(`short\nQUI=`)).toBe(-1)
  expect(at(`${line}\nname=value`)).toBe(-1)
  expect(at(`${line}\n\n`)).toBe(-1)
})

test.each([
  ['lines of any length, with the padding', 'aGVsbG8g\r\naGVsbG8=', 'aGVsbG8g\r\naGVsbG8='],
  ['cut', 'aGVsbG8g\r\naGVsb', 'aGVsbG8g\r\naGVsb'],
  ['a text behind it', 'aGVsbG8g\r\naGVsbG8=\r\nSent', 'aGVsbG8g\r\naGVsbG8='],
  ['a text behind it, without padding', 'aGVsbG8g\r\n______\r\nSent', 'aGVsbG8g'],
  ['a word in front of a text', 'Hello\r\nyou there', ''],
  ['a text', 'you there', ''],
])('declared base64 ends where it is none: %s', (_, text, found) => {
  expect(text.slice(0, base64End(Buffer.from(text), 0, text.length))).toBe(found)
})
