import { hexDigit } from '../core/signs/digit-values.ts'
import type { Inflated } from './inflate.ts'

/** Hex digits of a size. */
const digitsMax = 16
const mark = ';chunk-signature='
/** A line in front of a chunk, and the signature of what is in it: hex, in its longer form filled with `*`. */
const lineForm = /^([0-9A-Fa-f]{1,16})(?:;chunk-signature=[0-9A-Fa-f*]{1,160})?\r\n/
const lineBytesMax = 200
const lineEndBytes = 2

/** True where `[start, end)` begins with the size of a chunk and the name of its signature. */
export function isSignedChunk(bytes: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end, start + digitsMax)
  let at = start
  while (at < stop && hexDigit(bytes[at] as number) >= 0) at++
  return at > start && bytes[at] === 0x3b && bytes.toString('latin1', at, at + mark.length) === mark
}

/**
 * The chunks of `aws-chunked` put together (AWS, Signature Version 4: transferring payload in multiple chunks): a size in hex, with a
 * signature or without, in front of each, and one of size 0 at the end. What stands behind that (checksums as
 * `Name:value`) is not used. null: no chunk begins there.
 */
export function joinAwsChunks(bytes: Buffer, outputMax: number): Inflated | null {
  if (outputMax < 1) return null
  const chunks: Buffer[] = []
  let length = 0
  let at = 0
  const joined = (end: Inflated['end']): Inflated => ({ bytes: Buffer.concat(chunks), end, used: at })
  while (at < bytes.length) {
    const line = bytes.toString('latin1', at, Math.min(bytes.length, at + lineBytesMax))
    const [head = '', digits = ''] = lineForm.exec(line) ?? []
    const start = at + head.length
    if (head === '') {
      if (at === 0) return null
      return joined(line.length < lineBytesMax && !line.includes('\n') ? 'cut' : 'damaged')
    }
    const size = Number.parseInt(digits, 16)
    if (size === 0) {
      at = bytes.toString('latin1', start) === '\r\n' ? bytes.length : start
      return joined('whole')
    }
    const end = start + size
    const given = bytes.subarray(start, Math.min(end, bytes.length, start + outputMax - length))
    chunks.push(given)
    length += given.length
    at = start + given.length
    if (end > bytes.length) return at < bytes.length ? joined('limit') : joined('cut')
    if (at < end) return joined('limit')
    if (end === bytes.length) return joined('cut')
    if (bytes[end] !== 0x0d || (bytes[end + 1] !== 0x0a && end + 1 < bytes.length)) return joined('damaged')
    at = Math.min(bytes.length, end + lineEndBytes)
  }
  return at === 0 ? null : joined('cut')
}
