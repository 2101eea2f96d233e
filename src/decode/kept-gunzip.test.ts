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

  test('reads past what a head may hold', () => {
    const zipped = gzipSync('imei=356938035643809')
    const head = Buffer.from(zipped.subarray(0, 10))
    head[3] = 2 | 4 | 8 | 16
    const extras = Buffer.from('\x04\0abcdname\0comment\0\x12\x34', 'latin1')
    const full = Buffer.concat([head, extras, zipped.subarray(10)])
    expect(keptGunzip(full, 1_000)?.toString()).toBe('imei=356938035643809')
    for (let length = 0; length < full.length; length++)
      expect(keptGunzip(full.subarray(0, length), 1_000), `${length} bytes`).toBeNull()
  })

  test('looks at the checksum where it is asked to, and always at the length', () => {
    const zipped = gzipSync('imei=356938035643809')
    const at = (index: number): Buffer => {
      const damaged = Buffer.from(zipped)
      damaged.writeUInt8(damaged.readUInt8(damaged.length + index) ^ 1, damaged.length + index)
      return damaged
    }
    expect(keptGunzip(at(-8), 1_000)).toBeNull()
    expect(keptGunzip(at(-8), 1_000, false)?.toString()).toBe('imei=356938035643809')
    expect(keptGunzip(at(-4), 1_000, false)).toBeNull()
  })

  test('leaves to the thorough way what is longer than allowed, cut or damaged; and goes on afterwards', () => {
    const zipped = gzipSync(Buffer.alloc(2_000, 'abc'))
    const damaged = Buffer.from(zipped)
    damaged[12] = (damaged[12] as number) ^ 0xff
    expect(keptGunzip(zipped, 1_999)).toBeNull()
    expect(keptGunzip(zipped, 2_000)).toBeNull()
    expect(keptGunzip(gzipSync(Buffer.alloc(megabyte + 1)), 8 * megabyte)).toBeNull()
    expect(keptGunzip(zipped.subarray(0, -9), 5_000)).toBeNull()
    expect(keptGunzip(Buffer.concat([zipped, zipped]), 5_000)).toBeNull()
    expect(keptGunzip(damaged, 5_000)).toBeNull()
    expect(keptGunzip(Buffer.from('no gzip at all'), 5_000)).toBeNull()
    expect(keptGunzip(zipped, 5_000)?.length).toBe(2_000)
  })
})
