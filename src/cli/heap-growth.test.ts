import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const module = new URL('./heap-growth.ts', import.meta.url).href
const source = '(function () { return 1 })'

/** Runs a program in a Node of its own: flags of V8 hold for a whole process. */
function run(program: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
}

/** Whether a fresh Node takes the code that one made after `steps`. */
function isTaken(steps: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'varde-growth-'))
  const file = join(folder, 'code')
  try {
    const code = run(`
      import { Script } from 'node:vm'
      const { HeapGrowth } = await import(${JSON.stringify(module)})
      const held = Array.from({ length: 400_000 }, (_, index) => ({ index }))
      const heap = new HeapGrowth()
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

test('holds the heap of a long scan, and lets code be kept for the next start when it ends', () => {
  expect(isTaken('heap.show(1 << 25)')).toBe(false)
  expect(isTaken('heap.show(1 << 25); heap.end()')).toBe(true)
})

test('leaves the heap of a short scan alone', () => {
  expect(isTaken('heap.show(1 << 20)')).toBe(true)
})
