import { readVarint } from '../quic/parse.ts'

/** Frame types (RFC 9114 section 7.2; PRIORITY_UPDATE RFC 9218, ORIGIN RFC 9412, WEBTRANSPORT_STREAM of its draft). */
export const frameTypes = {
  data: 0,
  headers: 1,
  cancelPush: 3,
  settings: 4,
  pushPromise: 5,
  goaway: 7,
  origin: 0x0c,
  maxPushId: 0x0d,
  webTransportStream: 0x41,
  priorityUpdateRequest: 0xf0700,
  priorityUpdatePush: 0xf0701,
} as const

/** Types of streams of one direction (RFC 9114 section 6.2; RFC 9204 section 4.2; WebTransport over HTTP/3). */
export const streamTypes = { control: 0, push: 1, encoder: 2, decoder: 3, webTransport: 0x54 } as const

/** SETTINGS_QPACK_MAX_TABLE_CAPACITY (RFC 9204 section 5). */
const tableCapacitySetting = 1

const framing: ReadonlySet<number> = new Set([
  frameTypes.cancelPush,
  frameTypes.settings,
  frameTypes.goaway,
  frameTypes.origin,
  frameTypes.maxPushId,
  frameTypes.priorityUpdateRequest,
  frameTypes.priorityUpdatePush,
])

const greaseMin = 0x21
const greaseStep = 0x1f

/** Types of frames and streams that are sent so that all learn to ignore the unknown (RFC 9114 section 7.2.8). */
export function isGrease(type: number): boolean {
  return type >= greaseMin && (type - greaseMin) % greaseStep === 0
}

/**
 * The number that ends at `end`, read as `value`: Firefox draws types that are to be ignored from all that 62 bits hold. Of
 * one that is rounded here, the smallest of these stands for all.
 */
export function wholeType(value: number, buf: Buffer, end: number): number {
  if (value <= Number.MAX_SAFE_INTEGER) return value
  const exact = buf.readBigUInt64BE(end - 8) & 0x3fff_ffff_ffff_ffffn
  return (exact - BigInt(greaseMin)) % BigInt(greaseStep) === 0n ? greaseMin : value
}

/** Whether a frame of this type carries nothing but what steers the connection. */
export function isFraming(type: number): boolean {
  return framing.has(type) || isGrease(type)
}

const integer = { value: 0, next: 0 }

/** The largest dynamic table that the sender of the SETTINGS `buf[start, end)` keeps; by default none. */
export function tableCapacityOf(buf: Buffer, start: number, end: number): number {
  let capacity = 0
  for (let at = start; at < end; ) {
    if (!readVarint(buf, at, end, integer)) break
    const setting = integer.value
    if (!readVarint(buf, integer.next, end, integer)) break
    if (setting === tableCapacitySetting) capacity = integer.value
    at = integer.next
  }
  return capacity
}

/** Longest frame that is believed after a gap without seeing its end. */
const unseenFrameBytesMax = 1_048_576

/**
 * Whether frames start at `start`, where the frames before were lost: one behind the other up to the end of the bytes.
 * The last may go on behind them if it is DATA of a likely length.
 */
export function startsFrames(buf: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end) {
    if (!readVarint(buf, at, end, integer)) return false
    const type = integer.value
    if (type !== frameTypes.data && type !== frameTypes.headers && !isGrease(type)) return false
    if (!readVarint(buf, integer.next, end, integer)) return false
    const length = integer.value
    if (length === 0 && !isGrease(type)) return false
    at = integer.next + length
    if (at > end) return type === frameTypes.data && length >= 64 && length <= unseenFrameBytesMax
  }
  return true
}
