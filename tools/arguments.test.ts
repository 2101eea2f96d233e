import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test.each([
  ['an option that it does not know', ['--sise', '3'], "Unknown option '--sise'"],
  ['an option without its value', ['--size'], "Option '--size <value>' argument missing"],
])('%s is one line with what there is, and exit 2', (_, words, said) => {
  const file = fileURLToPath(new URL('bench/generate.ts', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [file, 'phone', 'x', ...words], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([2, `${said}. There are --size, --seed, --loss, --leaks, --link.\n`])
})
