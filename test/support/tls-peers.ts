/**
 * Real TLS programs as peers: Node's client and server (OpenSSL) talk over a wire in memory, which is recorded as steps
 * of a playbook, with the key log that they write.
 */
import { connect, createSecureContext, TLSSocket } from 'node:tls'
import type { ConnectionOptions, SecureContextOptions } from 'node:tls'
import { Duplex } from 'node:stream'
import { selfSigned } from '../../tools/phone-emulator/certificate.ts'
import { client, server } from './playbook.ts'
import type { Step } from './playbook.ts'

export interface Talk {
  readonly steps: Step[]
  readonly keyLog: string
  readonly protocol: string
  readonly cipher: string
  /** For the next connection of the client. */
  readonly session: Buffer | null
  readonly isResumed: boolean
}

export interface TalkOptions {
  /** Of both ends; what only one has stands in the other two. */
  readonly both?: SecureContextOptions
  readonly toClient?: ConnectionOptions
  readonly toServer?: SecureContextOptions
  readonly serverName?: string
  /** What the client says, piece by piece; a function is called with both ends between pieces. */
  readonly says: readonly (
    | string
    | Buffer
    | ((ends: { client: TLSSocket; server: TLSSocket }) => Promise<void>)
  )[]
  readonly answers?: string
  readonly session?: Buffer
}

const from = Date.UTC(2024, 0, 1)
const certificate = selfSigned(
  'www.example.com',
  Buffer.from([1, 2, 3, 4]),
  from,
  from + 20 * 365 * 86_400_000,
)

class End extends Duplex {
  peer: End | null = null
  private readonly record: (bytes: Buffer) => void

  constructor(record: (bytes: Buffer) => void) {
    super()
    this.record = record
  }

  override _read(): void {
    // Bytes come when the peer writes.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.record(Buffer.from(chunk))
    setImmediate(() => {
      this.peer?.push(chunk)
      done()
    })
  }

  override _final(done: (error?: Error | null) => void): void {
    setImmediate(() => {
      this.peer?.push(null)
      done()
    })
  }
}

/**
 * Among what a client says: what was said before has left when it goes on. What is said at once may leave with the end of
 * the handshake. In turns of the loop that the wire takes, not in time: a thread that had to wait is late for everything.
 */
export async function later(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => void setImmediate(resolve))
}

/** Shares tickets between the connections of one test. */
export function serverContext(options: SecureContextOptions = {}): SecureContextOptions {
  const context = createSecureContext({
    key: certificate.keyPem,
    cert: certificate.certificatePem,
    ...options,
  })
  return { secureContext: context } as SecureContextOptions
}

export async function talk(options: TalkOptions): Promise<Talk> {
  const steps: Step[] = []
  const left = new End((bytes) => steps.push(client(bytes)))
  const right = new End((bytes) => steps.push(server(bytes)))
  left.peer = right
  right.peer = left
  const lines: Buffer[] = []
  let session: Buffer | null = null
  const serverEnd = new TLSSocket(right, {
    isServer: true,
    key: certificate.keyPem,
    cert: certificate.certificatePem,
    ...options.both,
    ...options.toServer,
  })
  let heard = 0
  const wanted = options.says.reduce(
    (total, piece) => total + (typeof piece === 'function' ? 0 : Buffer.byteLength(piece, 'latin1')),
    0,
  )
  const hears = new Promise<void>((resolve, reject) => {
    serverEnd.on('error', reject)
    serverEnd.on('data', (chunk: Buffer) => {
      heard += chunk.length
      if (heard >= wanted) resolve()
    })
    if (wanted === 0) resolve()
  })
  const clientEnd = connect({
    socket: left,
    rejectUnauthorized: false,
    ...(options.serverName === undefined ? {} : { servername: options.serverName }),
    ...(options.session === undefined ? {} : { session: options.session }),
    ...options.both,
    ...options.toClient,
  })
  clientEnd.on('keylog', (line: Buffer) => lines.push(line))
  clientEnd.on('session', (value: Buffer) => {
    session = value
  })
  await new Promise<void>((resolve, reject) => {
    clientEnd.once('secureConnect', () => resolve())
    clientEnd.once('error', reject)
  })
  let answered = 0
  const answer = options.answers ?? ''
  const gets = new Promise<void>((resolve) => {
    clientEnd.on('data', (chunk: Buffer) => {
      answered += chunk.length
      if (answered >= answer.length) resolve()
    })
    if (answer === '') resolve()
  })
  for (const piece of options.says) {
    if (typeof piece === 'function') await piece({ client: clientEnd, server: serverEnd })
    else await new Promise<void>((resolve) => void clientEnd.write(piece, 'latin1', () => resolve()))
  }
  await hears
  if (answer !== '') serverEnd.write(answer, 'latin1')
  await gets
  const protocol = clientEnd.getProtocol() ?? ''
  const cipher = clientEnd.getCipher().name
  const isResumed = clientEnd.isSessionReused()
  const isOver = new Promise<void>((resolve) => void clientEnd.once('close', () => resolve()))
  serverEnd.on('end', () => serverEnd.end())
  clientEnd.end()
  await isOver
  return { steps, keyLog: Buffer.concat(lines).toString('latin1'), protocol, cipher, session, isResumed }
}
