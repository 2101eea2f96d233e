/** Frames of HTTP/2 (RFC 9113 section 4): what their headers may say. Pure. */
import type { Direction } from '../../core/verdict.ts'

/** Length of a frame's header (section 4.1). */
export const frameHeaderBytes = 9

/** Frame types (section 6). */
export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

const frameTypeMax = 9

/** Frames of extensions, all of them framing: ALTSVC (RFC 7838), ORIGIN (RFC 8336), PRIORITY_UPDATE (RFC 9218). */
const extensionTypes: readonly number[] = [0x0a, 0x0c, 0x10]

/** Is it known what such a frame says? */
export function isKnownType(type: number): boolean {
  return isFraming(type) || extensionTypes.includes(type)
}

/** Does such a frame hold text or bytes of the sender's choice, beside numbers? */
export function isFreeType(type: number): boolean {
  return type === frameTypes.goaway || type === frameTypes.ping || !isFraming(type)
}

/** The frames of RFC 9113 itself. */
function isFraming(type: number): boolean {
  return type <= frameTypeMax
}

/** Flags of frames (section 6). `endStream` and `ack` are the same bit, on other types. */
export const flagBits = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const

/** Flags that each type has. */
const flagMasks: readonly number[] = [
  flagBits.endStream | flagBits.padded,
  flagBits.endStream | flagBits.endHeaders | flagBits.padded | flagBits.priority,
  0,
  0,
  flagBits.ack,
  flagBits.endHeaders | flagBits.padded,
  flagBits.ack,
  0,
  0,
  flagBits.endHeaders,
]

/** Longest frame without other settings (section 4.2), and what is taken for one where nothing else is known. */
const plausibleLengthMax = 16_384

/** The client's preface (section 3.4); where HTTP/1 took its first lines for a request, its rest is what is there. */
export const preface: Buffer = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')
/** Where in the preface its rest begins, `SM\r\n\r\n`. */
const prefaceRestStart = 18

/** Length of the content of the frame whose header is at `at`. */
export function lengthOf(buf: Buffer, at: number): number {
  return ((buf[at] as number) << 16) | ((buf[at + 1] as number) << 8) | (buf[at + 2] as number)
}

/** The stream of a frame; the reserved bit is left out. */
export function streamOf(buf: Buffer, at: number): number {
  return buf.readUInt32BE(at + 5) & 0x7fffffff
}

/** Can there be such a frame? (sections 6.1 to 6.10) Of unknown types only the length is judged. */
export function isPossible(type: number, flags: number, length: number, stream: number): boolean {
  switch (type) {
    case frameTypes.data:
    case frameTypes.headers:
    case frameTypes.continuation:
      return stream !== 0
    case frameTypes.pushPromise:
      return stream !== 0 && length >= 4
    case frameTypes.priority:
      return stream !== 0 && length === 5
    case frameTypes.rstStream:
      return stream !== 0 && length === 4
    case frameTypes.settings:
      return stream === 0 && length % 6 === 0 && ((flags & flagBits.ack) === 0 || length === 0)
    case frameTypes.ping:
      return stream === 0 && length === 8
    case frameTypes.goaway:
      return stream === 0 && length >= 8
    case frameTypes.windowUpdate:
      return length === 4
    default:
      return length <= plausibleLengthMax
  }
}

/**
 * Where nothing is known of the stream (joined late, or after a gap): does a frame's header stand at `at`? Only known
 * types, with the flags, lengths and streams that real senders give them. The nine bytes are there.
 */
export function looksLikeFrame(buf: Buffer, at: number, direction: Direction): boolean {
  const length = lengthOf(buf, at)
  const type = buf[at + 3] as number
  const flags = buf[at + 4] as number
  if (length > plausibleLengthMax || type > frameTypeMax) return false
  if ((flags & ~(flagMasks[type] as number)) !== 0 || (buf[at + 5] as number) >= 0x80) return false
  const stream = streamOf(buf, at)
  if (!isPossible(type, flags, length, stream)) return false
  if (type === frameTypes.pushPromise) return direction === 1 && stream % 2 === 1
  if (type === frameTypes.data) return length > 0 || flags === flagBits.endStream
  if (type === frameTypes.headers) return length > 0 && (direction === 1 || stream % 2 === 1)
  return type !== frameTypes.continuation || length > 0
}

