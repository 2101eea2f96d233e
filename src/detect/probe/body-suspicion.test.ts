import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { profileOf } from '../../../test/support/decoded-tree.ts'
import {
  ask,
  digestOf,
  hiddenDocument,
  hiddenValue,
  turned,
  underKey,
  wide,
  wider,
} from '../../../test/support/suspects.ts'
import { base32 } from '../../../tools/accuracy/codecs.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { written } from '../../decode/encodings/lzma.ts'
import { compile } from '../indicators.ts'
import type { IndicatorSet } from '../indicators.ts'
import { BodySuspicion } from './body-suspicion.ts'
import { Suspicion } from './suspicion.ts'
import { TokenSigns } from './token-signs.ts'

function suspicionOf({ digests, bareXor }: IndicatorSet): { bodies: BodySuspicion; tokens: TokenSigns } {
  const tokens = new TokenSigns(digests, bareXor)
  return { tokens, bodies: new BodySuspicion(digests, bareXor, new Suspicion(digests, bareXor), tokens) }
}

const known = suspicionOf(compile(profileOf({ imei: [hiddenValue] })))
const unknown = suspicionOf(compile(null))
const isBinaryOdd = (bytes: Buffer): boolean => ask((...range) => known.bodies.isBinaryOdd(...range), bytes)
const isOddUnknown = (bytes: Buffer): boolean =>
  ask((...range) => unknown.bodies.isBinaryOdd(...range), bytes)
const rng = new Rng('questions')
const plain32 = (bytes: Buffer): string => base32(bytes, undefined, false)
const gone = Buffer.from('a1b2c3d4e5f60718', 'hex')
const sized = (bytes: Buffer): Buffer => Buffer.concat([gone, Buffer.from([0x12, bytes.length]), bytes])
const parts: [string, Buffer][] = [
  ['deflate', deflateRawSync(hiddenDocument)],
  ['UTF-16', wide],
  ['UTF-32', wider],
  ['a document under XOR', underKey],
]
test.each([
  ...parts,
  ...parts.flatMap(([name, bytes]) =>
    [4, 5, 8].map((length) => [
      `${name} behind ${length} bytes`,
      Buffer.concat([gone.subarray(0, length), bytes]),
    ]),
  ),
  ...parts.flatMap(([name, bytes]) =>
    ['\r\n--b--\r\n', ''].map((behind) => [
      `${name} in a part${behind === '' ? ' that is cut' : ''}`,
      Buffer.concat([
        Buffer.from('--b\r\nContent-Type: a\r\n\r\n'),
        Buffer.from('--b\r\nX: b\r\n\r\n'),
        bytes,
        Buffer.from(behind),
      ]),
    ]),
  ),
  ...[
    ['zlib', deflateSync(hiddenDocument)],
    ['gzip', gzipSync(hiddenDocument)],
    ['zstd', zstdCompressSync(hiddenDocument)],
    ['LZMA', written.encode(Buffer.from(hiddenDocument))],
    ['a property list', Buffer.from('bplist00 and more')],
    ['a file of Avro', Buffer.from('Obj\x01 and more', 'latin1')],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004 and more')],
  ].map(([name, inside]) => [
    `${name as string} inside`,
    Buffer.concat([rng.bytes(30), inside as Buffer, rng.bytes(30)]),
  ]),
  ['a digest behind its length', sized(digestOf('sha256'))],
  ['the value under XOR behind its length', sized(turned(Buffer.from(hiddenValue), 'k3y'))],
  ['a document under XOR behind its length', sized(underKey)],
  [
    'a document under XOR behind a length of MessagePack',
    Buffer.concat([gone, Buffer.from([0xc4, underKey.length]), underKey]),
  ],
  [
    'a document under XOR behind a length of CBOR',
    Buffer.concat([gone, Buffer.from([0x58, underKey.length]), underKey]),
  ],
  [
    'base32 behind its length, with another field behind',
    Buffer.concat([gone, Buffer.from([0x12, 24]), Buffer.from(`${plain32(Buffer.from(hiddenValue))}J\x01`)]),
  ],
] as [string, Buffer][])('%s is odd as bytes', (_, bytes) => {
  known.tokens.nextCapture()
  expect(isBinaryOdd(bytes)).toBe(true)
})
test('what hides a document is asked for where nothing is known, too', () => {
  const head = Buffer.from('--b\r\nX-A: abcd\r\n\r\n--b\r\nX-B: ef\r\n\r\n')
  for (const behind of ['\r\n--b--\r\n', ''])
    expect(isOddUnknown(Buffer.concat([head, deflateRawSync(hiddenDocument), Buffer.from(behind)]))).toBe(
      true,
    )
  const text = plain32(Buffer.from(hiddenValue))
  for (const length of [text.length, text.length * 2, 0xa0 + text.length])
    for (const behind of ['J\u0001', '\u0001']) {
      const field = Buffer.concat([Buffer.from([length]), Buffer.from(text + behind)])
      expect(isOddUnknown(Buffer.concat([gone, Buffer.from([0xff]), field])), String(length)).toBe(true)
    }
})
test('random bytes are rarely odd', () => {
  const all = Array.from({ length: 400 }, () => rng.bytes(rng.whole(20, 60)))
  expect(all.filter((bytes) => isOddUnknown(bytes)).length).toBeLessThan(20)
})
