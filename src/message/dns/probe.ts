import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import { isLocalNameService } from './local.ts'
import { headerBytes, isClassPlausible, isHeaderPlausible, isWholeMessage } from './parse.ts'

/** The port of servers of names. */
export const dnsPort = 53
const dnsOverTlsPort = 853
/** Upper byte of a length that a question does not reach on other ports: 1 KiB. */
const questionLengthHighMax = 4
/** Bytes of the length in front of a message over TCP. */
const lengthBytes = 2

/**
 * A datagram is a DNS message if it reads as one from its first byte to its last. On DNS's own port a plausible
 * header is enough: there a message that does not read further is a broken DNS message, and said to be one.
 */
export function probeDatagram(buf: Buffer, start: number, end: number, flow: Flow): 'yes' | 'no' {
  if (isWholeMessage(buf, start, end)) return 'yes'
  const isDnsPort = flow.serverPort === dnsPort || flow.clientPort === dnsPort || isLocalNameService(flow)
  return isDnsPort && end - start >= headerBytes && isHeaderPlausible(buf, start) ? 'yes' : 'no'
}

/**
 * A stream is DNS if a length is followed by a header and one question (RFC 7766) of which all that is there fits.
 * Judged byte by byte, so that a stream of another protocol is refused as early as it can be.
 */
export function probeStream(
  buf: Buffer,
  start: number,
  end: number,
  direction: Direction,
  flow: Flow,
): 'yes' | 'no' | 'more' {
  const content = start + lengthBytes
  if (!canBeHeader(buf, start, end)) return 'no'
  // Nobody asks at such length, and to wait for more would keep SOCKS and others from being known.
  const isDnsPort = flow.serverPort === dnsPort || flow.serverPort === dnsOverTlsPort
  if (direction === 0 && !isDnsPort && end > start && (buf[start] as number) >= questionLengthHighMax)
    return 'no'
  if (end - content < headerBytes) return 'more'
  const messageEnd = content + buf.readUInt16BE(start)
  if (messageEnd < content + headerBytes + 5 || !isHeaderPlausible(buf, content)) return 'no'
  // Over TCP there is always exactly one question, with or without an answer.
  if (buf.readUInt16BE(content + 4) !== 1) return 'no'
  let at = content + headerBytes
  const last = Math.min(end, messageEnd)
  while (at < last) {
    const length = buf[at] as number
    if (length > 63) return 'no'
    at += 1 + length
    if (at > messageEnd || at - content - headerBytes > 255) return 'no'
    if (length > 0) continue
    if (at + 4 > messageEnd) return 'no'
    if (at + 4 <= last) return isClassPlausible(buf.readUInt16BE(at + 2)) ? 'yes' : 'no'
    break
  }
  return end - start >= limits.message.sniffBytesMax ? 'yes' : 'more'
}

/** Whether what there is of a length and a header can be their beginning. */
function canBeHeader(buf: Buffer, start: number, end: number): boolean {
  const there = end - start
  // A first message beyond 8 KiB is more likely text or a record.
  if (there > 0 && (buf[start] as number) > 0x20) return false
  const flags = start + lengthBytes + 2
  if (end > flags + 1) {
    const upper = buf[flags] as number
    const lower = buf[flags + 1] as number
    if ((lower & 0x40) !== 0 || ((upper >> 3) & 0xf) > 8) return false
    if ((upper & 0x80) === 0 && (lower & 0xf) !== 0) return false
  }
  if (end > flags + 2 && buf[flags + 2] !== 0) return false
  return end <= flags + 3 || buf[flags + 3] === 1
}
