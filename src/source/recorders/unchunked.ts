/** Puts a body together that is written in chunks (RFC 9112 section 7.1), with the fields behind it; null where it is not whole and sound. */
export function unchunked(body: Buffer): {
  readonly bytes: Buffer
  readonly trailer: readonly (readonly [name: string, value: string])[]
} | null {
  const joined = Buffer.allocUnsafe(body.length)
  let length = 0
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at)
    if (lineEnd === -1 || lineEnd - at > lineBytesMax) return null
    const size = sizeOf(body, at, lineEnd)
    const start = lineEnd + 2
    if (size === 0) return { bytes: joined.subarray(0, length), trailer: fieldsOf(body.subarray(start)) }
    const end = start + size
    if (size < 0 || body[end] !== 0x0d || body[end + 1] !== 0x0a) return null
    length += body.copy(joined, length, start, end)
    at = end + 2
  }
}

/** Extensions of a chunk may stand behind its size. */
const lineBytesMax = 4_096
const digitsMax = 8
const trailerBytesMax = 65_536

/** Read without a text for each: a body may have millions of chunks. -1 where it is no size. */
function sizeOf(body: Buffer, start: number, end: number): number {
  let size = 0
  let at = start
  for (; at < end; at++) {
    const byte = body[at] as number
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : letterOf(byte | 0x20)
    if (digit < 0) break
    size = size * 16 + digit
  }
  if (at === start || at - start > digitsMax) return -1
  while (body[at] === 0x20 || body[at] === 0x09) at++
  return at >= end || body[at] === 0x3b ? size : -1
}

function letterOf(lower: number): number {
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

function fieldsOf(bytes: Buffer): (readonly [string, string])[] {
  return bytes
    .toString('latin1', 0, Math.min(bytes.length, trailerBytesMax))
    .split('\r\n')
    .flatMap((line): [string, string][] => {
      const colon = line.indexOf(':', 1)
      return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]]
    })
}
