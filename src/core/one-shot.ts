import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib'
import { engineOf } from './zlib-engine.ts'
import type { Engine } from './zlib-engine.ts'
import { inflateErrorCode } from './inflate-error.ts'

/**
 * Unpacks what one call of zlib, brotli or zstd can unpack, by their engines themselves. Node's own call leaves, for each
 * input that does not unpack, its stream, its buffers and an error to the next turn of the event loop, which comes when a
 * whole file is read: 8 KB for each of the many bytes that only may be compressed, without bound. An engine that failed is
 * closed at once, one that did not is used again. Where Node's engines are not what we know, its own call serves.
 */

/** What came out, and how many bytes of the input were read. */
export interface Unpacked {
  readonly bytes: Buffer
  readonly used: number
}

/** `deflate` is without a head (RFC 1951). */
export type PackedFormat = 'gzip' | 'zlib' | 'deflate' | 'brotli' | 'zstd'

/** What Node's calls give where they are asked for their engine; the types do not know it. */
interface WithEngine {
  readonly buffer: Buffer
  readonly engine: { readonly bytesWritten: number }
}

interface Way {
  readonly open: (options: { chunkSize: number; dictionary?: Buffer }) => unknown
  readonly call: (bytes: Buffer, options: CallOptions) => unknown
  /** Of an input that is whole, and of one whose end may be missing. */
  readonly wholeFlush: number
  readonly cutFlush: number
}

interface CallOptions {
  readonly chunkSize: number
  readonly maxOutputLength: number
  readonly finishFlush: number
  readonly info: true
  readonly dictionary?: Buffer
}

const { Z_FINISH, Z_SYNC_FLUSH } = constants
const ways: Readonly<Record<PackedFormat, Way>> = {
  gzip: { open: createGunzip, call: gunzipSync, wholeFlush: Z_FINISH, cutFlush: Z_SYNC_FLUSH },
  zlib: { open: createInflate, call: inflateSync, wholeFlush: Z_FINISH, cutFlush: Z_SYNC_FLUSH },
  deflate: { open: createInflateRaw, call: inflateRawSync, wholeFlush: Z_FINISH, cutFlush: Z_SYNC_FLUSH },
  brotli: {
    open: createBrotliDecompress,
    call: brotliDecompressSync,
    wholeFlush: constants.BROTLI_OPERATION_FINISH,
    cutFlush: constants.BROTLI_OPERATION_FLUSH,
  },
  zstd: {
    open: createZstdDecompress,
    call: zstdDecompressSync,
    wholeFlush: constants.ZSTD_e_end,
    cutFlush: constants.ZSTD_e_flush,
  },
}

const outputBytes = 65_536
let output: Buffer | null = null
const kept: Partial<Record<PackedFormat, Engine>> = {}

/**
 * The content of `bytes`, or the code of the fault that says why there is none. `isCut`: the end may be missing, what there
 * is counts. More than `outputMax` bytes are a fault. `dictionary`: of zlib and deflate, what the content may refer back to.
 */
export function unpack(
  format: PackedFormat,
  bytes: Buffer,
  outputMax: number,
  isCut: boolean,
  dictionary: Buffer | null = null,
): Unpacked | string {
  const way = ways[format]
  const flush = isCut ? way.cutFlush : way.wholeFlush
  const before = dictionary === null ? kept[format] : undefined
  const engine = before ?? openEngine(way, dictionary)
  if (engine === null) return called(way, bytes, outputMax, flush, dictionary)
  delete kept[format]
  const unpacked = written(engine, bytes, outputMax, flush)
  if (typeof unpacked === 'string' || dictionary !== null) engine.close()
  else {
    engine.reset()
    kept[format] = engine
  }
  return unpacked
}

function written(engine: Engine, bytes: Buffer, outputMax: number, flush: number): Unpacked | string {
  output ??= Buffer.allocUnsafeSlow(outputBytes)
  const pieces: Buffer[] = []
  let length = 0
  let used = 0
  for (let left = 0; left === 0; ) {
    const room = Math.min(outputBytes, outputMax + 1 - length)
    engine.write(flush, bytes, used, bytes.length - used, output, 0, room)
    if (engine.code !== '') return engine.code
    left = engine.state[0] as number
    used = bytes.length - (engine.state[1] as number)
    length += room - left
    if (length > outputMax) return 'ERR_BUFFER_TOO_LARGE'
    if (left < room) pieces.push(Buffer.from(output.subarray(0, room - left)))
  }
  return { bytes: pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces), used }
}

function openEngine({ open }: Way, dictionary: Buffer | null): Engine | null {
  return engineOf(open({ chunkSize: constants.Z_MIN_CHUNK, ...(dictionary === null ? {} : { dictionary }) }))
}

/** Output is collected in chunks of this size (measured best for 30 kB bodies). */
const chunkBytesMax = 32_768
const chunkBytesMin = 1_024

function called(
  { call }: Way,
  bytes: Buffer,
  outputMax: number,
  finishFlush: number,
  dictionary: Buffer | null,
): Unpacked | string {
  const chunkSize = Math.min(chunkBytesMax, Math.max(chunkBytesMin, bytes.length * 4))
  try {
    const options = { chunkSize, maxOutputLength: outputMax, finishFlush, info: true } as const
    const result = call(bytes, dictionary === null ? options : { ...options, dictionary })
    const { buffer, engine } = result as WithEngine
    return { bytes: buffer, used: engine.bytesWritten }
  } catch (error) {
    return inflateErrorCode(error)
  }
}
