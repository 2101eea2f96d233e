import { limits } from '../core/limits.ts'
import type { RunMap, RunOrigin } from '../core/origin.ts'
import type { Flow } from '../stream/types.ts'
import { Exchange, Message } from './types.ts'
import type { ParserContext } from './types.ts'

/** One for all: a sink uses it during the call only. */
const handedOn = new Message()
const nothing: Buffer = Buffer.alloc(0)

/**
 * Hands on the server name `buf[start, end)` of a ClientHello as a small message, so that it is searched: whoever puts an
 * identifier into a host name shows it to everyone on the way. A name that was seen before in the capture is not searched
 * again. `runs` maps positions counted from `start`. Its bytes are counted with the hello.
 */
export function tellServerName(
  flow: Flow,
  context: ParserContext,
  protocol: 'tls' | 'quic' | 'dtls',
  buf: Buffer,
  start: number,
  end: number,
  runs: RunMap,
  origin: Readonly<RunOrigin>,
): void {
  if (end > start && isNewName(context, buf, start, end))
    tellOfClient(flow, context, protocol, buf, start, end, runs, origin)
}

/** The same of anything else that a client tells of itself beside its messages: an identity, a certificate. `flow` says how it is protected. */
export function tellOfClient(
  flow: Flow,
  context: ParserContext,
  protocol: 'tls' | 'quic' | 'dtls' | 'unrecognised',
  buf: Buffer,
  start: number,
  end: number,
  runs: RunMap,
  origin: Readonly<RunOrigin>,
): void {
  if (end <= start) return
  const { body } = handedOn
  handedOn.protocol = protocol
  handedOn.direction = 0
  body.buf = buf
  body.start = start
  body.end = end
  body.runs.copyFrom(runs)
  handedOn.sec = origin.sec
  handedOn.nsec = origin.nsec
  handedOn.frame = origin.frame
  const exchange = new Exchange(context.nextExchange(), flow, protocol)
  context.sink.request(exchange, handedOn)
  context.sink.closed(exchange)
  body.buf = nothing
  body.start = 0
  body.end = 0
}

/** Whether no hello of the capture had this name yet. Beyond the number of names that are remembered, each one is searched. */
export function isNewName(context: ParserContext, buf: Buffer, start: number, end: number): boolean {
  const { size } = context.serverNames
  const id = context.serverNames.intern(buf, start, end, limits.attribute.recipientsMax)
  return id < 0 || id === size
}
