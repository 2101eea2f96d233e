import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { beginsWithText, showsText } from './leading-text.ts'

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
    ['a fill', ' '.repeat(400)],
    ['nothing', ''],
  ])('not %s', (_, text) => {
    expect(of(text)).toBe(false)
  })

  test('not what is evenly spread', () => {
    for (let index = 0; index < 50_000; index++)
      expect(of(createHash('sha256').update(String(index)).digest())).toBe(false)
  })
})

describe('what counts as encrypted shows text', () => {
  const record = (content: Buffer, length = content.length): Buffer => {
    const header = Buffer.from([23, 3, 3, 0, 0])
    header.writeUInt16BE(length, 3)
    return Buffer.concat([header, content])
  }
  const sealed = createHash('sha512').update('sealed').digest()
  const command = Buffer.from('SITE imei=356938035643809\r\n')
  const shows = (bytes: Buffer): boolean => showsText(bytes, 0, bytes.length)

  test('by itself, in a record, with a check value behind it, in a record that goes on', () => {
    expect(shows(command)).toBe(true)
    expect(shows(record(command))).toBe(true)
    expect(shows(record(Buffer.concat([command, sealed.subarray(0, 32)])))).toBe(true)
    expect(shows(record(Buffer.alloc(200, command), 9_000))).toBe(true)
  })

  test('not where it is sealed, or too short', () => {
    for (const bytes of [record(sealed), sealed, record(command.subarray(0, 12)), record(Buffer.alloc(0))])
      expect(shows(bytes)).toBe(false)
    for (let length = 0; length < 9; length++) expect(shows(record(command).subarray(0, length))).toBe(false)
  })
})
