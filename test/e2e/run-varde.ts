import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WarmProcesses } from './warm-processes.ts'

export const root: string = fileURLToPath(new URL('../../', import.meta.url))

/**
 * What to start: the build, where it is newer than every source (`npm test` builds first), else the sources as they
 * are. The build starts in half the time, and is what the user runs.
 */
export const entry: string = entryPoint()

function entryPoint(): string {
  const built = join(root, 'dist/varde.js')
  const newest = Math.max(
    ...readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
      .filter(
        (file) =>
          file.name.endsWith('.ts') && !file.name.endsWith('.test.ts') && !file.name.endsWith('.gen.ts'),
      )
      .map((file) => statSync(join(file.parentPath, file.name)).mtimeMs),
  )
  if (existsSync(built) && statSync(built).mtimeMs > newest) return built
  return join(root, 'src/cli/varde.ts')
}

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Bytes for standard input; without them it is closed. */
  readonly input?: Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** What tests keep stays out of the user's folder. */
const cacheHome = join(tmpdir(), 'varde-tests-cache')

/** Nothing of the environment but PATH and HOME is passed on. */
function environment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME, XDG_CACHE_HOME: cacheHome }
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: { ...environment(), ...options.env } })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    )
    // The program may end without having read all of it.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error)
    })
    child.stdin.end(options.input ?? Buffer.alloc(0))
  })
}

/** Runs `varde` with these arguments, as a process of its own. */
export function freshVarde(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run(process.execPath, [entry, ...args], options)
}

const warm = new WarmProcesses({
  cwd: root,
  env: environment(),
  built: entry.endsWith('.js') ? dirname(entry) : '',
})

/**
 * Runs `varde` with these arguments: what the user would see of a process of its own, in a process that has run other
 * commands before, which takes much less time. With input it is a process of its own.
 */
export function varde(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { input, env = {} } = options
  return input === undefined ? warm.run({ args, env }) : freshVarde(args, options)
}

/** The same as one word for a shell. */
export function quoted(...words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
}
