import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { beginsWithText } from './leading-text.ts'

const of = (text: string | Buffer): boolean => {
  const bytes = Buffer.concat([Buffer.from([0xff]), Buffer.from(text as string)])
  return beginsWithText(bytes, 1, bytes.length)
}

describe('text at the beginning', () => {
  test.each([
    ['a request', 'GET /collect?imei=356938035643809 HTTP/1.1\r\nHost: www.example.com\r\n\r\n'],
    ['a command', 'SITE imei=356938035643809\r\n'],
    ['JSON with letters of other languages', `{"imei":"356938035643809","sted":"${'Ålesund '.repeat(20)}"}`],
  ])('%s', (_, text) => {
    expect(of(text)).toBe(true)
  })

  test.each([
    ['a word', 'GET / HTTP/1.1'],
    ['letters that are not of ASCII', 'Ålesund Ålesund Ålesund Ålesund'],
    ['an address in a certificate', 'http://crl3.example.com/ExampleGlobalRootG2.crl0\x0b\x06\x03U\x1d\x0f'],
    ['nothing', ''],
  ])('not %s', (_, text) => {
    expect(of(text)).toBe(false)
  })

  test('not what is evenly spread', () => {
    for (let index = 0; index < 50_000; index++)
      expect(of(createHash('sha256').update(String(index)).digest())).toBe(false)
  })
})
