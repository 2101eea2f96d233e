import { execFileSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { FaultError } from '../../src/core/errors.ts'
import type { Lab } from './lab.ts'

/** A real capture program on the access point's side. */
export interface Recorder {
  readonly program: string
  stop(): Promise<void>
}

const PROGRAMS = ['dumpcap', 'tcpdump'] as const

/** Which capture program is here, or null. */
export function captureProgram(): (typeof PROGRAMS)[number] | null {
  for (const program of PROGRAMS) {
    try {
      execFileSync(program, ['--version'], { stdio: 'pipe' })
      return program
    } catch (error) {
      if (!isMissing(error)) return program
    }
  }
  return null
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

export async function startRecorder(lab: Lab, file: string): Promise<Recorder> {
  const program = captureProgram()
  if (program === null) {
    throw new FaultError('no capture program here: install dumpcap (package wireshark-common) or tcpdump')
  }
  const args =
    program === 'dumpcap'
      ? ['-i', 'ap0', '-s', '0', '-w', file]
      : ['-i', 'ap0', '-s', '0', '-U', '-n', '-Z', 'root', '--time-stamp-precision=nano', '-w', file]
  const child = lab.startProgram(lab.serverSpace, program, args)
  await startedListening(child, program)
  return {
    program,
    stop: async () => {
      // The last frames pass from the kernel to the program.
      await wait(700)
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      await ended
    },
  }
}

/** Both programs say on standard error when they capture. */
async function startedListening(child: ChildProcess, program: string): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new FaultError(`${program} did not start: ${said.trim()}`)))
    child.stderr?.on('data', (part: Buffer) => {
      said += part.toString('utf8')
      if (/^File: |listening on/m.test(said)) resolve()
    })
  })
  await wait(300)
}
