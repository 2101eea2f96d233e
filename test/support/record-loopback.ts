/** Records what real programs say to each other on loopback. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Records with dumpcap while `work` runs; returns the capture. `port`: one that the filter lets through. */
export async function recordLoopback(
  file: string,
  filter: string,
  port: number,
  work: () => Promise<void>,
): Promise<Buffer> {
  await recording(filter, ['-w', file], port, () => readFileSync(file), work)
  const bytes = readFileSync(file)
  truncateSync(file, blockWith(bytes, endMark))
  return readFileSync(file)
}

/** The same into files of so many packets in a folder that is empty; gives their paths in the order of their names. */
export async function recordLoopbackInFiles(
  folder: string,
  filter: string,
  port: number,
  packets: number,
  work: () => Promise<void>,
): Promise<string[]> {
  const files = (): string[] =>
    readdirSync(folder)
      .toSorted()
      .map((name) => join(folder, name))
  const all = (): Buffer => Buffer.concat(files().map((path) => readFileSync(path)))
  const options = ['-b', `packets:${packets}`, '-w', join(folder, 'ring.pcapng')]
  await recording(filter, options, port, all, work)
  for (const file of files()) {
    const bytes = readFileSync(file)
    if (bytes.includes(endMark)) truncateSync(file, blockWith(bytes, endMark))
  }
  return files()
}

/** Runs dumpcap while `work` runs, until `written` holds all that was said. */
async function recording(
  filter: string,
  options: readonly string[],
  port: number,
  written: () => Buffer,
  work: () => Promise<void>,
): Promise<void> {
  const child = spawn('dumpcap', ['-q', '-i', 'lo', '-f', filter, ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // It says so when it has begun to listen.
  await says(child, /^File: /m)
  try {
    await work()
    await endWritten(written, port)
  } finally {
    await ended(child, 'SIGINT')
  }
}

/** Said when all has been said. */
const endMark = Buffer.from('varde: the recording is over')

/** Says that it is over, and waits until dumpcap has written that: then it has written what was said before, too. */
async function endWritten(written: () => Buffer, port: number): Promise<void> {
  const socket = createSocket('udp4')
  try {
    socket.send(endMark, port, '127.0.0.1')
    for (let waited = 0; waited < writtenMilliseconds; waited += pollMilliseconds) {
      if (written().includes(endMark)) return
      await wait(pollMilliseconds)
    }
  } finally {
    socket.close()
  }
  throw new Error('dumpcap did not write all that it heard')
}

/** Where the block of a pcapng file begins that holds this. */
function blockWith(bytes: Buffer, content: Buffer): number {
  const place = bytes.indexOf(content)
  let start = 0
  for (let next = 0; next <= place; next += bytes.readUInt32LE(next + 4)) start = next
  return start
}

/** Starts a program that serves, waits until it does, and ends it when `work` is done. */
export async function whileServing(
  program: string,
  args: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore' })
  await once(child, 'spawn')
  try {
    await serves(child, program)
    await work()
  } finally {
    await ended(child, 'SIGTERM')
  }
}

/** Waits until a program has bound a socket of its own: beside other tests that takes some as long as seconds. */
async function serves(child: ChildProcess, program: string): Promise<void> {
  for (let waited = 0; waited < servesMilliseconds; waited += pollMilliseconds) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode} before it served`)
    if (isBound(child.pid as number)) return
    await wait(pollMilliseconds)
  }
  throw new Error(`${program} serves nothing`)
}

const writtenMilliseconds = 15_000
const servesMilliseconds = 15_000
const pollMilliseconds = 25
/** State of a TCP socket that listens, in the system's tables; a bound UDP socket is in none that matters. */
const listening = '0A'

/** True where the process holds a UDP socket that is bound, or a TCP socket that listens (proc_pid_net(5)). */
function isBound(process: number): boolean {
  const own = new Set(socketsOf(process))
  return ['tcp', 'tcp6', 'udp', 'udp6'].some((table) =>
    readFileSync(`/proc/net/${table}`, 'latin1')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .some((columns) => {
        const [, local = '', , state = ''] = columns
        const isOpen = table.startsWith('udp') ? !local.endsWith(':0000') : state === listening
        return isOpen && own.has(columns[9] ?? '')
      }),
  )
}

/** Numbers of the sockets that a process holds; what it closes meanwhile, and what is left of one that ended, is none. */
function socketsOf(process: number): string[] {
  const folder = `/proc/${process}/fd`
  const names = unlessGone(() => readdirSync(folder)) ?? []
  return names.flatMap((name) => {
    const target = unlessGone(() => readlinkSync(`${folder}/${name}`, 'latin1')) ?? ''
    return target.startsWith('socket:[') ? [target.slice(8, -1)] : []
  })
}

function unlessGone<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), 3_000)
  await exit
  clearTimeout(late)
}

async function says(child: ChildProcess, what: RegExp): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => {
      reject(new Error(`did not start: ${said.trim()}`))
    })
    child.stderr?.on('data', (part: Buffer) => {
      said += part.toString('utf8')
      if (what.test(said)) resolve()
    })
  })
}

/** Whether a program is there, and what it does with these arguments is well done. */
function answers(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

/** Whether a program is in the path (that of the tests has the folders of servers, too). */
export function isThere(program: string): Promise<boolean> {
  return answers('sh', ['-c', 'command -v "$1"', 'sh', program])
}

/** Whether tshark is there, and dumpcap, which may be there and not be allowed to record. */
export async function mayRecord(): Promise<boolean> {
  return (
    (await isThere('tshark')) &&
    (await answers('dumpcap', ['-q', '-i', 'lo', '-a', 'duration:1', '-w', '/dev/null']))
  )
}
