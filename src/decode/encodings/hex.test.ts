import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'

const secret = '{"imei":"490154203237518"}'
const hex = Buffer.from(secret).toString('hex')

test.each([
  ['lower case', hex],
  ['upper case', hex.toUpperCase()],
  ['behind 0x', `0x${hex.toUpperCase()}`],
  ['behind 0x, inside other text', `payload=0x${hex}&v=1`],
  ['inside other text', `payload=<${hex}>;`],
  ['of compressed bytes', gzipSync(secret).toString('hex')],
])('%s', (_, body) => {
  expect(nodeWith(decodeBody(body), '490154203237518')?.key).toBe('imei')
})

test('digits written as hex give digits', () => {
  expect(lines(decodeBody('343930313534323033323337353138'))).toEqual(['body → hex = 490154203237518'])
})

test.each(['d48b0277e5f91a3c', 'D48B0277E5F91A3C', '3c286da741e9'])('so do those of hex: %s', (text) => {
  expect(lines(decodeBody(Buffer.from(text).toString('hex')))).toEqual([`body → hex = ${text}`])
})

test.each([
  '490154203237518',
  '4901542032375184',
  '5051525354555657',
  // Hex of eleven digits, and of both cases.
  '3363323836646137343165',
  '64343842303237376535663931613343',
  'a1b2c3d4e5f60718',
  '89470100001234567840',
  'd41d8cd98f00b204e9800998ecf8427e',
])('%s stays a number or an id', (text) => {
  expect(lines(decodeBody(text))).toEqual([])
})
