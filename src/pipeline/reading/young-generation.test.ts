import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const module = new URL('./young-generation.ts', import.meta.url).href

/** How much heap each of three threads may have: before, while and after the limit holds. */
function heapsOf(flags: readonly string[], maxYoungGenerationSizeMb?: number): number[] {
  const program = `
    import { Worker } from 'node:worker_threads'
    const { limitYoungGeneration } = await import(${JSON.stringify(module)})
    const source = "process.getBuiltinModule('node:worker_threads').parentPort.postMessage(process.getBuiltinModule('node:v8').getHeapStatistics().heap_size_limit)"
    const limits = ${JSON.stringify({ maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb })}
    const heapOf = () =>
      new Promise((resolve) => new Worker(source, { eval: true, resourceLimits: limits }).on('message', resolve))
    const before = await heapOf()
    const restore = limitYoungGeneration(1)
    const during = await heapOf()
    restore()
    console.log(JSON.stringify([before, during, await heapOf()]))`
  const made = execFileSync(process.execPath, [...flags, '--input-type=module', '-e', program], {
    encoding: 'utf8',
  })
  return JSON.parse(made) as number[]
}

test('holds for the threads that start meanwhile, where flags would have another', () => {
  const [before = 0, during = 0, after = 0] = heapsOf(
    ['--min-semi-space-size=4', '--max-semi-space-size=4'],
    1,
  )
  expect(before - during).toBeGreaterThanOrEqual(6 * 1024 * 1024)
  expect(after).toBe(before)
})

test('leaves all to the limits of the thread where no flags were given', () => {
  const [before, during, after] = heapsOf([])
  expect(during).toBe(before)
  expect(after).toBe(before)
})
