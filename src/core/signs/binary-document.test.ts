import { expect, test } from 'vitest'
import { beginsBinaryDocument, mapNameAt } from './binary-document.ts'

const bytesOf = (hex: string, text = ''): Buffer =>
  Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(text)])

test.each([
  ['a binary property list', Buffer.from('bplist00\xd1'), true],
  ['a map of MessagePack', bytesOf('81a4', 'imei=490154'), true],
  ['a map of CBOR', bytesOf('a164', 'imei=490154'), true],
  ['BSON', Buffer.concat([bytesOf('2000000002', 'imei'), Buffer.alloc(24)]), true],
  ['UTF-16', Buffer.from('imei=49015', 'utf16le'), true],
  ['JSON', Buffer.from('{"imei":"490154"}'), false],
  ['zeros', Buffer.alloc(32), false],
  ['a map whose name is no text', bytesOf('81a400010203', 'and more'), false],
])('%s begins a document that is no text: %s', (_, bytes, isOne) => {
  expect(beginsBinaryDocument(bytes, 0, bytes.length)).toBe(isOne)
})

test('the first name of a map stands behind its count', () => {
  expect(mapNameAt(bytesOf('81a4', 'imei'), 0)).toBe(1)
  expect(mapNameAt(bytesOf('de0001a4', 'imei'), 0)).toBe(3)
  expect(mapNameAt(Buffer.from('{"imei"}'), 0)).toBe(-1)
})
