import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { Rng } from '../../tools/bench/rng.ts'
import { unpack } from './one-shot.ts'
import type { PackedFormat } from './one-shot.ts'

const formats: readonly (readonly [
  PackedFormat,
  (content: Buffer) => Buffer,
  (bytes: Buffer, options: { finishFlush: number; maxOutputLength: number }) => Buffer,
  whole: number,
  cut: number,
])[] = [
  ['gzip', gzipSync, gunzipSync, constants.Z_FINISH, constants.Z_SYNC_FLUSH],
  ['zlib', deflateSync, inflateSync, constants.Z_FINISH, constants.Z_SYNC_FLUSH],
  ['deflate', deflateRawSync, inflateRawSync, constants.Z_FINISH, constants.Z_SYNC_FLUSH],
  [
    'brotli',
    brotliCompressSync,
    brotliDecompressSync,
    constants.BROTLI_OPERATION_FINISH,
    constants.BROTLI_OPERATION_FLUSH,
  ],
  ['zstd', zstdCompressSync, zstdDecompressSync, constants.ZSTD_e_end, constants.ZSTD_e_flush],
]

/** Whole, cut, damaged, followed by others, doubled, empty, and longer than what is kept at once. */
function inputsOf(pack: (content: Buffer) => Buffer): Buffer[] {
  const rng = new Rng('one-shot')
  const contents = ['', 'a', '{"imei":"356938035643809"}', 'text of some length '.repeat(9_000)].map((text) =>
    Buffer.from(text),
  )
  return [...contents, rng.bytes(3_000)].flatMap((content) => {
    const packed = pack(content)
    const damaged = Array.from({ length: 12 }, () => {
      const copy = Buffer.from(packed)
      copy[rng.whole(0, copy.length - 1)] = rng.next() & 0xff
      return copy
    })
    const cut = Array.from({ length: 6 }, () => packed.subarray(0, rng.whole(0, packed.length)))
    return [
      packed,
      ...damaged,
      ...cut,
      Buffer.concat([packed, packed]),
      Buffer.concat([packed, Buffer.of(7)]),
    ]
  })
}

test.each(formats)('%s is unpacked as Node does', (format, pack, call, whole, cut) => {
  for (const bytes of inputsOf(pack)) {
    for (const [isCut, finishFlush] of [
      [false, whole],
      [true, cut],
    ] as const) {
      for (const maxOutputLength of [1, 20, 100_000, 1_000_000]) {
        const given = unpack(format, bytes, maxOutputLength, isCut)
        let wanted: Buffer | string
        try {
          wanted = call(bytes, { finishFlush, maxOutputLength })
        } catch (error) {
          wanted = (error as NodeJS.ErrnoException).code ?? ''
        }
        // Of damage behind the most that may come out, Node tells where it comes in the same chunk.
        if (given === 'ERR_BUFFER_TOO_LARGE') expect(wanted).toBeTypeOf('string')
        else expect(typeof given === 'string' ? given : given.bytes).toEqual(wanted)
      }
    }
  }
})

test('what is used of the input is told, and views of what came out stay', () => {
  const packed = gzipSync('first')
  const first = unpack('gzip', Buffer.concat([packed, Buffer.alloc(5)]), 100, false)
  unpack('gzip', gzipSync('other'), 100, false)
  expect(first).toEqual({ bytes: Buffer.from('first'), used: packed.length })
})

test('content may refer back to what was said before, and what comes next does not', () => {
  const dictionary = Buffer.from('what was said before')
  const packed = deflateRawSync('what was said before, and more', { dictionary })
  expect(unpack('deflate', packed, 100, false, dictionary)).toMatchObject({
    bytes: Buffer.from('what was said before, and more'),
  })
  expect(unpack('deflate', packed, 100, false)).toBe('Z_DATA_ERROR')
})

test('bytes that do not unpack leave nothing to the next turn of the event loop', () => {
  const later = vi.spyOn(process, 'nextTick')
  for (const [format, pack] of formats)
    for (const bytes of inputsOf(pack)) unpack(format, bytes, 1_000, false)
  expect(later).not.toHaveBeenCalled()
  later.mockRestore()
})
