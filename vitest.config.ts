import type { ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = {
  test: {
    globalSetup: ['test/support/registry-setup.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: 'threads',
    maxWorkers: 2,
  },
}

export default config
