import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { contentOf } from './content.ts'
import { unbrotli } from './inflate.ts'
import { awsChunked } from '../../test/support/aws-chunked.ts'
import { decodeBody, nodeWith, part } from '../../test/support/decoded-message.ts'

const text = '{"imei":"490154203237518","model":"TA-1046"}'.repeat(40)
const gzip = gzipSync(text)

function content(bytes: Buffer, contentEncoding: string): [string, string] {
  const found = contentOf(part(bytes), contentEncoding)
  return [found.bytes.toString('latin1'), found.tolerated]
}

describe('the content of a body', () => {
  test.each([
    ['', Buffer.from(text)],
    ['identity', Buffer.from(text)],
    ['gzip', gzip],
    ['x-gzip', gzip],
    ['GZIP', gzip],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['gzip, gzip', gzipSync(gzip)],
    ['br, gzip', gzipSync(brotliCompressSync(text))],
    ['aws-chunked', awsChunked(Buffer.from(text), 50)],
    ['gzip,aws-chunked', awsChunked(gzip, 50)],
    ['aws-chunked,gzip', awsChunked(gzip, 50)],
    ['quoted-printable', Buffer.from(text.replaceAll('"', '=22').replace('A-', 'A=\r\n-'))],
    ['gzip, base64', Buffer.from(gzip.toString('base64').replaceAll(/.{76}/g, '$&\r\n'))],
    ['aws-chunked', Buffer.concat([Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`)])],
    ['gzip', Buffer.concat([gzipSync(text.slice(0, 100)), gzipSync(text.slice(100))])],
  ])('%s', (contentEncoding, bytes) => {
    expect(content(bytes, contentEncoding)).toEqual([text, ''])
  })

  test('is a view of the part where there is no coding', () => {
    const body = part(Buffer.from(text))
    expect(contentOf(body, '').bytes.buffer).toBe(body.buf.buffer)
  })

  test.each([
    ['gzip', Buffer.from(text), 'gzip declared but plain'],
    ['br', Buffer.from(text), 'br declared but plain'],
    ['deflate', Buffer.from(text), 'deflate declared but plain'],
    ['gzip, gzip', gzip, 'gzip declared but plain'],
    ['base64', Buffer.from(text), 'base64 declared but plain'],
    ['', gzip, 'gzip not declared'],
    ['', deflateSync(text), 'zlib not declared'],
    ['br', gzip, 'br declared but gzip'],
    ['gzip', zstdCompressSync(text), 'gzip declared but zstd'],
    ['br', deflateRawSync(text), 'br declared but deflate'],
    ['gzip', gzipSync(gzip), 'gzip not declared'],
    ['gzip', Buffer.concat([gzip, Buffer.from('trailing junk')]), ''],
    ['aws-chunked', Buffer.from(text), 'aws-chunked declared but plain'],
    ['', awsChunked(Buffer.from(text), 50), 'aws-chunked not declared'],
    ['aws-chunked', gzip, 'aws-chunked declared but gzip'],
    ['aws-chunked', awsChunked(Buffer.from(text), 50).subarray(0, -86), 'aws-chunked cut off'],
  ])('%s declared wrongly is tolerated and said (%#)', (contentEncoding, bytes, tolerated) => {
    expect(content(bytes, contentEncoding)).toEqual([text, tolerated])
  })

  test.each([
    ['base64', `${Buffer.from(text).toString('base64')}\r\nSent from a phone`, 1],
    ['base64', `${Buffer.from(text).toString('base64')}\r\n`, 0],
    ['quoted-printable', 'imei=356938035643809', 1],
    ['quoted-printable', 'imei=3D=33=35 caf=C3=A9=\r\n', 0],
  ])('what %s may not be all of is told of (%#)', (contentEncoding, body, count) => {
    expect(contentOf(part(Buffer.from(body)), contentEncoding).unaccounted).toHaveLength(count)
  })

  test('headerless deflate that brotli reads some chance bytes from is told by what it gives', () => {
    const sent = JSON.stringify({
      imei: '490154203237518',
      ts: 1_700_000_000_123,
      list: ['alpha', 'beta', 'gamma'],
      note: 'the quick brown fox jumps over the lazy dog',
    })
    const deflated = deflateRawSync(sent)
    expect(unbrotli(deflated, 1e5)?.bytes.length).toBe(110)
    expect(content(deflated, 'br')).toEqual([sent, 'br declared but deflate'])
    expect(nodeWith(decodeBody(deflated, { contentEncoding: 'br' }), '490154203237518')).toBeDefined()
  })

  test('a cut or damaged tail leaves what came before it', () => {
    // Letters without a pattern, so that the compressed form is long.
    let state = 1
    const letters = Array.from({ length: 20_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return 97 + ((state >>> 24) % 23)
    })
    const random = Buffer.from(letters)
    for (const [name, bytes] of [
      ['gzip', gzipSync(random)],
      ['deflate', deflateSync(random)],
      ['br', brotliCompressSync(random)],
    ] as const) {
      const [cut, said] = content(bytes.subarray(0, bytes.length - 12), name)
      expect(cut.length).toBeGreaterThan(100)
      expect(random.toString('latin1').startsWith(cut)).toBe(true)
      expect(said).toMatch(/cut off|damaged/)
    }
    const damaged = Buffer.from(gzipSync(random))
    damaged[damaged.length - 6] = (damaged[damaged.length - 6] as number) ^ 1
    expect(content(damaged, 'gzip')[0]).toBe(random.toString('latin1'))
  })

  test('bombs are cut at the limit, and it is said', () => {
    for (const bomb of [
      gzipSync(Buffer.alloc(40_000_000, 'a1'), { level: 1 }),
      deflateSync(Buffer.alloc(40_000_000, 'a1'), { level: 1 }),
    ]) {
      const found = contentOf(part(bomb), '')
      expect(found.bytes.length).toBeLessThanOrEqual(limits.decode.expandedBytesMax)
      expect(found.bytes.length).toBeGreaterThan(30_000_000)
      expect(found.tolerated).toMatch(/longer than the limit/)
    }
    for (const bomb of [
      brotliCompressSync(Buffer.alloc(40_000_000), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
      zstdCompressSync(Buffer.alloc(40_000_000)),
    ]) {
      const found = contentOf(part(bomb), bomb[0] === 0x28 ? 'zstd' : 'br')
      expect(found.bytes.length).toBeLessThanOrEqual(bomb.length * limits.decode.expansionRatioMax)
    }
  })

  test('random bytes under any declaration never throw', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('', '\x1f\x8b\x08\0\0\0\0\0\0\x03', '\x1f\x8b\x08\x1e', 'x\x9c', '(\xb5/\xfd'),
        fc.constantFrom('', 'gzip', 'br', 'deflate', 'zstd', 'gzip, br', 'x, y'),
        (bytes, start, contentEncoding) => {
          contentOf(part(Buffer.concat([Buffer.from(start, 'latin1'), bytes])), contentEncoding)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('the tree says the same of wrong declarations', () => {
    expect(decodeBody(text, { contentEncoding: 'gzip' }).tolerated).toEqual(['gzip declared but plain'])
    expect(decodeBody(gzip).tolerated).toEqual(['gzip not declared'])
    expect(decodeBody(gzip, { contentEncoding: 'br' }).tolerated).toEqual(['br declared but gzip'])
    expect(decodeBody(brotliCompressSync(text), { contentEncoding: 'gzip' }).tolerated).toEqual([
      'gzip declared but br',
    ])
    expect(decodeBody(gzip, { contentEncoding: 'gzip' }).tolerated).toEqual([])
  })
})
