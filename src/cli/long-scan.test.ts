import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const module = new URL('./long-scan.ts', import.meta.url).href
const source = '(function () { return 1 })'

/** Runs a program in a Node of its own: flags of V8 hold for a whole process. */
function run(program: string, ...flags: readonly string[]): string {
  const args = [...flags, '--input-type=module', '-e', program]
  return execFileSync(process.execPath, args, { encoding: 'utf8' })
}

/** Whether a fresh Node takes the code that one made after `steps`. */
function isTaken(steps: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'varde-long-'))
  const file = join(folder, 'code')
  try {
    const code = run(`
      import { Script } from 'node:vm'
      const { LongScan } = await import(${JSON.stringify(module)})
      const held = Array.from({ length: 400_000 }, (_, index) => ({ index }))
      const long = new LongScan()
      ${steps}
      const script = new Script(${JSON.stringify(source)})
      process.stdout.write(script.createCachedData().toString('base64') + (held.length === 0 ? '!' : ''))`)
    writeFileSync(file, code)
    return (
      run(`
      import { readFileSync } from 'node:fs'
      import { Script } from 'node:vm'
      const cachedData = Buffer.from(readFileSync(${JSON.stringify(file)}, 'latin1'), 'base64')
      process.stdout.write(String(new Script(${JSON.stringify(source)}, { cachedData }).cachedDataRejected))`) ===
      'false'
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('holds the memory of a long scan, and lets code be kept for the next start when it ends', () => {
  expect(isTaken('long.show(1 << 25, 0)')).toBe(false)
  expect(isTaken('long.show(1 << 25, 0); long.end()')).toBe(true)
})

test('begins no long scan before much of a file is read, however large it is', () => {
  expect(isTaken('long.show(1 << 20, 1 << 25)')).toBe(true)
})

test('knows a very long scan by the size of its file before it is read', () => {
  expect(isTaken('long.show(0, 1 << 28)')).toBe(false)
})

test('has loaded what the compiled code is refused of from then on', () => {
  const modules = 'const { internalBinding } = require("internal/test/binding")'
  const program = `
    const { LongScan } = await import(${JSON.stringify(module)})
    const long = new LongScan()
    long.show(1 << 25, 0)
    const { createRequire } = await import('node:module')
    const require = createRequire(import.meta.url)
    require('node:crypto')
    ${modules}
    const { compiledWithoutCache } = internalBinding('builtins').getCacheUsage()
    process.stdout.write([...compiledWithoutCache].filter((name) => name.includes('crypto')).join(' '))`
  expect(run(program, '--expose-internals', '--no-warnings')).toBe('')
})

test('leaves the memory of a short scan alone', () => {
  expect(isTaken('long.show(1 << 20, 1 << 20)')).toBe(true)
})

/** A heap of so many megabytes, most of them garbage; `made` keeps them alive until it is emptied. */
const heaped =
  'let made = Array.from({ length: 2_000_000 }, (_, index) => ({ index })); made = made.slice(0, 9);'

test('collects what a large capture left before the results are made, and code can still be kept', () => {
  expect(isTaken(`${heaped} long.show(1 << 28, 1 << 28); long.end()`)).toBe(true)
  const inUse = (bytes: number, size: number): number =>
    Number(
      run(`
      const { LongScan } = await import(${JSON.stringify(module)})
      ${heaped}
      const before = process.memoryUsage().heapUsed
      new LongScan().show(${bytes}, ${size})
      process.stdout.write(String(process.memoryUsage().heapUsed / before + 0 * made.length))`),
    )
  expect(inUse(1 << 28, 1 << 28)).toBeLessThan(0.5)
  expect(inUse(1 << 27, 1 << 28)).toBeGreaterThan(0.6)
})
