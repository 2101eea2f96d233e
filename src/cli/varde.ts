#!/usr/bin/env node
import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { loadCompiled } from './compiled.ts'

/** What the build makes of all commands, and of `scan` alone, with the words that begin what that knows. */
const allFile = 'commands.js'
const scanFile = 'main.js'
const scanWords: ReadonlySet<string | undefined> = new Set(['scan', '--version', '-V'])

/** The first version of Node that has what varde uses: as in `engines` of package.json. */
const needed = { major: 22, minor: 18 } as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > needed.major || (major === needed.major && minor >= needed.minor)) start()
else void startOnOwnNode()

// Compiled code is kept beside the build, so that later starts need not compile again: that of the two large files by us,
// that of what they load by Node, which says in its result where the folder can not be written to, and goes on without.
// The sources, run as they are by tests, keep none.
function start(): void {
  if (!import.meta.url.endsWith('.js')) {
    void import('./commands.ts').then(run)
    return
  }
  enableCompileCache(fileURLToPath(new URL('.cache', import.meta.url)))
  const file = scanWords.has(process.argv[2]) ? scanFile : allFile
  const compiled = loadCompiled(fileURLToPath(new URL(file, import.meta.url)))
  void run(compiled.exports as Main).then(() => {
    // Of a long run V8 has dropped what ran at the start only; and `--version` runs nothing.
    const isKept = file === allFile || process.argv[2] === 'scan'
    if (isKept && processorSeconds() < keptSecondsMax) compiled.keep()
    if (process.argv[2] !== 'scan') return
    // All is written, and the system takes memory back sooner than V8 gives it. (Pipes of Windows may still hold some.)
    if (process.platform !== 'win32') process.exit()
  })
}

/** A scan that works longer has made room by throwing away compiled code. On a busy machine it may only have waited. */
const keptSecondsMax = 3

function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

type Main = typeof import('./commands.ts')

async function run({ main }: Main): Promise<void> {
  process.exitCode = await main(process.argv.slice(2))
  // For the benchmark: the peak of memory, as the system counted it.
  if (process.env['VARDE_STATS'] !== undefined) writeSync(2, `varde-stats peak-kib=${peakKib()}\n`)
}

/** The same by the Node that was installed beside varde, where the one that was called is too old. */
async function startOnOwnNode(): Promise<void> {
  const { existsSync } = await import('node:fs')
  const { spawn } = await import('node:child_process')
  const [node] = ['../node_modules/.bin/node', '../../.bin/node']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .filter((path) => existsSync(path))
  if (node === undefined) {
    process.stderr.write(
      `varde: needs Node.js ${needed.major}.${needed.minor} or later, and this is ${process.versions.node}: install a newer one, or start ./varde, which brings its own.\n`,
    )
    process.exitCode = 3
    return
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // A terminal sends Ctrl-C to both; a second one would end what still reports what came.
  const isTold = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  const handOn = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !isTold) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
  for (const signal of signals) process.on(signal, handOn)
  child.once('error', ({ message }) => {
    process.stderr.write(`varde: ${node} does not start: ${message}\n`)
    process.exitCode = 3
  })
  child.once('exit', (code, signal) => {
    for (const each of signals) process.off(each, handOn)
    if (signal === null) process.exitCode = code ?? 3
    else process.kill(process.pid, signal)
  })
}

/** The system's `maxRSS` begins with what the starting process held, so a scan begun by a large one would look large. */
function peakKib(): number {
  const fs = process.getBuiltinModule('node:fs')
  const status = '/proc/self/status'
  const own = fs.existsSync(status)
    ? /^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync(status, 'utf8'))?.[1]
    : undefined
  return own === undefined ? process.resourceUsage().maxRSS : Number(own)
}
