import { latin1 } from '../../core/latin1.ts'
import type { DecodeInput } from '../../decode/types.ts'
import type { DetectContext } from '../../detect/family-type.ts'
import type { Detection } from '../../detect/types.ts'
import { Part } from '../../message/types.ts'
import type { Exchange, Message } from '../../message/types.ts'

/** What of a message is decoded. */
export function inputOf(message: Message): DecodeInput {
  const { buf } = message.head
  return {
    head: message.head,
    body: message.body,
    trailer: message.trailer,
    target: latin1(buf, message.targetStart, message.targetEnd),
    contentType: latin1(buf, message.contentTypeStart, message.contentTypeEnd),
    contentEncoding: encodingOf(message),
  }
}

/** What the detector is told of a message whose recipient is called `host`; '' where it has no name. */
export function detectContextOf({ protocol, flow }: Exchange, message: Message, host: string): DetectContext {
  return {
    host: host === '' ? flow.serverAddress : host,
    protocol,
    port: flow.serverPort,
    direction: message.direction,
    isUnsure: flow.isUnsure,
    isCut: !message.isComplete,
  }
}

/** The content coding that a message names; '' where it names none. */
export function encodingOf(message: Message): string {
  return message.contentEncodingEnd > message.contentEncodingStart
    ? latin1(message.head.buf, message.contentEncodingStart, message.contentEncodingEnd)
    : ''
}

/** Whether `oddity` is that a coding was not declared which the message declares for the transfer (RFC 9112, 7.2). */
export function isTransferCoding({ head: { buf, start, end } }: Message, oddity: string): boolean {
  const coding = /^(gzip|zlib) not declared$/.exec(oddity)?.[1]
  if (coding === undefined) return false
  const declared = /\ntransfer-encoding:([^\r\n]*)/i.exec(latin1(buf, start, end))?.[1] ?? ''
  return (coding === 'gzip' ? /\b(?:x-)?gzip\b/i : /\bdeflate\b/i).test(declared)
}

/** Bytes of head, body and trailer. */
export function lengthOf({ head, body, trailer }: Message): number {
  return head.length + body.length + trailer.length
}

/** The same, of a body that a parser inflated its bytes on the wire. */
export function wireLengthOf({ head, body, trailer }: Message): number {
  return head.length + (body.runs.wireBytes(body.length) ?? body.length) + trailer.length
}

/** The first bytes of a part, as a part that lies in the same memory. */
export function firstOf({ buf, start, runs }: Part, length: number): Part {
  const first = new Part()
  first.buf = buf
  first.start = start
  first.end = start + length
  first.runs.fillFrom(runs)
  return first
}

/** End of the host name in `name:port`; an IPv6 literal keeps its brackets off its port, too. */
export function endWithoutPort(buf: Buffer, start: number, end: number): number {
  for (let index = end - 1; index > start; index--) {
    const byte = buf[index] as number
    if (byte === 0x3a) return endWithoutRootDot(buf, start, index)
    if (byte < 0x30 || byte > 0x39) break
  }
  return endWithoutRootDot(buf, start, end)
}

/** `example.com.` is the same server as `example.com`, with the root of the DNS written out (RFC 1034 section 3.1). */
function endWithoutRootDot(buf: Buffer, start: number, end: number): number {
  return end - 1 > start && buf[end - 1] === 0x2e ? end - 1 : end
}

/**
 * It names whom the proxy is to reach; its fields are for the proxy (RFC 9110, 9.3.6). One with a path asks the host itself
 * for a WebSocket over HTTP/2 (RFC 8441).
 */
export function isConnect({ head: { buf }, methodStart, methodEnd, targetStart }: Message): boolean {
  return (
    methodEnd - methodStart === connect.length &&
    buf.compare(connect, 0, connect.length, methodStart, methodEnd) === 0 &&
    buf[targetStart] !== 0x2f
  )
}

const connect = Buffer.from('CONNECT')

/** The message is for a proxy, and names whom that is to reach: CONNECT, or a request of SOCKS. */
export function isToProxy(message: Message): boolean {
  return message.protocol === 'socks' || isConnect(message)
}

/** The target is a whole URL, as a proxy is sent it (RFC 9112, 3.2.2), or a field names whom a gateway is to reach. */
export function isAbsolute(message: Message): boolean {
  const { protocol, head, targetStart, targetEnd, isByGateway } = message
  const first = head.buf[targetStart]
  return isByGateway || (protocol === 'http' && targetEnd > targetStart && first !== 0x2f && first !== 0x2a)
}

/** The target is a whole URL of https: a proxy that is asked for it encrypts again what it hands on. */
export function isOfHttps({ head: { buf }, targetStart, targetEnd }: Message): boolean {
  return /^https:/i.test(latin1(buf, targetStart, Math.min(targetEnd, targetStart + 'https:'.length)))
}

/** Whether a value of the request is for the proxy that is asked for a whole URL, and not for the host in that (RFC 9110, 11.7.2). */
export function isForProxy({ node: { part, parent, step } }: Detection): boolean {
  if (part !== 'head') return false
  for (let at = { parent, step }; at.parent !== null; at = at.parent)
    if (at.step.step === 'header') return at.step.detail.toLowerCase() === 'proxy-authorization'
  return false
}
