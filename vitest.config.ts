import type { ViteUserConfig } from 'vitest/config'

const common = {
  testTimeout: 30_000,
  hookTimeout: 120_000,
  pool: 'threads',
  maxWorkers: 2,
} as const

/** Tests that put something of their own in the place of a module, or that start whole programs. */
const apart = ['test/e2e/**/*.test.ts', 'test/fault/**/*.test.ts']

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
          exclude: apart,
          // A worker loads a module once for all its files, instead of once for each.
          isolate: false,
        },
      },
      { test: { ...common, name: 'programs', include: apart } },
    ],
  },
}

export default config
