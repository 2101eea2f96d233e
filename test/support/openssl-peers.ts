/** TLS between OpenSSL's programs on loopback, for what Node's client cannot do: key updates, early data. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '../../tools/phone-emulator/certificate.ts'
import { freePort } from './free-ports.ts'
import { client, server } from './playbook.ts'
import type { Step } from './playbook.ts'

const from = Date.UTC(2024, 0, 1)
const certificate = selfSigned('www.example.com', Buffer.from([5, 6, 7]), from, from + 20 * 365 * 86_400_000)

export interface OpensslTalk {
  /** Of each connection. */
  readonly connections: Step[][]
  readonly keyLog: string
}

/**
 * Runs one `s_server`, and for each of `clients` an `s_client` through a relay that records. What a client says is written
 * to it piece by piece: a line `K` makes it update its keys. `{folder}` in an argument is a folder of the test's own.
 * `port`: where the server listens, which is between it and the relay.
 */
export async function opensslTalk(
  serverArgs: readonly string[],
  clients: readonly {
    readonly args: readonly string[]
    readonly says: readonly string[]
    readonly file?: string
  }[],
  port = 0,
): Promise<OpensslTalk> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-openssl-'))
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const own = port === 0 ? await freePort() : port
  const program = spawn(
    'openssl',
    [
      's_server',
      '-accept',
      `127.0.0.1:${own}`,
      '-cert',
      put('certificate.pem', certificate.certificatePem),
      '-key',
      put('key.pem', certificate.keyPem),
      ...serverArgs,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  const connections: Step[][] = []
  const relay = createServer((left) => {
    const steps: Step[] = []
    connections.push(steps)
    const right = connect(own, '127.0.0.1')
    pass(left, right, (bytes) => steps.push(client(bytes)))
    pass(right, left, (bytes) => steps.push(server(bytes)))
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', () => resolve()))
  const keyLog = join(folder, 'keys')
  let heard = ''
  program.stdout.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
  })
  try {
    await isListening(own)
    for (const { args, says, file } of clients) {
      if (file !== undefined) put('early', file)
      const child = spawn(
        'openssl',
        [
          's_client',
          '-connect',
          `127.0.0.1:${(relay.address() as AddressInfo).port}`,
          '-keylogfile',
          keyLog,
          ...args.map((arg) => arg.replace('{folder}', folder)),
        ],
        { stdio: ['pipe', 'pipe', 'pipe'] },
      )
      // What a client that ends too early says of it.
      let complaint = ''
      child.stderr.on('data', (chunk: Buffer) => {
        complaint = (complaint + chunk.toString('latin1')).slice(-2_000)
      })
      child.stdin.on('error', ({ message }) => {
        complaint += message
      })
      try {
        // What the client prints behind the handshake says that it reads commands.
        await waitFor(child.stdout, /read R BLOCK|Verify return code|---\n$/)
        const sentCount = (): number =>
          connections.at(-1)?.filter((step) => step.kind === 'push' && step.direction === 0).length ?? 0
        for (const piece of says) {
          const before = sentCount()
          child.stdin.write(piece)
          const last = piece.trim()
          // A command is read alone: what comes with it would be lost. What it makes the client send says that it was.
          await until(
            () => (last.length > 1 ? heard.includes(last) : sentCount() > before),
            () => `${last} was not heard of ${args.join(' ')}: ${complaint}`,
          )
        }
        child.stdin.end()
        await new Promise((resolve) => setTimeout(resolve, 200))
      } finally {
        child.kill()
      }
    }
    return { connections, keyLog: readFileSync(keyLog, 'latin1') }
  } finally {
    program.kill()
    relay.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function pass(source: Socket, target: Socket, record: (bytes: Buffer) => void): void {
  source.on('data', (bytes: Buffer) => {
    record(Buffer.from(bytes))
    target.write(bytes)
  })
  source.on('end', () => target.end())
  source.on('error', () => target.destroy())
}

function waitFor(stream: NodeJS.ReadableStream, text: RegExp): Promise<void> {
  let seen = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`openssl did not say ${String(text)}: ${seen}`)), 20_000)
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString('latin1')
      if (!text.test(seen)) return
      clearTimeout(timer)
      resolve()
    })
  })
}

async function until(isTrue: () => boolean, fault: () => string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (isTrue()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(fault())
}

async function isListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`nobody listens on port ${port}`)
}
