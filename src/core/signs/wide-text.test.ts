import { expect, test } from 'vitest'
import { hasUtf16Run, mayBeUtf16, mayBeUtf32 } from './wide-text.ts'

const text = 'imei=356938035643809'
const wide = Buffer.from(text, 'utf16le')
const wider = Buffer.concat(Array.from(text, (char) => Buffer.of(char.charCodeAt(0), 0, 0, 0)))

test('every second byte is a zero in UTF-16, of either order', () => {
  expect(mayBeUtf16(wide, 0, wide.length)).toBe(true)
  expect(mayBeUtf16(Buffer.from(wide).swap16(), 0, wide.length)).toBe(true)
  expect(mayBeUtf16(wide, 0, 12)).toBe(false)
  expect(mayBeUtf16(Buffer.from(text), 0, text.length)).toBe(false)
  expect(mayBeUtf16(Buffer.alloc(40), 0, 40)).toBe(false)
})

test('three of four are in UTF-32', () => {
  expect(mayBeUtf32(wider, 0, wider.length)).toBe(true)
  expect(mayBeUtf32(Buffer.from(wider).swap32(), 0, wider.length)).toBe(true)
  expect(mayBeUtf32(wide, 0, wide.length)).toBe(false)
  expect(mayBeUtf32(wider, 0, 20)).toBe(false)
})

test('a run of UTF-16 may stand amid other bytes', () => {
  const amid = Buffer.concat([Buffer.from('f00d80', 'hex'), wide, Buffer.from('ff', 'hex')])
  expect(hasUtf16Run(amid, 0, amid.length)).toBe(true)
  expect(hasUtf16Run(amid, 0, 12)).toBe(false)
})
