import { expect, test } from 'vitest'
import { lzStringEnd, mayBeLzString, mayBeRawLzString } from './lz-string-signs.ts'

/** `{"imei":"356938035643809"}`, packed. */
const packed = 'N4IglgtgpmIFwgMwFYBsBORAOADC1ALNjuiAL5A='

test('its first symbols are characters of a text', () => {
  const bytes = Buffer.from(packed)
  expect(mayBeLzString(bytes, 0, bytes.length)).toBe(true)
  const raw = Buffer.from(packed, 'base64')
  expect(mayBeRawLzString(raw, 0, raw.length)).toBe(true)
})

test('padding is not of it, of base64 and of its own alphabet for URLs', () => {
  expect(lzStringEnd(Buffer.from('N4Ig==='), 0, 7)).toBe(4)
  expect(lzStringEnd(Buffer.from('N4Ig$$'), 0, 6)).toBe(4)
  expect(lzStringEnd(Buffer.from('===='), 0, 4)).toBe(0)
})

test('ordinary base64 is none', () => {
  const bytes = Buffer.from(Buffer.from('{"imei":"356938035643809"}').toString('base64'))
  expect(mayBeLzString(bytes, 0, bytes.length)).toBe(false)
})
