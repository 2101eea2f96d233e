/** Processes that have run varde before, for tests of what a command says and does. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fstatSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { v8Memory } from '../support/v8-memory.ts'
import type { Run } from './run-varde.ts'
import type { RunAnswer, RunRequest } from './warm-varde.ts'

/** How many commands run at once: a test seldom asks for more than two. */
const processesMax = 2

/** Where they work, and with what. */
export interface WarmPlace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** The folder of the build; '' for the sources. */
  readonly built: string
}

/** Runs commands in a few processes that stay, the next one where the last has ended. */
export class WarmProcesses {
  private readonly idle: WarmProcess[] = []
  private readonly waiting: ((one: WarmProcess) => void)[] = []
  private count = 0

  private readonly place: WarmPlace

  constructor(place: WarmPlace) {
    this.place = place
  }

  async run(request: RunRequest): Promise<Run> {
    const one = await this.take()
    const done = await one.run(request)
    // One that was ended by what it ran is replaced.
    const next = done.code === null ? new WarmProcess(this.place) : one
    const waits = this.waiting.shift()
    if (waits === undefined) this.idle.push(next)
    else waits(next)
    return done
  }

  private take(): Promise<WarmProcess> {
    const one = this.idle.pop()
    if (one !== undefined) return Promise.resolve(one)
    if (this.count === processesMax) return new Promise((resolve) => this.waiting.push(resolve))
    this.count += 1
    return Promise.resolve(new WarmProcess(this.place))
  }
}

/** One of them. What it writes goes to two files, which are emptied for each command. */
class WarmProcess {
  private readonly child: ChildProcess
  private readonly stdout: number
  private readonly stderr: number

  constructor({ cwd, env, built }: WarmPlace) {
    const folder = mkdtempSync(join(tmpdir(), 'varde-warm-'))
    this.stdout = openSync(join(folder, 'stdout'), 'a+')
    this.stderr = openSync(join(folder, 'stderr'), 'a+')
    // What is open stays, and goes with the last who holds it.
    rmSync(folder, { recursive: true })
    const program = fileURLToPath(new URL('warm-varde.ts', import.meta.url))
    this.child = fork(program, [built], {
      cwd,
      env,
      execArgv: [...v8Memory],
      stdio: ['ignore', this.stdout, this.stderr, 'ipc'],
    })
    this.hold(false)
  }

  /** The code is null where the process ended of it. */
  async run(request: RunRequest): Promise<Run> {
    ftruncateSync(this.stdout)
    ftruncateSync(this.stderr)
    this.hold(true)
    const code = await new Promise<number | null>((resolve) => {
      const onEnd = (): void => resolve(null)
      this.child.once('exit', onEnd)
      this.child.once('message', (answer) => {
        this.child.off('exit', onEnd)
        resolve((answer as RunAnswer).code)
      })
      this.child.send(request)
    })
    this.hold(false)
    return { code, stdout: textOf(this.stdout), stderr: textOf(this.stderr) }
  }

  /** A process that only waits must not keep the tests from ending: it ends with them. */
  private hold(isHeld: boolean): void {
    const act = isHeld ? 'ref' : 'unref'
    this.child[act]()
    this.child.channel?.[act]()
  }
}

function textOf(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size)
  readSync(file, bytes, 0, bytes.length, 0)
  return bytes.toString()
}
