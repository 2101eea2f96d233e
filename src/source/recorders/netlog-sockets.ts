/**
 * What went through the sockets of Chrome, where a NetLog was made with “Include raw bytes”: of connections in TLS what was
 * inside of it. All that a log shows of one socket is one entry, since a part of it means little without what went before.
 */
import { countOf, numberOf, recordOf, shortTextOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import type { Direction } from '../../core/verdict.ts'
import { parseAddress } from '../../core/address.ts'
import type { RecordedFrame, StreamEntry } from '../entry.ts'
import type { Joined } from '../har/har.ts'

/** Events of sockets by their names in `constants.logEventTypes`. */
const events = {
  TCP_CONNECT_ATTEMPT: 'connect',
  SSL_CONNECT: 'tls',
  SOCKET_BYTES_SENT: 'raw sent',
  SOCKET_BYTES_RECEIVED: 'raw received',
  SSL_SOCKET_BYTES_SENT: 'inner sent',
  SSL_SOCKET_BYTES_RECEIVED: 'inner received',
  UDP_CONNECT: 'connect',
  UDP_BYTES_SENT: 'raw sent',
  UDP_BYTES_RECEIVED: 'raw received',
} as const

interface SocketEvent {
  readonly kind: (typeof events)[keyof typeof events]
  readonly transport: 'tcp' | 'udp'
}

interface Socket {
  /** The events that tell of it. */
  readonly events: Buffer[]
  readonly pieces: RecordedFrame[]
  readonly transport: 'tcp' | 'udp'
  /** `address:port`, '' where it is not known. */
  address: string
  isTls: boolean
  /** Its connection was seen to begin. */
  readonly hasBeginning: boolean
  heldBytes: number
}

const separator = Buffer.from(',\n')

/** The sockets of one file. */
export class NetLogSockets {
  private readonly kinds = new Map<number, SocketEvent>()
  /** By the number of their source, the oldest first. */
  private readonly sockets = new Map<number, Socket>()
  private heldBytes = 0
  private hasBytes = false
  private hasLate = false

  /** `types`: the numbers of the file for events. */
  names(types: JsonRecord | null): void {
    for (const [type, kind] of Object.entries(events)) {
      const number = numberOf(types?.[type])
      if (number !== null) this.kinds.set(number, { kind, transport: type.startsWith('UDP') ? 'udp' : 'tcp' })
    }
  }

  /** Whether all that went over TCP is shown, from the beginning of each connection on: then no head needs to be told. */
  get showsAll(): boolean {
    return this.hasBytes && !this.hasLate
  }

  /** Takes an event; null where it is none of a socket. The entries are those that had to be told for lack of room. */
  event(event: JsonRecord, source: number, at: Instant, json: Buffer): readonly Joined[] | null {
    const known = this.kinds.get(countOf(event['type']))
    if (known === undefined) return null
    const { kind, transport } = known
    const params = recordOf(event['params'])
    if (kind === 'connect') {
      const address = shortTextOf(params?.['address'])
      return address === '' ? [] : this.begin(source, transport, address, json)
    }
    if (kind === 'tls') {
      const socket = this.sockets.get(source)
      if (socket !== undefined && !socket.isTls) {
        socket.isTls = true
        this.hold(socket, json)
      }
      return []
    }
    const bytes = bytesOf(params)
    if (bytes.length === 0) return []
    const isInner = kind === 'inner sent' || kind === 'inner received'
    const before = this.sockets.get(source)
    // Of what TLS protects the inside is shown, too.
    if (!isInner && before?.isTls === true) return []
    const direction: Direction = kind === 'raw sent' || kind === 'inner sent' ? 0 : 1
    const socket = before ?? this.late(source, transport, shortTextOf(params?.['address']))
    if (isInner && !socket.isTls) {
      socket.isTls = true
      // Of a log that begins in the middle of it: what came so far were records of TLS.
      if (!socket.hasBeginning) socket.pieces.length = 0
    }
    if (transport === 'tcp') this.hasBytes = true
    socket.pieces.push({ direction, at, bytes })
    this.hold(socket, json)
    socket.heldBytes += bytes.length
    this.heldBytes += bytes.length
    return this.makeRoom()
  }

  /** All that is left. */
  rest(): readonly Joined[] {
    const told = [...this.sockets].flatMap(([source, socket]) => entryOf(source, socket))
    this.sockets.clear()
    this.heldBytes = 0
    return told
  }

  private begin(source: number, transport: 'tcp' | 'udp', address: string, json: Buffer): readonly Joined[] {
    const before = this.sockets.get(source)
    const told = before === undefined ? [] : this.tell(source, before)
    const socket = newSocket(transport, address, true)
    this.sockets.set(source, socket)
    this.hold(socket, json)
    return [...told, ...this.makeRoom()]
  }

  /** A socket whose beginning is not in the log, or no longer held. */
  private late(source: number, transport: 'tcp' | 'udp', address: string): Socket {
    const socket = newSocket(transport, address, false)
    this.sockets.set(source, socket)
    if (transport === 'tcp') this.hasLate = true
    return socket
  }

  private hold(socket: Socket, json: Buffer): void {
    socket.events.push(Buffer.from(json))
    socket.heldBytes += json.length
    this.heldBytes += json.length
  }

  private makeRoom(): Joined[] {
    const told: Joined[] = []
    for (const [source, socket] of this.sockets) {
      if (
        this.sockets.size <= limits.source.connectionsMax &&
        this.heldBytes <= limits.source.netlogHeldBytesMax
      )
        break
      told.push(...this.tell(source, socket))
    }
    return told
  }

  private tell(source: number, socket: Socket): Joined[] {
    this.sockets.delete(source)
    this.heldBytes -= socket.heldBytes
    return entryOf(source, socket)
  }
}

function newSocket(transport: 'tcp' | 'udp', address: string, hasBeginning: boolean): Socket {
  return { events: [], pieces: [], transport, address, isTls: false, hasBeginning, heldBytes: 0 }
}

/** In base64, or in hex as older versions wrote them. */
function bytesOf(params: JsonRecord | null): Buffer {
  const [base64, hex] = [params?.['bytes'], params?.['hex_encoded_bytes']]
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64')
  return typeof hex === 'string' ? Buffer.from(hex, 'hex') : Buffer.alloc(0)
}

function entryOf(source: number, { events: told, pieces, transport, address, isTls }: Socket): Joined[] {
  const [first] = pieces
  if (first === undefined) return []
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, Math.max(0, colon)).replace(/^\[(.*)\]$/, '$1')
  const isKnown = parseAddress(host) !== null
  const entry: StreamEntry = {
    kind: 'stream',
    at: first.at,
    ends: {
      transport,
      clientAddress: '',
      clientPort: 0,
      serverAddress: isKnown ? host : '',
      serverPort: isKnown
        ? Math.min(65_535, countOf(Number(address.slice(colon + 1))))
        : isTls || transport === 'udp'
          ? 443
          : 80,
      communityId: '',
      isOnWire: false,
      protection: isTls ? 'tls' : 'plaintext',
      connection: `socket ${source}`,
    },
    pieces,
    serverName: '',
    nameSource: 'host',
    isWebSocket: false,
  }
  const bytes = Buffer.concat(told.flatMap((json, index) => (index === 0 ? [json] : [separator, json])))
  return [{ kind: 'joined', entry, bytes }]
}
