import type { ViteUserConfig } from 'vitest/config'

const common = {
  testTimeout: 30_000,
  hookTimeout: 120_000,
  pool: 'threads',
  maxWorkers: 2,
} as const

/** Tests that start whole programs. */
const programs = ['test/e2e/**/*.test.ts']
/** Tests that put something of their own in the place of a module. */
const replaced = ['test/fault/**/*.test.ts']

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
          // A worker loads a module once for all its files, instead of once for each.
          isolate: false,
        },
      },
      { test: { ...common, name: 'programs', include: programs, isolate: false } },
      { test: { ...common, name: 'faults', include: replaced } },
    ],
  },
}

export default config
