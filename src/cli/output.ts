import { writeSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { FaultError, InputError } from '../core/errors.ts'
import { writeReason } from '../core/write-reason.ts'
import { terminal } from './terminal.ts'

/** Writes to standard output and waits until it is out. A reader that went away (`| head`) is no error; a full disk is. */
export async function writeOut(text: string | Uint8Array): Promise<void> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const written = terminal('stdout') === null ? writeNow(bytes) : 0
  if (written < bytes.length) await writeAll(process.stdout, bytes.subarray(written))
}

/** Bytes that are done with: fewer than all where the other end of a pipe that does not block is slower. */
function writeNow(bytes: Uint8Array): number {
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      if (error.code === 'EAGAIN') return written
      if (error.code === 'EPIPE') return bytes.length
      throw fault(error)
    }
  }
  return written
}

/** Streams whose errors somebody listens to: without a listener, Node ends at once. */
const heard = new WeakSet<Writable>()

function hear(stream: Writable): void {
  if (heard.has(stream)) return
  heard.add(stream)
  stream.on('error', () => undefined)
}

/** Writes to standard error. A reader that went away is no error: what varde finds does not depend on who listens. */
export function tell(text: string): void {
  const { stderr } = process
  hear(stderr)
  stderr.write(text)
}

/** Refuses to print to a terminal what nobody could read there. `advice` says what to do. */
export function refuseTerminal(what: string, advice: string): void {
  if (terminal('stdout') !== null) throw new InputError(`${what} is nothing for a terminal: ${advice}.`)
}

/** As {@link writeOut}, to any stream. */
function writeAll(stream: Writable, bytes: Uint8Array): Promise<void> {
  // Node tells the callback first, and emits the same error afterwards.
  hear(stream)
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error?: NodeJS.ErrnoException | null) => {
      if (error === undefined || error === null || error.code === 'EPIPE') resolve()
      else reject(fault(error))
    })
  })
}

function fault(cause: Error): FaultError {
  return new FaultError(
    `the output can not be written (${'code' in cause ? writeReason(String(cause.code)) : cause.message}).`,
    { cause },
  )
}
