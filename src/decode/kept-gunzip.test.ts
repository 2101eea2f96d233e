import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gunzip } from './inflate.ts'
import { keptGunzip } from './kept-gunzip.ts'

const megabyte = 1_048_576

describe('gunzip with a kept engine', () => {
  test('works with this Node', () => {
    expect(keptGunzip(gzipSync('imei=356938035643809'), 1_000)?.toString()).toBe('imei=356938035643809')
  })

  test('gives what the one-shot call gives, or nothing', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((plain) => gzipSync(plain)),
      fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(400), fc.nat(255)).map(([plain, at, byte]) => {
        const zipped = gzipSync(plain)
        zipped[at % zipped.length] = byte
        return zipped
      }),
      fc
        .tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(400))
        .map(([plain, at]) => gzipSync(plain).subarray(0, at)),
      fc
        .tuple(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 40 }))
        .map(([plain, rest]) => Buffer.concat([gzipSync(plain), rest])),
      fc.uint8Array({ maxLength: 100 }).map((plain) => Buffer.from(plain)),
    )
    fc.assert(
      fc.property(bytes, (zipped) => {
        const kept = keptGunzip(zipped, megabyte)
        const known = gunzip(zipped, megabyte)
        if (kept !== null && kept.length > 0)
          expect({ bytes: Buffer.from(kept), end: 'whole', used: zipped.length }).toEqual(known)
      }),
      { numRuns: 500 },
    )
  })

  test('several members are one content', () => {
    expect(keptGunzip(Buffer.concat([gzipSync('imei='), gzipSync('35')]), 1_000)?.toString()).toBe('imei=35')
  })

  test('leaves to the thorough way what is longer than allowed, cut or damaged; and goes on afterwards', () => {
    const zipped = gzipSync(Buffer.alloc(2_000, 'abc'))
    const damaged = Buffer.from(zipped)
    damaged[12] = (damaged[12] as number) ^ 0xff
    expect(keptGunzip(zipped, 1_999)).toBeNull()
    expect(keptGunzip(zipped, 2_000)).toBeNull()
    expect(keptGunzip(gzipSync(Buffer.alloc(megabyte + 1)), 8 * megabyte)).toBeNull()
    expect(keptGunzip(zipped.subarray(0, -9), 5_000)).toBeNull()
    expect(keptGunzip(damaged, 5_000)).toBeNull()
    expect(keptGunzip(Buffer.from('no gzip at all'), 5_000)).toBeNull()
    expect(keptGunzip(zipped, 5_000)?.length).toBe(2_000)
  })
})
