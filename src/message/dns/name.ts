import { backslash, dot } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { dnsAnomalies } from './anomalies.ts'

/** Text of one name: at worst each byte becomes an escape of four. */
const scratch: Buffer = Buffer.alloc(limits.message.dnsNameBytesMax * 4 + 4)

/** The outcome of reading a name; one object, reused: the hot path allocates the text and nothing else. */
export class NameReading {
  /** Position behind the name as it stands in the message (behind the first pointer, if there is one); -1 if bad. */
  next = 0
  /** Lower case, odd bytes as `\DDD`, dots in labels as `\.`, without the final dot; `.` for the root. */
  text = ''
  problem: AnomalyCode | null = null
}

/**
 * Reads the name at `at` of the message `buf[start, end)` (RFC 1035, 4.1.4). A pointer must go before the
 * labels that it ends, to a prior name, as the standard says: a loop, a self-pointer and a forward pointer are all
 * caught by that, and each turn of the loop either consumes a label or goes further back.
 */
export function readName(buf: Buffer, start: number, end: number, at: number, reading: NameReading): boolean {
  let position = at
  /** Start of the labels being read: the next pointer must go before it. */
  let floor = at
  let next = -1
  let written = 0
  let nameBytes = 0
  let pointers = 0
  for (;;) {
    if (position >= end) return fail(reading, dnsAnomalies.cut)
    const length = buf[position] as number
    if (length === 0) {
      if (next === -1) next = position + 1
      break
    }
    if (length >= 0xc0) {
      if (position + 2 > end) return fail(reading, dnsAnomalies.cut)
      const target = start + (((length & 0x3f) << 8) | (buf[position + 1] as number))
      if (next === -1) next = position + 2
      // The 12 bytes of the header hold no name.
      if (target >= floor || target < start + 12) return fail(reading, dnsAnomalies.nameLoop)
      if (++pointers > limits.message.dnsPointersMax) return fail(reading, dnsAnomalies.namePointers)
      position = target
      floor = target
      continue
    }
    if (length >= 0x40) return fail(reading, dnsAnomalies.nameLabel)
    const labelEnd = position + 1 + length
    if (labelEnd > end) return fail(reading, dnsAnomalies.cut)
    nameBytes += length + 1
    if (nameBytes > limits.message.dnsNameBytesMax) return fail(reading, dnsAnomalies.nameLength)
    if (written > 0) scratch[written++] = dot
    for (let index = position + 1; index < labelEnd; index++) {
      written = putByte(buf[index] as number, written, true)
    }
    position = labelEnd
  }
  reading.next = next
  reading.problem = null
  reading.text = written === 0 ? '.' : scratch.toString('latin1', 0, written)
  return true
}

/** Walks over a name without reading its text: position behind it, or -1. Pointers are checked but not followed. */
export function skipName(buf: Buffer, start: number, end: number, at: number): number {
  let position = at
  while (position < end) {
    const length = buf[position] as number
    if (length === 0) return position + 1
    if (length >= 0xc0) {
      if (position + 2 > end) return -1
      const target = start + (((length & 0x3f) << 8) | (buf[position + 1] as number))
      return target < at && target >= start + 12 ? position + 2 : -1
    }
    if (length >= 0x40) return -1
    position += 1 + length
    if (position - at > 255) return -1
  }
  return -1
}

/**
 * A host name that stands as plain text (SNI, Uri-Host): lower case, odd bytes as `\DDD`, without the final dot.
 * At most `limits.message.dnsNameBytesMax` bytes; the caller has checked that.
 */
export function hostText(buf: Buffer, start: number, end: number): string {
  let last = end
  if (last > start + 1 && buf[last - 1] === dot) last--
  let written = 0
  for (let index = start; index < last; index++) written = putByte(buf[index] as number, written, false)
  return scratch.toString('latin1', 0, written)
}

/** Text that is not a host name, as it stands: odd bytes as `\DDD`, case kept. Bounded like {@link hostText}. */
export function plainText(buf: Buffer, start: number, end: number): string {
  let text = ''
  let from = start
  for (let index = start; index < end; index++) {
    const byte = buf[index] as number
    if (byte >= 0x20 && byte < 0x7f && byte !== backslash) continue
    text +=
      buf.toString('latin1', from, index) +
      (byte === backslash ? '\\\\' : `\\${String(byte).padStart(3, '0')}`)
    from = index + 1
  }
  return text + buf.toString('latin1', from, end)
}

function putByte(byte: number, at: number, isLabel: boolean): number {
  let written = at
  if (byte >= 0x41 && byte <= 0x5a) {
    scratch[written++] = byte + 0x20
  } else if (byte <= 0x20 || byte >= 0x7f) {
    scratch[written++] = backslash
    scratch[written++] = 0x30 + Math.floor(byte / 100)
    scratch[written++] = 0x30 + (Math.floor(byte / 10) % 10)
    scratch[written++] = 0x30 + (byte % 10)
  } else {
    if (byte === backslash || (isLabel && byte === dot)) scratch[written++] = backslash
    scratch[written++] = byte
  }
  return written
}

function fail(reading: NameReading, problem: AnomalyCode): false {
  reading.next = -1
  reading.text = ''
  reading.problem = problem
  return false
}
