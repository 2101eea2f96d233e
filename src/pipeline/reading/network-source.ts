/**
 * Captures that come over the network while they are made: pcap-over-IP from a server (`tcp://`) or to us
 * (`tcp-listen://`), and PCAPdroid's UDP exporter, one record in each datagram (`udp-listen://`). Nothing is connected or
 * listened to but what the user names in such an address.
 *
 * Every chunk is scanned when it comes, before the next one is taken, so nothing queues up here: a sender that is faster
 * than the scan fills the system's buffers, which hold it back (TCP) or drop datagrams (UDP).
 */
import { byteCount } from '../../core/byte-count.ts'
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { Server, Socket } from 'node:net'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { InputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import type { CaptureFeeder } from './feeder.ts'
import { datagramAnomalies, RecordDatagrams } from './record-datagrams.ts'

/** Oddities of captures that come over the network. */
const networkAnomalies: { readonly [name in 'broken' | 'otherSender']: AnomalyCode } = {
  broken: {
    code: 'source.network.broken',
    kind: 'short_capture',
    sentence: 'The connection broke: everything up to there was read.',
  },
  otherSender: {
    code: 'source.network.other_sender',
    kind: 'ambiguous',
    sentence:
      'Datagrams of another sender than the first one were not read: they are no part of its capture.',
  },
}

/** Room in the system for datagrams that wait while others are scanned. */
const receiveBufferBytes = 4 * 1024 * 1024

/** A network source as the user names it. */
export interface NetworkAddress {
  readonly kind: 'tcp' | 'tcp-listen' | 'udp-listen'
  readonly host: string
  readonly port: number
}

/** When a capture that comes over the network is over, beside its sender's closing it. */
export interface LiveOptions {
  /** Seconds without a byte; for UDP there is a limit anyway, once it has begun. */
  readonly idleSeconds?: number
  /** Seconds from the start. */
  readonly seconds?: number
  /** No more is read once so many packets were. */
  readonly packets?: number
  /** The user ends it. */
  readonly signal?: AbortSignal
  /** Told what is waited for, with the port that the system chose for port 0. */
  readonly onState?: (text: string) => void
}

interface NetworkFacts {
  readonly sha256: string | null
  readonly fileBytes: number
  readonly isGzip: false
}

interface NetworkOptions extends LiveOptions {
  readonly wantsHash: boolean
  readonly onProgress: (bytes: number, size: number) => void
}

const scheme = /^([a-z][a-z0-9+.-]*):\/\//i
const address = /^(tcp|tcp-listen|udp-listen):\/\/(\[[0-9a-f:.%a-z]+\]|[^:/[\]]+):(\d{1,5})\/?$/i

/** The address that a word of the command line names; null where it is a file. InputError where it is neither. */
export function networkAddress(word: string): NetworkAddress | null {
  const named = scheme.exec(word)?.[1]
  if (named === undefined) return null
  const match = address.exec(word)
  const port = Number(match?.[3])
  if (match === null || port > 65_535) {
    throw new InputError(
      `${word} is no source: a capture comes over the network from tcp://HOST:PORT, or to tcp-listen://ADDRESS:PORT or udp-listen://ADDRESS:PORT of this machine.`,
    )
  }
  const [, kind = '', host = ''] = match
  return {
    kind: kind.toLowerCase() as NetworkAddress['kind'],
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port,
  }
}

/** Reads a capture from the network into the feeder until it is over. */
export async function readNetwork(
  from: NetworkAddress,
  path: string,
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
  options: NetworkOptions,
): Promise<NetworkFacts> {
  const taker = new Taker(path, feeder, options)
  const release = taker.watch(options)
  try {
    if (from.kind === 'tcp') await fromServer(from, path, taker, anomalies, options)
    else if (from.kind === 'tcp-listen') await fromClient(from, path, taker, anomalies, options)
    else await fromExporter(from, path, taker, anomalies, options)
  } finally {
    release()
  }
  feeder.end()
  if (feeder.bytes === 0) {
    const odd = anomalies.tallies.get(datagramAnomalies.odd.code)?.count ?? 0
    throw new InputError(
      odd === 0
        ? `${path}: nothing of a capture was received.`
        : `${path}: ${odd} ${odd === 1 ? 'datagram' : 'datagrams'} came, and none that a capture begins with: start varde before the exporter.`,
    )
  }
  // It was over before it said what it is.
  if (feeder.reader === null && feeder.entryReader === null) throw noCapture(path)
  const refusal = feeder.reader?.refusal ?? ''
  if (refusal !== '') throw new InputError(`${path}: what comes can not be read: ${refusal}.`)
  return { sha256: taker.digest(), fileBytes: taker.bytes, isGzip: false }
}

/** Takes bytes as they come, and says when it is over. */
class Taker {
  bytes = 0
  /** Settles when the capture is over, or cannot be one. */
  readonly over: Promise<void>
  isOver = false
  private readonly path: string
  private readonly feeder: CaptureFeeder
  private readonly options: NetworkOptions
  private readonly hash: Hash | null
  private settle: { resolve: () => void; reject: (error: unknown) => void }
  private idle: NodeJS.Timeout | null = null
  private idleSeconds: number

  constructor(path: string, feeder: CaptureFeeder, options: NetworkOptions) {
    this.path = path
    this.feeder = feeder
    this.options = options
    this.hash = options.wantsHash ? createHash('sha256') : null
    this.idleSeconds = options.idleSeconds ?? 0
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.over = promise
    this.settle = { resolve, reject }
    // Whoever waits sees the failure; it may come before anyone does.
    promise.catch(() => undefined)
  }

  /** Starts the clocks; the function returned stops them. */
  watch({ seconds, signal }: LiveOptions): () => void {
    const finish = (): void => this.finish()
    const total = seconds === undefined ? null : setTimeout(finish, seconds * 1000)
    signal?.addEventListener('abort', finish)
    if (signal?.aborted === true) this.finish()
    this.heard()
    return () => {
      if (total !== null) clearTimeout(total)
      if (this.idle !== null) clearTimeout(this.idle)
      signal?.removeEventListener('abort', finish)
    }
  }

  /** From now on it is over after so many seconds without a byte, unless the user gave a number. */
  endWhenIdle(seconds: number): void {
    if (this.idleSeconds > 0) return
    this.idleSeconds = seconds
    this.heard()
  }

  take(chunk: Buffer): void {
    if (this.isOver) return
    this.bytes += chunk.length
    this.hash?.update(chunk)
    this.heard()
    if (!this.feeder.push(chunk)) {
      this.fail(noCapture(this.path))
      return
    }
    this.options.onProgress(this.bytes, 0)
    const { packets } = this.options
    if (packets !== undefined && (this.feeder.reader?.counts.frames ?? 0) >= packets) this.finish()
  }

  finish(): void {
    this.isOver = true
    this.settle.resolve()
  }

  fail(error: unknown): void {
    this.isOver = true
    this.settle.reject(error)
  }

  digest(): string | null {
    return this.hash === null ? null : this.hash.digest('hex')
  }

  private heard(): void {
    if (this.idleSeconds === 0) return
    if (this.idle === null) this.idle = setTimeout(() => this.finish(), this.idleSeconds * 1000)
    else this.idle.refresh()
  }
}

async function fromServer(
  from: NetworkAddress,
  path: string,
  taker: Taker,
  anomalies: AnomalyLog,
  options: NetworkOptions,
): Promise<void> {
  // Loaded here: a scan of a file starts without them.
  const { connect } = process.getBuiltinModule('node:net')
  const socket = connect({ host: from.host, port: from.port })
  const slow = setTimeout(
    () =>
      taker.fail(new InputError(`${path}: no answer within ${limits.network.connectSecondsMax} seconds.`)),
    limits.network.connectSecondsMax * 1000,
  )
  let isConnected = false
  socket.once('connect', () => {
    isConnected = true
    clearTimeout(slow)
    options.onState?.(`connected to ${inBrackets(from.host)}:${from.port}`)
  })
  socket.on('error', (cause) => {
    if (isConnected) anomalies.note(networkAnomalies.broken, 0, codeOf(cause))
    else taker.fail(unreachable(path, cause))
  })
  try {
    await drain(socket, taker)
  } finally {
    clearTimeout(slow)
  }
}

async function fromClient(
  from: NetworkAddress,
  path: string,
  taker: Taker,
  anomalies: AnomalyLog,
  options: NetworkOptions,
): Promise<void> {
  const { createServer } = process.getBuiltinModule('node:net')
  const server = createServer()
  server.on('error', (cause) => taker.fail(notListening(path, cause)))
  const first = new Promise<Socket>((resolve) => {
    server.once('connection', (socket) => {
      // One capture: who comes later is refused.
      server.close()
      resolve(socket)
    })
  })
  server.listen(from.port, from.host, () => options.onState?.(listening(server.address(), 'a connection')))
  let socket: Socket | undefined
  try {
    socket = (await Promise.race([first, taker.over])) ?? undefined
  } finally {
    server.close()
  }
  if (socket === undefined) return
  options.onState?.(`connected by ${socket.remoteAddress ?? '?'}`)
  socket.on('error', (cause) => anomalies.note(networkAnomalies.broken, 0, codeOf(cause)))
  await drain(socket, taker)
}

/** Takes all that a connection brings, until it or the taker is over. */
async function drain(socket: Socket, taker: Taker): Promise<void> {
  socket.on('data', (chunk: Buffer) => taker.take(chunk))
  socket.on('close', () => taker.finish())
  try {
    await taker.over
  } finally {
    socket.destroy()
  }
}

async function fromExporter(
  from: NetworkAddress,
  path: string,
  taker: Taker,
  anomalies: AnomalyLog,
  options: NetworkOptions,
): Promise<void> {
  const { createSocket } = process.getBuiltinModule('node:dgram')
  const socket = createSocket({
    type: from.host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: receiveBufferBytes,
  })
  const records = new RecordDatagrams(anomalies)
  let sender = ''
  socket.on('error', (cause) => taker.fail(notListening(path, cause)))
  socket.on('message', (datagram, { address: host, port }) => {
    const peer = `${host} ${port}`
    if (sender !== '' && sender !== peer) {
      anomalies.note(networkAnomalies.otherSender, 0, byteCount(datagram.length))
      return
    }
    const pieces = records.take(datagram)
    // Who sends something else is not waited for.
    if (sender === '' && pieces.length > 0) {
      sender = peer
      taker.endWhenIdle(limits.network.udpIdleSecondsMax)
    }
    for (const piece of pieces) taker.take(piece)
  })
  socket.bind(from.port, from.host, () => options.onState?.(listening(socket.address(), 'datagrams')))
  try {
    await taker.over
  } finally {
    socket.close()
  }
}

function noCapture(path: string): InputError {
  return new InputError(`${path}: what comes is no packet capture in pcap or pcapng.`)
}

function listening(bound: ReturnType<Server['address']>, what: string): string {
  if (bound === null || typeof bound === 'string') return `waiting for ${what}`
  return `waiting for ${what} at ${inBrackets(bound.address)}:${bound.port}`
}

/** An address before a port: one of IPv6 has colons itself. */
function inBrackets(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function unreachable(path: string, cause: Error): InputError {
  const why = {
    ECONNREFUSED: 'nobody listens there',
    ENOTFOUND: 'there is no host of that name',
    EAI_AGAIN: 'the name of the host could not be looked up',
    EHOSTUNREACH: 'there is no way to that host',
    ENETUNREACH: 'there is no way to that network',
    ETIMEDOUT: 'no answer',
  }[codeOf(cause)]
  return new InputError(`${path}: no connection: ${why ?? codeOf(cause)}.`, { cause })
}

function notListening(path: string, cause: Error): InputError {
  const why = {
    EADDRINUSE: 'the port is in use',
    EADDRNOTAVAIL: 'this machine has no such address',
    EACCES: 'the port needs more rights',
    ENOTFOUND: 'there is no host of that name',
    EAI_AGAIN: 'the name of the host could not be looked up',
  }[codeOf(cause)]
  return new InputError(`${path}: cannot listen: ${why ?? codeOf(cause)}.`, { cause })
}

function codeOf(cause: Error): string {
  return 'code' in cause ? String(cause.code) : cause.message
}