/** Sixteen million requests in one connection. */
const plausibleStreamMax = 0xff_ff_ff

/**
 * Is there a frame at `at` that is followed by another one, or by the end of what is there? A frame that reaches beyond
 * the end is believed if its header alone is proof enough.
 */
export function startsFrames(buf: Buffer, at: number, end: number, direction: Direction): boolean {
  if (end - at < frameHeaderBytes || !looksLikeFrame(buf, at, direction)) return false
  const next = at + frameHeaderBytes + lengthOf(buf, at)
  if (next + frameHeaderBytes <= end) return looksLikeFrame(buf, next, direction)
  const type = buf[at + 3]
  if (next === end) return true
  // The zeros of a DATA header are met by chance, and connections end long before their streams have such numbers.
  if (type === frameTypes.data || type === frameTypes.continuation) return false
  return next > end && streamOf(buf, at) <= plausibleStreamMax
}

/** Where in the preface a stream starts that starts with this byte; -1 where it does not. */
export function prefaceAt(first: number): number {
  if (first === preface[0]) return 0
  return first === preface[prefaceRestStart] ? prefaceRestStart : -1
}

/** First bytes of a direction: the preface, or of the server its SETTINGS; joined late, any frames. */
export function probeStart(
  buf: Buffer,
  start: number,
  end: number,
  direction: Direction,
  isJoinedLate: boolean,
): 'yes' | 'no' | 'more' {
  const from = prefaceAt(buf[start] as number)
  if (from >= 0) {
    const length = Math.min(end - start, preface.length - from)
    if (buf.compare(preface, from, from + length, start, start + length) !== 0) return 'no'
    return from + length === preface.length ? 'yes' : 'more'
  }
  if (direction === 0 && !isJoinedLate) return 'no'
  if (end - start < frameHeaderBytes) {
    // SETTINGS: a length below 2^8 (42 settings), the type, no flags but an acknowledgement, no stream.
    const known = end - start
    for (let at = 0; at < known; at++) {
      const byte = buf[start + at] as number
      if (at === 2 || (at === 4 && byte <= 1)) continue
      if (byte !== (at === 3 ? frameTypes.settings : 0)) return isJoinedLate && at > 0 ? 'more' : 'no'
    }
    return 'more'
  }
  const isSettings = buf[start + 3] === frameTypes.settings && looksLikeFrame(buf, start, direction)
  if (isSettings && (lengthOf(buf, start) > 0 || isJoinedLate || end - start > frameHeaderBytes)) {
    return isJoinedLate || areSettings(buf, start, end) ? 'yes' : 'no'
  }
  if (isSettings) return 'yes'
  return isJoinedLate && startsFrames(buf, start, end, direction) ? 'yes' : 'no'
}

/** Identifiers of settings that are in use (RFC 9113, 8441, 9218); those reserved for greasing are judged by form. */
const settingMax = 0x10
/** From here on they are for experiments (IANA): the servers of gRPC send some with their first words. */
const experimentalMin = 0xf000

/** Are the settings that can be seen such as senders send? */
function areSettings(buf: Buffer, start: number, end: number): boolean {
  const bound = Math.min(end, start + frameHeaderBytes + lengthOf(buf, start))
  for (let at = start + frameHeaderBytes; at + 6 <= bound; at += 6) {
    const id = buf.readUInt16BE(at)
    if (!isSetting(id)) return false
  }
  return true
}

function isSetting(id: number): boolean {
  return (id > 0 && id <= settingMax) || (id & 0x0f0f) === 0x0a0a || id >= experimentalMin
}
