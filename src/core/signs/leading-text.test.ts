import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { beginsWithText, showsText } from './leading-text.ts'

const of = (text: string | Buffer): boolean => {
  const bytes = Buffer.concat([Buffer.from([0xff]), Buffer.from(text as string)])
  return beginsWithText(bytes, 1, bytes.length)
}

const long = 's3-website.dualstack.ap-southeast-2.example.com'

/** Names of hosts as a certificate lists them (RFC 5280), each with its tag and a length that may be a letter, cut at `from`. */
const listed = (hosts: readonly string[], from: number): Buffer =>
  Buffer.concat(hosts.flatMap((host) => [Buffer.from([0x82, host.length]), Buffer.from(host)])).subarray(from)

describe('text at the beginning', () => {
  test.each([
    ['a request', 'GET /collect?imei=356938035643809 HTTP/1.1\r\nHost: www.example.com\r\n\r\n'],
    ['a command', 'SITE imei=356938035643809\r\n'],
    [
      'letters of one byte',
      Buffer.from(`{"imei":"356938035643809","sted":"\xc5lesund \x82${'-'.repeat(9)} "}`, 'latin1'),
    ],
    ['a long word that ends with a byte of zero', `${'imei=356938035643809&'.repeat(5)}n=0\0\x01`],
    ['a letter of one byte at the end', Buffer.from('SITE imei=356938035643809 caf\x82', 'latin1')],
    ['letters of two bytes', Buffer.from('SITE imei=356938035643809 \x82\xa0\x82\x61', 'latin1')],
    ['JSON with letters of other languages', `{"imei":"356938035643809","sted":"${'Ålesund '.repeat(20)}"}`],
  ])('%s', (_, text) => {
    expect(of(text)).toBe(true)
  })

  test.each([
    ['a word', 'GET / HTTP/1.1'],
    ['letters that are not of ASCII', 'Ålesund Ålesund Ålesund Ålesund'],
    ['an address in a certificate', 'http://crl3.example.com/ExampleGlobalRootG2.crl0\x0b\x06\x03U\x1d\x0f'],
    ['the last name but one of a certificate, cut', listed([long, long], 30)],
    ['a name whose successor is cut', listed([long, long.slice(0, 40)], 2).subarray(0, long.length + 24)],
    ['a fill', ' '.repeat(400)],
    ['nothing', ''],
  ])('not %s', (_, text) => {
    expect(of(text)).toBe(false)
  })

  test('not the names of a certificate, wherever they are cut', () => {
    const hosts = Array.from(
      { length: 40 },
      (_, index) => `${'abcdefgh.'.repeat(2 + (index % 9))}example.com`,
    )
    const { length } = listed(hosts, 0)
    for (let from = 0; from < length - 200; from++) expect(of(listed(hosts, from))).toBe(false)
  })

  test('not a long address in a certificate, wherever it is cut', () => {
    const address = `ldap:///CN=A,CN=CDP,CN=Public%20Key%20Services,DC=example?${'objectClass='.repeat(9)}`
    for (const behind of ['0\x0b\x06\x03U\x1d\x0f', '0\x81\xc8\x06\x08+\x06', '0\x82\x01\x02\x06\x08+'])
      for (let from = 0; from < address.length; from++)
        expect(of(Buffer.from(`${address.slice(from)}${behind}`, 'latin1'))).toBe(false)
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
