import type { AnomalyCode } from '../../core/anomaly.ts'
import { addressText } from '../address-text.ts'
import { NamedValues } from '../named-values.ts'
import { stunAnomalies } from './anomalies.ts'

/** Length of the header (RFC 8489, 5). */
export const headerBytes = 20
/** RFC 8489, 5. */
const magicCookie = 0x2112_a442
const attributeHeaderBytes = 4

/** Attributes (RFC 8489, 18.3; RFC 8656, 18; RFC 8445; RFC 6062): those whose content is text, and those that are an address. */
const textNames: ReadonlyMap<number, string> = new Map([
  [0x0006, 'Username'],
  [0x0014, 'Realm'],
  [0x0015, 'Nonce'],
  [0x8003, 'Alternate-Domain'],
  [0x8022, 'Software'],
  [0x802f, 'Origin'],
  [0x0009, 'Error-Code'],
])
const addressNames: ReadonlyMap<number, string> = new Map([
  [0x0001, 'Mapped-Address'],
  [0x8023, 'Alternate-Server'],
  [0x802b, 'Response-Origin'],
  [0x802c, 'Other-Address'],
])
const xorAddressNames: ReadonlyMap<number, string> = new Map([
  [0x0012, 'Xor-Peer-Address'],
  [0x0016, 'Xor-Relayed-Address'],
  [0x0020, 'Xor-Mapped-Address'],
])
/** DATA of TURN: what is relayed (RFC 8656, 18.4). */
const dataAttribute = 0x0013

/** Names of methods (RFC 8489, 18.2; RFC 8656, 17). */
const methodNames: ReadonlyMap<number, string> = new Map([
  [1, 'Binding'],
  [3, 'Allocate'],
  [4, 'Refresh'],
  [6, 'Send'],
  [7, 'Data'],
  [8, 'CreatePermission'],
  [9, 'ChannelBind'],
  [10, 'Connect'],
  [11, 'ConnectionBind'],
  [12, 'ConnectionAttempt'],
])

/** A message as it was read. One object, reused. */
export class StunReading {
  method = ''
  /** 0 request, 1 indication, 2 success, 3 error. */
  kind = 0
  transaction = ''
  bodyStart = 0
  bodyEnd = 0
  /** What does not fit, where there is a body already. */
  restStart = 0
  restEnd = 0
  readonly fields: NamedValues = new NamedValues()
  problem: AnomalyCode | null = null
}

/** Length of the message at `start`, its header included; 0: more bytes are needed; -1: none is there. */
export function stunLength(buf: Buffer, start: number, end: number): number {
  const there = end - start
  // The first two bits are zero, and the length is of whole words.
  if (there > 0 && (buf[start] as number) > 0x3f) return -1
  if (there > 3 && ((buf[start + 3] as number) & 3) !== 0) return -1
  for (let index = 4; index < 8; index++) {
    if (there <= index) return 0
    if (buf[start + index] !== ((magicCookie >>> (8 * (7 - index))) & 0xff)) return -1
  }
  const type = buf.readUInt16BE(start)
  return methodNames.has(methodOf(type)) ? headerBytes + buf.readUInt16BE(start + 2) : -1
}

/** Number of a channel and length, in front of what is relayed (RFC 8656, 12.4). */
export const channelHeaderBytes = 4
/** Numbers of RFC 5766, which programs go on using: RFC 8656 has 0x4000 to 0x4fff only. */
const channelFirst = 0x40
const channelLast = 0x7f

/**
 * Length of the ChannelData at `start`, its header included and its padding not; 0: more bytes are needed; -1: none is
 * there.
 */
export function channelLength(buf: Buffer, start: number, end: number): number {
  if (end === start) return 0
  const first = buf[start] as number
  if (first < channelFirst || first > channelLast) return -1
  return end - start < channelHeaderBytes ? 0 : channelHeaderBytes + buf.readUInt16BE(start + 2)
}

/** A length filled up to whole words. */
export function padded(length: number): number {
  return (length + 3) & ~3
}

/** A type interleaves the bits of method and class (RFC 8489, 5). */
function methodOf(type: number): number {
  return (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2)
}

/** Reads what there is of the message `buf[start, end)`. Each turn of the loop takes at least an attribute's header. */
export function readStun(buf: Buffer, start: number, end: number, reading: StunReading): void {
  const { fields } = reading
  fields.clear()
  reading.problem = null
  reading.bodyStart = start
  reading.bodyEnd = start
  reading.restStart = end
  reading.restEnd = end
  reading.method = 'Binding'
  reading.kind = 0
  reading.transaction = ''
  if (end - start < headerBytes) {
    reading.problem = stunAnomalies.attributes
    reading.bodyEnd = end
    return
  }
  const type = buf.readUInt16BE(start)
  reading.method = methodNames.get(methodOf(type)) ?? 'Unknown'
  reading.kind = ((type >> 4) & 1) | ((type >> 7) & 2)
  reading.transaction = buf.toString('latin1', start + 8, start + headerBytes)
  let at = start + headerBytes
  while (at < end) {
    const to = at + attributeHeaderBytes + (at + attributeHeaderBytes <= end ? buf.readUInt16BE(at + 2) : end)
    if (
      to > end ||
      !takeAttribute(buf, start, buf.readUInt16BE(at), at + attributeHeaderBytes, to, reading)
    ) {
      reading.problem = to > end ? stunAnomalies.attributes : stunAnomalies.fields
      if (reading.bodyEnd > reading.bodyStart) reading.restStart = at
      else {
        reading.bodyStart = at
        reading.bodyEnd = end
      }
      return
    }
    // Attributes are padded to whole words.
    at = Math.min(end, start + headerBytes + padded(to - start - headerBytes))
  }
}

function takeAttribute(
  buf: Buffer,
  message: number,
  type: number,
  start: number,
  end: number,
  reading: StunReading,
): boolean {
  const { fields } = reading
  const text = textNames.get(type)
  if (text !== undefined) {
    // An error code has four bytes before its reason.
    return fields.add(text, text === 'Error-Code' ? Math.min(end, start + 4) : start, end)
  }
  const plain = addressNames.get(type)
  const mixed = xorAddressNames.get(type)
  if (plain !== undefined) return fields.add(plain, start, end, addressOf(buf, message, start, end, false))
  if (mixed !== undefined) return fields.add(mixed, start, end, addressOf(buf, message, start, end, true))
  // Of several the first one counts (RFC 8489, 14); the others are searched as what has no name.
  if (type === dataAttribute && reading.bodyEnd === reading.bodyStart) {
    reading.bodyStart = start
    reading.bodyEnd = end
    return true
  }
  // What has no name may hold anything: it is searched as what it is.
  return fields.add(`Attribute-${type.toString(16).padStart(4, '0')}`, start, end)
}

/** `address:port`; '' where it is none. XORed ones are mixed with cookie and transaction (RFC 8489, 14.2). */
function addressOf(buf: Buffer, message: number, start: number, end: number, isMixed: boolean): string {
  const bytes = Buffer.from(buf.subarray(start + 2, end))
  const family = buf[start + 1]
  if ((family !== 1 || bytes.length !== 6) && (family !== 2 || bytes.length !== 18)) return ''
  if (isMixed) {
    for (let index = 0; index < 2; index++)
      bytes[index] = (bytes[index] as number) ^ (buf[message + 4 + index] as number)
    for (let index = 2; index < bytes.length; index++)
      bytes[index] = (bytes[index] as number) ^ (buf[message + 2 + index] as number)
  }
  return `${addressText(bytes, 2, bytes.length)}:${bytes.readUInt16BE(0)}`
}
