import { isDigit } from '../../core/ascii.ts'
import { limits } from '../../core/limits.ts'
import { methodBefore } from './methods.ts'

const space = 32
const slash = 47

/**
 * After a gap: where in the line `[start, end)` (without its end) a start line begins, or -1. The line may begin with
 * the end of a body. Strict: a version, and a known method or a status. Looks at the line's last bytes only.
 */
export function findStart(buf: Buffer, start: number, end: number, isResponse: boolean): number {
  const from = Math.max(start, end - limits.message.resyncLineBytesMax)
  return isResponse ? findStatusLine(buf, from, end) : findRequestLine(buf, from, end)
}

function isVersionOne(buf: Buffer, at: number): boolean {
  return (
    buf[at] === 0x48 &&
    buf[at + 1] === 0x54 &&
    buf[at + 2] === 0x54 &&
    buf[at + 3] === 0x50 &&
    buf[at + 4] === slash &&
    buf[at + 5] === 0x31 &&
    buf[at + 6] === 0x2e &&
    isDigit(buf[at + 7])
  )
}

/** The same of a request: by its version, and by a known method. */
export function findRequestLine(buf: Buffer, start: number, end: number): number {
  const version = end - 8
  if (version - 4 < start || !isVersionOne(buf, version) || buf[version - 1] !== space) return -1
  const targetEnd = version - 1
  let targetStart = targetEnd
  while (targetStart > start && (buf[targetStart - 1] as number) > space) targetStart--
  if (targetStart === targetEnd || targetStart - 1 <= start || buf[targetStart - 1] !== space) return -1
  return methodBefore(buf, start, targetStart - 1)
}

function findStatusLine(buf: Buffer, start: number, end: number): number {
  for (let at = end - 12; at >= start; at--) {
    if (buf[at] !== 0x48 || !isVersionOne(buf, at) || buf[at + 8] !== space) continue
    if (!isDigit(buf[at + 9]) || buf[at + 9] === 48 || !isDigit(buf[at + 10]) || !isDigit(buf[at + 11]))
      continue
    if (at + 12 === end || buf[at + 12] === space) return at
  }
  return -1
}
