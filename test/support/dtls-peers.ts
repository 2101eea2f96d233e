/** DTLS between OpenSSL's programs on loopback, through a relay that records each datagram, with the key log they write. */
import { spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '../../tools/phone-emulator/certificate.ts'
import { freePort } from './free-ports.ts'
import { client, server } from './playbook.ts'
import type { Step } from './playbook.ts'

export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0

if (!hasOpenssl) process.stderr.write('dtls: openssl is not installed; its tests are skipped\n')

const from = Date.UTC(2024, 0, 1)
const certificate = selfSigned('coap.example.com', Buffer.from([9, 8, 7]), from, from + 20 * 365 * 86_400_000)

/**
 * `clientArgs` and `serverArgs` go to `openssl s_client` and `s_server`. Both sides say one datagram. `port`: where the
 * server listens, which is between it and the relay.
 */
export async function dtlsTalk(
  clientArgs: readonly string[],
  serverArgs: readonly string[],
  says: Buffer,
  answers: Buffer,
  serverPort = 0,
): Promise<{ steps: Step[]; keyLog: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-dtls-'))
  const relay = createSocket('udp4')
  const toServer = createSocket('udp4')
  const steps: Step[] = []
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const port = serverPort === 0 ? await freePort() : serverPort
  const keyLog = join(folder, 'keys')
  const serverProgram = spawn(
    'openssl',
    [
      's_server',
      '-dtls',
      '-quiet',
      '-accept',
      `127.0.0.1:${port}`,
      '-cert',
      put('certificate.pem', certificate.certificatePem),
      '-key',
      put('key.pem', certificate.keyPem),
      ...serverArgs,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let clientPort = 0
  relay.on('message', (bytes, { port: sender }) => {
    clientPort = sender
    steps.push(client(Buffer.from(bytes)))
    toServer.send(bytes, port, '127.0.0.1')
  })
  toServer.on('message', (bytes) => {
    steps.push(server(Buffer.from(bytes)))
    relay.send(bytes, clientPort, '127.0.0.1')
  })
  await new Promise<void>((resolve) => relay.bind(0, '127.0.0.1', () => resolve()))
  await new Promise<void>((resolve) => toServer.bind(0, '127.0.0.1', () => resolve()))
  // The server says nothing when it is ready: it is asked until it hears.
  await isBound(port)
  const clientProgram = spawn(
    'openssl',
    [
      's_client',
      ...(clientArgs.includes('-dtls1') ? [] : ['-dtls']),
      '-quiet',
      '-nocommands',
      '-connect',
      `127.0.0.1:${relay.address().port}`,
      '-keylogfile',
      keyLog,
      ...clientArgs,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const program of [clientProgram, serverProgram])
    program.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  try {
    clientProgram.stdin.write(says)
    await heard(serverProgram.stdout, () => said)
    serverProgram.stdin.write(answers)
    await heard(clientProgram.stdout, () => said)
    return { steps, keyLog: readFileSync(keyLog, 'latin1') }
  } finally {
    clientProgram.kill()
    serverProgram.kill()
    relay.close()
    toServer.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function heard(stream: NodeJS.ReadableStream, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing was heard: ${said()}`)), 20_000)
    stream.once('data', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/**
 * Waits until the port is taken, as the system's own list says: to try whether it can be taken would take it, and the
 * server that comes at this very moment could not.
 */
async function isBound(port: number): Promise<void> {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  for (let tries = 0; tries < 200; tries++) {
    const lines = readFileSync('/proc/net/udp', 'latin1').split('\n')
    if (lines.some((line) => line.slice(0, 24).includes(local))) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`nobody listens on port ${port}`)
}
