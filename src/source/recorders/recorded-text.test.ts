import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { recordedText } from './recorded-text.ts'

const read = (text: string, ...stated: number[]): string => recordedText(text, stated).bytes.toString('hex')
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('hex')
const latin1 = (text: string): string => Buffer.from(text, 'latin1').toString('hex')

test.each([
  ['ASCII', 'imei=1\n', []],
  ['words of a western language', '{"name":"José Ñandú"}', [-1]],
  ['so in a binary format, in which lengths count bytes', '\n\u0005José\u0010\u0001', []],
  ['the number of bytes is that of UTF-8', '\u0001äöüß', [9]],
  ['the number of characters alone proves nothing', '{"name":"José"}', [15]],
  ['other scripts', '\u0001\u0002Ελλάδα', []],
])('text stays text: %s', (_name, text, stated) => {
  expect(read(text, ...stated)).toBe(utf8(text))
})

test.each([
  ['gzip', gzipSync('{"imei":"490154203237518"}').toString('latin1'), []],
  ['C1 controls', 'abc\u0090def', []],
  ['many bytes beyond ASCII and controls', '\u0001Aäöüß', []],
  ['the number of characters, and controls', '\u0001abcdefghijé', [12]],
  ['UTF-8 taken for Latin-1', Buffer.from('{"name":"José"}').toString('latin1'), []],
])('a byte per character: %s', (_name, text, stated) => {
  expect(read(text, ...stated)).toBe(latin1(text))
})

test('lone surrogates are bytes that were no UTF-8', () => {
  expect(read('\u001f\udc8b\u0008é😀\udcff\udc80')).toBe(`1f8b08${utf8('é😀')}ff80`)
})

test('what was lost is said of binary bodies only', () => {
  const isLossy = (text: string): boolean => recordedText(text, []).isLossy
  expect(isLossy('\u001f\ufffd\u0008\u0000X=\tk')).toBe(true)
  expect(isLossy('\ufffd\ufffdab\ufffdcd')).toBe(true)
  expect(isLossy('{"name":"Jos\ufffd","town":"Oslo"}')).toBe(false)
  expect(isLossy('abc')).toBe(false)
})
