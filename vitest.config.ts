import { setFlagsFromString } from 'node:v8'
import type { ViteUserConfig } from 'vitest/config'
import { v8Memory } from './test/support/v8-memory.ts'

// For the workers that are threads, which are started after this.
for (const flag of v8Memory) setFlagsFromString(flag)

const setupFiles: string[] = ['test/support/quick-expectations.ts', 'test/support/property-seed.ts']
const common = {
  testTimeout: 30_000,
  hookTimeout: 120_000,
  setupFiles,
  pool: 'threads',
  maxWorkers: 2,
} as const

/**
 * Tests that start whole programs, in processes of their own: to start a program, the system copies the tables of its
 * parent's memory, which takes a tenth of a second where that has three gigabytes, as the threads of all modules have.
 */
const programs = ['test/e2e/**/*.test.ts', 'test/*.test.ts', 'test/fault/case.test.ts', 'tools/**/*.test.ts']
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
        test: {
          ...common,
          name: 'programs',
          include: programs,
          pool: 'forks',
          execArgv: [...v8Memory],
          isolate: false,
          experimental: native,
        },
      },
      { test: { ...common, name: 'faults', include: replaced } },
    ],
  },
}

export default config
