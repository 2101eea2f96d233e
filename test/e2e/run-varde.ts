import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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

/** Runs a program to its end. Nothing of the environment but PATH and HOME is passed on. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const { PATH = '', HOME = '' } = process.env
    const env = { PATH, HOME, XDG_CACHE_HOME: cacheHome, ...options.env }
    const child = spawn(program, args, { cwd: root, env })
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
export function varde(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run(process.execPath, [entry, ...args], options)
}

/** The same as one word for a shell. */
export function quoted(...words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
}
