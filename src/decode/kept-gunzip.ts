import { constants, crc32, createInflateRaw } from 'node:zlib'
import { engineOf } from '../core/zlib-engine.ts'
import type { Engine } from '../core/zlib-engine.ts'
import { gzipDataStart } from './gzip-head.ts'
import { isGzip } from './text.ts'

/*
 * Gunzips with one engine and one output buffer that are kept: zlib's one-shot call makes both anew for every body,
 * which costs more than unzipping a small one. Where Node's engine is not what we know, `keptGunzip` is null and the one-shot
 * call serves.
 * The engine is that of bare deflate: a checksum over the content takes a fifth of the time, and only who tells of the
 * content must know that it is undamaged.
 */

/** Larger bodies are left to the one-shot call. */
const outputBytesMax = 1_048_576

/** Made when the first body asks for it: most small captures have none, and a start must not wait for it. */
let kept: { readonly engine: Engine | null; readonly output: Buffer } | null = null

/** Checksum and length behind the deflate data (RFC 1952 section 2.3.1). */
const trailerBytes = 8

/**
 * The content of the gzip stream `bytes`, whole and undamaged, as a view that is valid until the next call; null for
 * anything else (cut, damaged, several members, followed by other bytes, longer than `outputMax` or a megabyte): the caller
 * takes the thorough way then. Without `isChecked` the length is held against the trailer, and not the checksum: damage that
 * leaves both the codes and the length as they were is not seen.
 */
export function keptGunzip(bytes: Buffer, outputMax: number, isChecked = true): Buffer | null {
  kept ??= { engine: engineOf(createInflateRaw()), output: Buffer.allocUnsafeSlow(outputBytesMax) }
  const { engine, output } = kept
  if (engine === null) return null
  const isWhole = bytes.length > trailerBytes && isGzip(bytes)
  const start = isWhole ? gzipDataStart(bytes, 0) : -1
  if (start < 0) return null
  const room = Math.min(outputBytesMax, outputMax)
  engine.code = ''
  engine.reset()
  engine.write(constants.Z_FINISH, bytes, start, bytes.length - start, output, 0, room)
  const left = engine.state[0] as number
  // No room left: there may be more.
  if (engine.code !== '' || left === 0 || engine.state[1] !== trailerBytes) return null
  const content = output.subarray(0, room - left)
  const trailer = bytes.length - trailerBytes
  if (bytes.readUInt32LE(trailer + 4) !== content.length) return null
  return isChecked && bytes.readUInt32LE(trailer) !== crc32(content) ? null : content
}
