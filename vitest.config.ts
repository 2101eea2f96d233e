import { setFlagsFromString } from 'node:v8'
import type { ViteUserConfig } from 'vitest/config'

/**
 * For the workers, which are started after this. Each has the modules of hundreds of files in its heap, and marked all of
 * them whenever tests had made 64 MiB of buffers outside of it: most collections freed nothing in it. Buffers count as a
 * part of the whole now, which may grow with it; and what a test makes is gone before it is old.
 */
const memory = [
  '--external-memory-accounted-in-global-limit',
  '--min-semi-space-size=16',
  '--max-semi-space-size=32',
]
for (const flag of memory) setFlagsFromString(flag)

const setupFiles: string[] = ['test/support/quick-expectations.ts']
const common = {
  testTimeout: 30_000,
  hookTimeout: 120_000,
  setupFiles,
  pool: 'threads',
  maxWorkers: 2,
} as const

/** Tests that start whole programs. */
const programs = ['test/e2e/**/*.test.ts']
/** Tests that put something of their own in the place of a module. */
const replaced = ['test/fault/{floods,power-cut,write-faults}.test.ts', 'src/source/archives/zip.test.ts']
/**
 * Modules are loaded by Node itself, which takes the types out: what the runner makes of them reads each import from an
 * object anew, and V8 makes slower code of that. What is replaced needs the runner.
 */
const native = { viteModuleRunner: false, nodeLoader: false } as const

const config: ViteUserConfig = {
  test: {
    globalSetup: ['test/support/registry-setup.ts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'modules',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: [...programs, ...replaced],
          experimental: native,
          // A worker loads a module once for all its files, instead of once for each.
          isolate: false,
        },
      },
      {
        test: { ...common, name: 'programs', include: programs, isolate: false, experimental: native },
      },
      { test: { ...common, name: 'faults', include: replaced } },
    ],
  },
}

export default config
