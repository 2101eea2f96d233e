/**
 * Opens the hello that a ClientHello seals (Encrypted Client Hello, RFC 9849), with the shared secret and the configuration
 * that programs write into their key log (RFC 9850, 2.4). It has the name that the client asks for, and the random under
 * which the log has the secrets of the connection, if the server took it.
 */
import type { RunMap, RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import { HpkeReceiver } from '../crypto/hpke.ts'
import type { HpkeSuite } from '../crypto/hpke.ts'
import { InnerFlow } from '../inner-flow.ts'
import type { EchSecret } from '../keys/ech-secrets.ts'
import type { KeyLog } from '../key-log.ts'
import { tellOfClient } from '../server-name-message.ts'
import type { ParserContext } from '../types.ts'
import { eachExtension } from './negotiation.ts'
import { clientHelloType, handshakeHeaderBytes, parseClientHello } from './parse.ts'
import type { ParsedHello } from './parse.ts'

const echExtension = 0xfe0d
/** The kind of the extension that a client sends to whoever opens it (RFC 9849, 5). */
const outerKind = 0
const randomAt = 2
const randomBytes = 32
const fixedBytes = randomAt + randomBytes

/** What a hello seals, as far as it shows: `buf[payloadStart, payloadEnd)` is the sealed hello. */
interface Sealed {
  readonly kdf: number
  readonly aead: number
  readonly configId: number
  /** The answer to a HelloRetryRequest, under the keys of the first one: it names no key. */
  readonly isSecond: boolean
  readonly payloadStart: number
  readonly payloadEnd: number
}

/** A hello that was sealed in another: the byte at `p` of `buf` is sealed in the byte at `p + shift` of the outer one's buffer. */
export interface InnerHello {
  readonly hello: ParsedHello
  readonly buf: Buffer
  readonly shift: number
}

/**
 * What the ClientHello `buf[start, end)` seals, where the log can open it, and the server took it as far as the log tells: of
 * one that was refused it has the secrets under the outer random. From then on the inner random is known.
 */
export function readInnerHello(keys: KeyLog, buf: Buffer, start: number, end: number): InnerHello | null {
  const from = start + handshakeHeaderBytes + randomAt
  const logged = from + randomBytes <= end ? keys.ech.secretOf(buf, from) : null
  if (logged === null || keys.secrets.has(buf, from)) return null
  const opened = openInnerHello(logged, buf, start, end)
  if (opened === null) return null
  const { message, payloadStart } = opened
  const outer = Buffer.from(buf.subarray(from, from + randomBytes))
  const innerFrom = handshakeHeaderBytes + randomAt
  keys.ech.learnInner(outer, Buffer.from(message.subarray(innerFrom, innerFrom + randomBytes)))
  return {
    hello: parseClientHello(message, 0, message.length),
    buf: message,
    shift: payloadStart - handshakeHeaderBytes,
  }
}

/**
 * Says whom the inner hello asks for, and hands on what its client was free to write. `place` fills `runs` for a piece of the
 * outer hello's buffer.
 */
export function tellInnerHello(
  flow: Flow,
  context: ParserContext,
  protocol: 'tls' | 'quic',
  { hello, buf, shift }: InnerHello,
  runs: RunMap,
  place: (start: number, end: number) => void,
  origin: Readonly<RunOrigin>,
): void {
  const { frame, sec, nsec } = origin
  const { sni, sniStart, sniEnd, free } = hello
  if (sni !== '') context.sink.serverName(flow, 'inner-sni', sni, { frame, sec, nsec })
  const sealed = new InnerFlow(flow, protocol, protocol === 'tls' ? 'tcp' : 'udp')
  const pieces = [sniStart, sniEnd, ...free]
  for (let index = 0; index < pieces.length; index += 2) {
    const start = pieces[index] as number
    const end = pieces[index + 1] as number
    place(start + shift, end + shift)
    tellOfClient(sealed, context, protocol, buf, start, end, runs, origin)
  }
}

/**
 * The sealed hello of the ClientHello `buf[start, end)`, as a handshake message with its header; null where it seals none, or
 * one that this secret does not open. Extensions that it takes from the outer one are not in it.
 */
function openInnerHello(
  { secret, config }: EchSecret,
  buf: Buffer,
  start: number,
  end: number,
): { readonly message: Buffer; readonly payloadStart: number } | null {
  const sealed = sealedIn(buf, start, end)
  if (sealed === null || secret === null || config === null) return null
  const used = configOf(config, sealed.configId)
  if (used === null) return null
  const suite: HpkeSuite = { kem: used.readUInt16BE(5), kdf: sealed.kdf, aead: sealed.aead }
  // RFC 9849, 6.1: the configuration is part of what both sides know.
  const receiver = HpkeReceiver.of(suite, secret, Buffer.concat([Buffer.from('tls ech\0', 'latin1'), used]))
  const body = start + handshakeHeaderBytes
  const { payloadStart, payloadEnd } = sealed
  // RFC 9849, 5.2: the outer hello, with zeros in the place of what is sealed.
  const outer = Buffer.from(buf.subarray(body, end)).fill(0, payloadStart - body, payloadEnd - body)
  const content = receiver?.open(sealed.isSecond ? 1 : 0, outer, buf.subarray(payloadStart, payloadEnd))
  const message = content === null || content === undefined ? null : messageOf(content)
  return message === null ? null : { message, payloadStart }
}

function sealedIn(buf: Buffer, start: number, end: number): Sealed | null {
  const from = extensionsOf(buf, start + handshakeHeaderBytes, end)
  let sealed: Sealed | null = null
  eachExtension(buf, from, end, (type, at, to) => {
    // Kind, two algorithms, the number of the configuration, length of the key, length of what is sealed.
    if (type !== echExtension || at + 8 > to || buf[at] !== outerKind) return
    const keyBytes = buf.readUInt16BE(at + 6)
    const payloadStart = at + 8 + keyBytes + 2
    if (payloadStart > to) return
    const payloadEnd = payloadStart + buf.readUInt16BE(payloadStart - 2)
    if (payloadEnd !== to) return
    sealed = {
      kdf: buf.readUInt16BE(at + 1),
      aead: buf.readUInt16BE(at + 3),
      configId: buf[at + 5] as number,
      isSecond: keyBytes === 0,
      payloadStart,
      payloadEnd,
    }
  })
  return sealed
}

/** Where the extensions of the hello (without the message's header) at `at` begin with their length; `end` where there are none. */
function extensionsOf(buf: Buffer, at: number, end: number): number {
  let next = at + fixedBytes
  if (next < end) next += 1 + (buf[next] as number)
  if (next + 2 <= end) next += 2 + buf.readUInt16BE(next)
  if (next < end) next += 1 + (buf[next] as number)
  return next + 2 <= end ? next : end
}

/** Version, length, number, KEM. */
const configHeadBytes = 7

/** The ECHConfig with this number (RFC 9849, 4): some programs write the list that it came in. */
function configOf(logged: Buffer, id: number): Buffer | null {
  let at = logged.length >= 4 && logged.readUInt16BE(0) !== echExtension ? 2 : 0
  while (at + configHeadBytes <= logged.length) {
    const to = at + 4 + logged.readUInt16BE(at + 2)
    if (to > logged.length) return null
    const isOfVersion = logged.readUInt16BE(at) === echExtension && to - at >= configHeadBytes
    if (isOfVersion && logged[at + 4] === id) return logged.subarray(at, to)
    at = to
  }
  return null
}

/** The hello as it would be sent: without the zeros that hide its length. Null where it is none. */
function messageOf(content: Buffer): Buffer | null {
  const from = extensionsOf(content, 0, content.length)
  if (from + 2 > content.length) return null
  const to = from + 2 + content.readUInt16BE(from)
  if (to > content.length) return null
  const header = Buffer.from([clientHelloType, 0, 0, 0])
  header.writeUIntBE(to, 1, 3)
  return Buffer.concat([header, content.subarray(0, to)])
}
