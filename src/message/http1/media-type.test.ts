import { expect, test } from 'vitest'
import { isMediaType } from './media-type.ts'

test.each([
  ['image/png', true],
  ['Image/JPEG', true],
  ['image/svg+xml', false],
  ['video/mp4; codecs="avc1"', true],
  ['audio/ogg', true],
  ['font/woff2', true],
  ['application/json', false],
  ['images', false],
  ['font', false],
])('%s holds no text: %s', (type, isOne) => {
  const buf = Buffer.from(`: ${type}\r\n`)
  expect(isMediaType(buf, 2, 2 + type.length)).toBe(isOne)
})
