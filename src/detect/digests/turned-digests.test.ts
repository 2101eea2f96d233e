import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { base32, base58, base85 } from '../../../tools/accuracy/codecs.ts'
import { detect, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { turnedDigests } from './turned-digests.ts'

const imei = '352099001761481'
const detector = new Detector(profileOf({ imei: [imei] }))
const small = 'abcdefghijklmnopqrstuvwxyz'
const large = small.toUpperCase()

function inBase(bytes: Buffer, digits: string): string {
  let text = ''
  for (let number = BigInt(`0x${bytes.toString('hex')}`); number > 0n; number /= BigInt(digits.length))
    text = digits.charAt(Number(number % BigInt(digits.length))) + text
  return text
}

function turned(text: string): string {
  return text.split('').reverse().join('')
}

function checked(bytes: Buffer): Buffer {
  const twice = (input: Buffer): Buffer => createHash('sha256').update(input).digest()
  return Buffer.concat([bytes, twice(twice(bytes)).subarray(0, 4)])
}

const writers: Readonly<Record<string, (digest: Buffer) => string>> = {
  'hex, backwards': (digest) => turned(digest.toString('hex')),
  'hex, last byte first': (digest) => Buffer.from(digest).reverse().toString('hex').toUpperCase(),
  'hex, halves of bytes swapped': (digest) => digest.toString('hex').replace(/(.)(.)/g, '$2$1'),
  'base64, backwards': (digest) => turned(digest.toString('base64')),
  'base62, capitals first': (digest) => inBase(digest, `0123456789${large}${small}`),
  'base62, small letters first': (digest) => inBase(digest, `0123456789${small}${large}`),
  'base62, digits last': (digest) => inBase(digest, `${large}${small}0123456789`),
  'base58 with a check': (digest) => base58(checked(digest)),
  'base58 with a version and a check': (digest) =>
    base58(checked(Buffer.concat([Buffer.from([28]), digest]))),
  base32hex: (digest) => base32(digest, '0123456789ABCDEFGHIJKLMNOPQRSTUV', false),
  'base32 of Crockford': (digest) => base32(digest, '0123456789ABCDEFGHJKMNPQRSTVWXYZ', false).toLowerCase(),
  'z-base-32': (digest) => base32(digest, 'ybndrfg8ejkmcpqxot1uwisza345h769', false),
  ASCII85: (digest) => base85(digest, 'ascii85'),
  'ASCII85 between its signs': (digest) => `<~${base85(digest, 'ascii85')}~>`,
  base85: (digest) => base85(digest, 'rfc1924'),
  Z85: (digest) => base85(digest, 'z85'),
}

/** What is found where a field of a message that is read in full holds the text. */
function found(text: string): string[] {
  const input = request('/', ['Content-Type: application/json'], JSON.stringify({ a: 'x', v: text, b: '1' }))
  return summary(detect(detector, input))
}

test.each(Object.entries(writers))(
  'a digest in %s is found, and that of another value is not',
  (_, write) => {
    for (const name of ['md5', 'sha1', 'sha256']) {
      const of = (value: string): string => write(createHash(name).update(value).digest())
      expect(found(of(imei)).join(), name).toContain(`imei=${imei}`)
      expect(found(of('352099001761473')), name).toEqual([])
      // One more sign at its end, and it is none.
      expect(found(`${of(imei)}22`), name).toEqual([])
    }
  },
)

test('what has no length of a digest is none', () => {
  for (const text of ['', 'a'.repeat(19), 'a'.repeat(131), '0'.repeat(33), 'Hello world, this is some text'])
    expect([...turnedDigests(Buffer.from(text))], text).toEqual([])
})

test.each(['hyphens', 'no hyphens'])('the MD5 as a GUID of .NET, with %s', (form) => {
  const hex = createHash('md5').update(imei).digest('hex')
  const swapped = (text: string): string => (text.match(/../g) ?? []).reverse().join('')
  const groups = [swapped(hex.slice(0, 8)), swapped(hex.slice(8, 12)), swapped(hex.slice(12, 16))]
  const guid = [...groups, hex.slice(16, 20), hex.slice(20)].join(form === 'hyphens' ? '-' : '')
  expect(found(guid)).toEqual([expect.stringContaining(`imei=${imei}`)])
  expect(found(guid.toUpperCase())).toEqual([expect.stringContaining(`imei=${imei}`)])
})
