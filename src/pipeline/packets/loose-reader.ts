/**
 * Searches what the packet layer hands to no transport (see `LooseBytes`): each piece is a message by itself, between two
 * addresses. It stays counted as what the packet layer says of it; only what is searched is said beside that.
 */
import { systemPorts } from '../../core/ports.ts'
import { formatAddress } from '../../core/address.ts'
import type { AddressWords } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import { handedOn } from '../../message/handed-on.ts'
import { Exchange, Message, Part } from '../../message/types.ts'
import type { MessageSink, ProtocolName } from '../../message/types.ts'
import { eapProtocol, pppProtocol, probeProtocol } from '../../packet/types.ts'
import type { LooseBytes, LooseSink } from '../../packet/types.ts'
import { communityId } from '../../stream/community-id.ts'
import { EntryFlow } from '../entries/entry-flow.ts'

/** Protocols with names of their own here, by number of IP. */
const names: ReadonlyMap<number, ProtocolName> = new Map([
  [1, 'icmp'],
  [58, 'icmp'],
  [eapProtocol, 'eap'],
  [probeProtocol, 'probe-request'],
  [pppProtocol, 'ppp'],
])
const tcp = 6
const udp = 17

/** Takes loose bytes and hands them on as messages; `end` once, when the capture is over. */
export class LooseReader implements LooseSink {
  /** Bytes that were handed on. */
  bytes = 0
  private readonly sink: MessageSink
  private readonly nextExchange: () => number
  private readonly flows: Map<string, EntryFlow> = new Map()
  private readonly message: Message = new Message()
  /** Apart from the numbers of the conversations that have a transport. */
  private lastFlow = 0

  constructor(sink: MessageSink, nextExchange: () => number) {
    this.sink = sink
    this.nextExchange = nextExchange
  }

  loose(found: LooseBytes): void {
    const { start, end } = found
    const { flow, direction } = this.flowOf(found)
    const protocol = names.get(found.protocol) ?? 'unrecognised'
    const exchange = new Exchange(this.nextExchange(), flow, protocol)
    const message =
      found.fields === undefined
        ? this.bytesOf(found, protocol, direction)
        : fieldsOf(found, protocol, direction)
    this.bytes += end - start
    if (direction === 0) flow.bytesToServer += end - start
    else flow.bytesToClient += end - start
    this.sink.recognised(flow, protocol)
    if (direction === 0) this.sink.request(exchange, message)
    else this.sink.response(exchange, message)
    this.sink.closed(exchange)
    handedOn.release()
  }

  /** A message that is its bytes. */
  private bytesOf(found: LooseBytes, protocol: ProtocolName, direction: Direction): Message {
    const { buf, start, end, runs, frame, sec, nsec } = found
    const { message } = this
    message.protocol = protocol
    message.direction = direction
    message.sec = sec
    message.nsec = nsec
    message.frame = frame
    const { body } = message
    body.buf = buf
    body.start = start
    body.end = end
    body.runs.clear()
    body.runs.addRange(0, runs, 0, end - start)
    return message
  }

  end(): void {
    for (const flow of this.flows.values()) this.sink.flowEnded?.(flow, 'capture-end')
    this.flows.clear()
  }

  /** Between two addresses the first one to speak is the client, unless what it says is an answer, or ports tell. */
  private flowOf(found: LooseBytes): { flow: EntryFlow; direction: Direction } {
    const { source, target, sourcePort, targetPort } = found
    const protocol = `${found.protocol} ${found.protection}`
    const key = `${protocol} ${source.join()} ${sourcePort} ${target.join()} ${targetPort}`
    const known = this.flows.get(key)
    if (known !== undefined) return { flow: known, direction: 0 }
    const back = this.flows.get(`${protocol} ${target.join()} ${targetPort} ${source.join()} ${sourcePort}`)
    if (back !== undefined) return { flow: back, direction: 1 }
    const isServersPort = sourcePort > 0 && sourcePort < systemPorts && targetPort >= systemPorts
    const isTurned = found.isAnswer || isServersPort
    if (this.flows.size >= limits.attribute.recipientsMax) this.end()
    const flow = isTurned
      ? this.begin(found, target, targetPort, source, sourcePort)
      : this.begin(found, source, sourcePort, target, targetPort)
    const ends = isTurned
      ? [target, targetPort, source, sourcePort]
      : [source, sourcePort, target, targetPort]
    this.flows.set(`${protocol} ${ends.join(' ')}`, flow)
    return { flow, direction: isTurned ? 1 : 0 }
  }

  private begin(
    { protocol, protection, sec, nsec, app }: LooseBytes,
    client: AddressWords,
    clientPort: number,
    server: AddressWords,
    serverPort: number,
  ): EntryFlow {
    const transport = protocol === tcp ? 'tcp' : 'udp'
    const family = client[0] === 0 && client[1] === 0 && client[2] === 0xffff ? 4 : 6
    const isKnown = (protocol === tcp || protocol === udp) && clientPort > 0
    const ends = {
      transport: 'udp' as const,
      clientAddress: formatAddress(...client),
      clientPort,
      serverAddress: formatAddress(...server),
      serverPort,
      communityId: isKnown ? communityId(transport, family, [client, server], [clientPort, serverPort]) : '',
      isOnWire: false,
      protection,
      connection: '',
    }
    const flow = new EntryFlow(--this.lastFlow, ends, { sec, nsec })
    flow.app = app
    return flow
  }
}

/** A message of named values. */
function fieldsOf(found: LooseBytes, protocol: ProtocolName, direction: Direction): Message {
  const { buf, start, end, runs, frame, sec, nsec, fields = [] } = found
  const part = new Part()
  part.buf = buf
  part.start = start
  part.end = end
  part.runs.addRange(0, runs, 0, end - start)
  handedOn.begin(protocol, direction, { part, frame, sec, nsec, incomplete: '', leftOut: 0 })
  handedOn.startLine(found.protocol === probeProtocol ? 'PROBE' : 'LOGIN', part)
  for (const { name, start: from, end: to } of fields) handedOn.field(name, part, from, to)
  return handedOn.whole()
}
