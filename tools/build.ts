/**
 * Builds varde: writes the registries, compiles the data sets and bundles the sources into dist/, so that a start
 * loads two files and no more. Run it with the Node that the lock file brings.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

function run(script: string, ...args: string[]): void {
  execFileSync(process.execPath, [`${root}tools/${script}`, ...args], { stdio: ['ignore', 2, 2], cwd: root })
}

run('registry.ts')
run('build-data.ts')
rmSync(`${root}dist/.cache`, { recursive: true, force: true })
mkdirSync(`${root}dist`, { recursive: true })
await build({
  absWorkingDir: root,
  entryPoints: {
    varde: 'src/cli/varde.ts',
    'hash-worker': 'src/pipeline/hash-worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: false,
  legalComments: 'none',
  banner: {
    js: "import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})
