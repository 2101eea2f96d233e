/** `npm run samples`: records the three captures of samples/ again. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { main } from './main.ts'

/** The fixed phone lives the leaking phone's day; the control phone a day of its own. */
const RUNS: readonly (readonly [scenario: string, seed: string])[] = [
  ['leaking-day', '7'],
  ['fixed-day', '7'],
  ['clean-day', '11'],
]

const out = process.argv[2] ?? fileURLToPath(new URL('../../samples', import.meta.url))
for (const [scenario, seed] of RUNS) {
  const code = await main(['--scenario', scenario, '--out', out, '--seed', seed])
  if (code !== 0) {
    process.exitCode = code
    break
  }
}

// The control phone's capture is kept packed: the samples together stay under 5 MB.
const control = join(out, 'clean-phone.pcapng')
if (existsSync(control)) {
  writeFileSync(`${control}.gz`, gzipSync(readFileSync(control), { level: 9 }))
  rmSync(control)
}
