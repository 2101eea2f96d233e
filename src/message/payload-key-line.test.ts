import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { parsePayloadKey } from './payload-key-line.ts'

const hex = '0fe1d2c3b4a5968778695a4b3c2d1e0f'

test.each([
  ['AES-128-CBC', 'AES', 'CBC'],
  ['aes-cbc', 'AES', 'CBC'],
  ['AES/CBC/PKCS5Padding', 'AES', 'CBC'],
  ['AES/GCM/NoPadding', 'AES', 'GCM'],
  ['AES', 'AES', null],
  ['ARC4', 'RC4', null],
  ['xor', 'XOR', null],

  ['SM4/ECB/PKCS7Padding', 'SM4', 'ECB'],
  ['DESede/CBC/PKCS5Padding', '3DES', 'CBC'],
  ['des-ede3-cbc', '3DES', 'CBC'],
  ['any', null, null],
])('a cipher as %s', (written, cipher, mode) => {
  expect(parsePayloadKey(`PAYLOAD_KEY ${written} ${hex}`)).toEqual({
    name: '',
    bytes: Buffer.from(hex, 'hex'),
    cipher,
    mode,
    iv: null,
    host: '',
  })
})

test('a key as text and in base64, an IV, a host, and a name with blanks', () => {
  const text = parsePayloadKey(
    'PAYLOAD_KEY  AES\ttext:sDf434ol*123+-KD iv=text:0123456789abcdef host=*.Example.COM name=Example Browser 6.3 iv=x',
  )
  expect(text).toEqual({
    name: 'Example Browser 6.3 iv=x',
    bytes: Buffer.from('sDf434ol*123+-KD'),
    cipher: 'AES',
    mode: null,
    iv: Buffer.from('0123456789abcdef'),
    host: '*.example.com',
  })
  const coded = parsePayloadKey(`PAYLOAD_KEY any base64:${Buffer.from(hex, 'hex').toString('base64')}`)
  expect(coded).toMatchObject({ bytes: Buffer.from(hex, 'hex') })
})

test.each(['ChaCha20-Poly1305', 'chacha20'])('%s takes keys of 32 bytes', (written) => {
  expect(parsePayloadKey(`PAYLOAD_KEY ${written} ${hex}${hex}`)).toMatchObject({
    cipher: 'ChaCha20-Poly1305',
    mode: null,
  })
  expect(parsePayloadKey(`PAYLOAD_KEY ${written} ${hex}`)).toEqual({
    fault: expect.stringContaining('takes 32'),
  })
})

test('a key that is the digest of a text', () => {
  const md5 = parsePayloadKey('PAYLOAD_KEY AES md5:secret')
  expect(md5).toMatchObject({ bytes: createHash('md5').update('secret').digest() })
  const sha256 = parsePayloadKey('PAYLOAD_KEY AES sha256:a:b')
  expect(sha256).toMatchObject({ bytes: createHash('sha256').update('a:b').digest() })
})

test.each([
  ['PAYLOAD_KEY', 'no cipher and key'],
  ['PAYLOAD_KEY AES', 'no cipher and key'],
  [`PAYLOAD_KEY Blowfish ${hex}`, 'its cipher Blowfish is not known here'],
  [`PAYLOAD_KEY AES-128-XTS ${hex}`, 'its cipher AES-128-XTS is not known here'],
  [`PAYLOAD_KEY RC4-CBC ${hex}`, 'its cipher RC4-CBC is not known here'],
  [`PAYLOAD_KEY AES-512 ${hex}`, 'takes no key of 512 bits'],
  [`PAYLOAD_KEY AES-256-CBC ${hex}`, 'its key has 16 bytes, and AES-256-CBC takes 32'],
  ['PAYLOAD_KEY AES text:short', 'its key has 5 bytes, and AES takes 16, 24 or 32'],
  ['PAYLOAD_KEY AES secret', 'its key is no hex'],
  ['PAYLOAD_KEY AES base64:**', 'its key is no hex'],
  ['PAYLOAD_KEY AES md5:', 'its key is no hex'],
  [`PAYLOAD_KEY AES ${hex} iv=zz`, 'its IV is no hex'],
  [`PAYLOAD_KEY AES ${hex} Example Browser`, 'Example in it is none of iv=, host= and name='],
])('%s is told as wrong, without its key', (line, fault) => {
  const read = parsePayloadKey(line)
  expect(read).toEqual({ fault: expect.stringContaining(fault) })
  expect(JSON.stringify(read)).not.toContain(hex.slice(2))
})
