/** DNS over HTTPS (RFC 8484), whatever version of HTTP carries it: the DNS message in a request or response. */
import { ampersand } from '../../core/ascii-codes.ts'
import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import type { Message } from '../types.ts'

const mediaType = Buffer.from('application/dns-message', 'latin1')
const parameter = Buffer.from('dns=', 'latin1')
/** Shortest target with a question: `/?dns=` and 17 bytes in base64. */
const targetBytesMin = 29
const questionMark = 63
/** A DNS message has at most 65,535 bytes (its length has 16 bits where it has one), in base64 a third more. */
const parameterBytesMax = 87_384

/** Is its body said to be a DNS message? */
export function hasDnsBody(message: Message): boolean {
  const { contentTypeStart: start, contentTypeEnd: end } = message
  if (end - start < mediaType.length || message.body.length === 0) return false
  const { buf } = message.head
  for (let index = mediaType.length - 1; index >= 0; index--) {
    const byte = buf[start + index] as number
    const wanted = mediaType[index] as number
    if (byte !== wanted && (byte | 0x20) !== wanted) return false
  }
  return true
}

/** Where the value of the parameter `dns` starts in the target of a GET, or -1. Runs on every request. */
export function dnsParameter(message: Message): number {
  const { buf } = message.head
  const { methodStart, targetStart, targetEnd } = message
  if (message.methodEnd - methodStart !== 3 || targetEnd - targetStart < targetBytesMin) return -1
  let at = targetStart
  while (at < targetEnd && buf[at] !== questionMark) at++
  while (at < targetEnd) {
    const value = at + 1 + parameter.length
    if (value < targetEnd && isParameter(buf, at + 1)) return value
    at++
    while (at < targetEnd && buf[at] !== ampersand) at++
  }
  return -1
}

function isParameter(buf: Buffer, at: number): boolean {
  for (let index = 0; index < parameter.length; index++)
    if (buf[at + index] !== parameter[index]) return false
  return true
}

/** The DNS message in the parameter whose value starts at `start`: base64url without padding (section 6). */
export function decodeParameter(message: Message, start: number): Buffer {
  const { buf } = message.head
  let end = start
  while (end < message.targetEnd && buf[end] !== ampersand) end++
  return Buffer.from(latin1(buf, start, Math.min(end, start + parameterBytesMax)), 'base64url')
}

/** The name of the resolver that was asked: the host of the request, without a port; '' where it is not known. */
export function resolverOf(message: Message): string {
  const { hostStart, hostEnd } = message
  const end = Math.min(hostEnd, hostStart + limits.attribute.hostCharactersMax + 6)
  return latin1(message.head.buf, hostStart, end).toLowerCase().replace(/:\d*$/, '')
}
