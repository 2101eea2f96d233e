import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import { nextEmbedded } from './embedded-signs.ts'

const document = JSON.stringify({ did: '358461092735184', os: 'android', model: 'SM-G991B', lang: 'de_DE' })

function placeIn(bytes: Buffer): number {
  return nextEmbedded(bytes, 1, 0, bytes.length, bytes.length)
}

test.each([
  ['gzip', gzipSync(document)],
  ['zlib', deflateSync(document)],
  ['zlib, stored', deflateSync(document, { level: 0 })],
  ['zstd', zstdCompressSync(document)],
  ['deflate', deflateRawSync(document)],
  ['brotli', brotliCompressSync(document)],
])('%s behind a length of each form', (_, blob) => {
  for (const head of [
    Buffer.from([8, 5, 0x12, blob.length]),
    Buffer.from([0x82, 0xa1, 0x64, 0xc4, blob.length]),
    Buffer.from([0, 0, 0, blob.length]),
    Buffer.from([blob.length, 0, 0, 0]),
  ]) {
    expect(placeIn(Buffer.concat([head, blob]))).toBe(head.length)
    expect(placeIn(Buffer.concat([head, blob, Buffer.from([0x18, 1])]))).toBe(head.length)
  }
})

test('not the beginning itself', () => {
  expect(placeIn(gzipSync(document))).toBe(-1)
})

test('random bytes rarely have such a place', () => {
  const rng = new Rng('embedded signs')
  let found = 0
  for (let round = 0; round < 4_000; round++) if (placeIn(rng.bytes(rng.whole(20, 600))) !== -1) found++
  expect(found / 4_000).toBeLessThan(0.02)
})
