import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiled code is kept beside the build, so that later starts need not compile again. Where the folder can not be
// written to, Node says so in the result and goes on without. The sources, run as they are by tests, keep none.
if (import.meta.url.endsWith('.js')) enableCompileCache(fileURLToPath(new URL('.cache', import.meta.url)))

void import('./main.ts').then(async ({ main }) => {
  process.exitCode = await main(process.argv.slice(2))
  // For the benchmark: the peak of memory, as the system counted it.
  if (process.env['VARDE_STATS'] !== undefined) {
    process.stderr.write(`varde-stats peak-kib=${peakKib()}\n`)
  }
})

/** The system's `maxRSS` begins with what the starting process held, so a scan begun by a large one would look large. */
function peakKib(): number {
  const fs = process.getBuiltinModule('node:fs')
  const status = '/proc/self/status'
  const own = fs.existsSync(status)
    ? /^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync(status, 'utf8'))?.[1]
    : undefined
  return own === undefined ? process.resourceUsage().maxRSS : Number(own)
}
