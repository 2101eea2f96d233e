import { expect, test } from 'vitest'
import { characterText, hexText } from './byte-text.ts'

const bytes = Uint8Array.of(0, 0x1f, 0x20, 0x41, 0x7e, 0x7f, 0xff)

test('a byte is two digits and a blank', () => {
  expect(hexText(bytes)).toBe('00 1f 20 41 7e 7f ff ')
  expect(hexText(new Uint8Array())).toBe('')
})

test('only what can be seen is shown as itself', () => {
  expect(characterText(bytes)).toBe('·· A~··')
})
