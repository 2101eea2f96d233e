import { describe, expect, test } from 'vitest'
import { Rng } from '../../tools/bench/rng.ts'
import type { Encoding } from './encoding.ts'
import { encodings } from './encodings.gen.ts'
import { mayHide } from './hiding.ts'

const asked = (encodings as readonly Encoding[]).filter((encoding) => encoding.mayHide !== undefined)
const rng = new Rng('what may hide')

/** The ends of a message of DNS that asks for a name. */
const question = (name: string): string =>
  `\u0001\u0002\u0001\0\0\u0001\0\0\0\0\0\0${name
    .split('.')
    .map((label) => String.fromCharCode(label.length) + label)
    .join('')}\0\0\u0001\0\u0001`

/** What each of them says yes to. */
const hidden: Readonly<Record<string, string>> = {
  asn1: '\xbf\x22\x0a\x80\x08ABCDEFGH',
  backwards: '}"908734 809 12":"iemi"{',
  'binary-string': '\x78\xc2\x9c\x01\x05\x00\xc3\xba\xc3\xbf',
  cbor: '\xa1\x64imei\x7f\x64AAAA\x64BBBB\xff',
  'dns-labels': question('35391809.2746383.example.net'),
  'encoded-words': 'Subject: =?utf-8?Q?Bj=C3=B8rn?=',
  lines: 'dn: cn=A,o=B\nmail: someone@exam\n ple.org\n',
  mail: 'Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=41',
  'name-case': 'wWw.ExAmple.org:8080',
  sqlite: 'SQLite format 3\0 ',
  uuencode: 'begin 644 a\n',
  wbxml: '\x01\x01\x6a\x00\x02\x41\x03A\0',
  xml: '<a>b<!--c-->d</a>',
}

test.each(Object.entries(hidden))('%s says yes to what hides it', (name, text) => {
  const bytes = Buffer.from(text, 'latin1')
  const encoding = asked.find((one) => one.name === name)
  expect(encoding?.mayHide?.(bytes, 0, bytes.length)).toBe(true)
  expect(mayHide?.(bytes, 0, bytes.length)).toBe(true)
})

/** Samples whole, cut at both ends, with bytes turned, in front of others; and bytes of chance. */
function* samples(): Generator<Buffer> {
  for (const text of Object.values(hidden)) {
    const bytes = Buffer.from(text, 'latin1')
    for (let at = 0; at <= bytes.length; at++) {
      yield bytes.subarray(at)
      yield bytes.subarray(0, at)
      yield Buffer.concat([bytes, Buffer.alloc(at * 16, 0x20)])
      const turned = Buffer.from(bytes)
      if (at < bytes.length) turned[at] = rng.whole(0, 255)
      yield turned
    }
    for (let byte = 0; byte < 256; byte++) yield Buffer.concat([Buffer.from([byte]), bytes.subarray(1)])
  }
  for (let count = 0; count < 20_000; count++) yield rng.bytes(rng.whole(0, 24))
}

describe('an encoding that is not asked', () => {
  // Not at the start of its memory, and not at its end.
  const all = Array.from(samples(), (bytes) => ({
    bytes,
    inside: Buffer.concat([Buffer.from('?'), bytes, Buffer.from('=')]),
  }))
  test.each(asked.map((encoding) => encoding.name))('%s says no', (name) => {
    const encoding = asked.find((one) => one.name === name)
    const { firstBytes, bytesMin = 0, bytesMax = Number.POSITIVE_INFINITY } = encoding?.hidesIn ?? {}
    const firsts = firstBytes === undefined ? null : new Set(firstBytes)
    for (const { bytes, inside } of all) {
      const isAsked =
        bytes.length >= bytesMin &&
        bytes.length <= bytesMax &&
        (firsts === null || firsts.has(bytes[0] as number))
      if (!isAsked && encoding?.mayHide?.(inside, 1, 1 + bytes.length) === true)
        expect.fail(`it may hide in ${JSON.stringify(bytes.toString('latin1'))}`)
    }
  })

  test('and all of them together say what each says', () => {
    for (const { bytes } of all) {
      const isSaid = asked.some((encoding) => encoding.mayHide?.(bytes, 0, bytes.length) === true)
      if (mayHide?.(bytes, 0, bytes.length) !== isSaid)
        expect.fail(`not ${isSaid} of ${JSON.stringify(bytes.toString('latin1'))}`)
    }
  })
})
