/** Records what real programs say to each other on loopback. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** A UDP port of 127.0.0.1 that nobody uses now. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** Records with dumpcap while `work` runs; returns the capture. */
export async function recordLoopback(
  file: string,
  filter: string,
  work: () => Promise<void>,
): Promise<Buffer> {
  const child = spawn('dumpcap', ['-q', '-i', 'lo', '-f', filter, '-w', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await says(child, /^File: /m)
  // It says so a little before it listens.
  await wait(300)
  try {
    await work()
    await wait(500)
  } finally {
    await ended(child, 'SIGINT')
  }
  return readFileSync(file)
}

/** Starts a program that serves, gives it a moment, and ends it when `work` is done. */
export async function whileServing(
  program: string,
  args: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore' })
  await once(child, 'spawn')
  await wait(400)
  try {
    await work()
  } finally {
    await ended(child, 'SIGTERM')
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
