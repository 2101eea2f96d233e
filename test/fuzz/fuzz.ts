/**
 * npm run fuzz -- [TARGET] [--seconds 60] [--seed 1]
 *
 * Runs a target (or all) on damaged seeds. A fault prints the input and the one command that repeats it.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parsedArguments } from '../../tools/arguments.ts'
import { Rng } from '../../tools/bench/rng.ts'
import { mutate } from './mutate.ts'
import type { Target } from './targets.ts'

export interface Fault {
  readonly target: string
  readonly run: number
  readonly seed: string
  readonly input: Buffer
  readonly error: Error
}

/** Runs `target` until `isOver`; returns the first fault, or how many inputs held. */
export function fuzz(
  target: Target,
  seed: string,
  isOver: (runs: number) => boolean,
): { runs: number; fault: Fault | null } {
  const seeds = target.seeds()
  let runs = 0
  for (; !isOver(runs); runs++) {
    const rng = new Rng(`${target.name}/${seed}/${runs}`)
    const input = mutate(rng, rng.pick(seeds), seeds)
    try {
      target.check(input)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return { runs, fault: { target: target.name, run: runs, seed, input, error } }
    }
  }
  return { runs, fault: null }
}

if (import.meta.main) {
  const { canary, targets } = await import('./targets.ts')
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
  })
  const all = [canary, ...targets]
  const seconds = Number(values.seconds)
  const unknown = positionals.filter((name) => all.every((target) => target.name !== name))
  // Nothing that ran would look like nothing that was found.
  if (unknown.length > 0 || !(seconds > 0))
    throw new Error(
      `no target ${unknown.join(', ')}, or no number of seconds; targets: ${all.map(({ name }) => name).join(' ')}`,
    )
  const chosen = all.filter((target) => positionals.length === 0 || positionals.includes(target.name))
  for (const target of chosen) {
    const until = Date.now() + seconds * 1000
    const { runs, fault } = fuzz(target, values.seed, () => Date.now() > until)
    if (target === canary) {
      process.stdout.write(
        fault === null ? 'canary: DID NOT FAIL: the alarm is broken\n' : 'canary: failed, as it must\n',
      )
      if (fault === null) process.exitCode = 1
    } else if (fault === null) process.stdout.write(`${target.name}: ${runs} inputs, no fault\n`)
    else {
      const folder = fileURLToPath(new URL('crashes/', import.meta.url))
      mkdirSync(folder, { recursive: true })
      const path = `${folder}${fault.target}-${fault.seed}-${fault.run}.bin`
      writeFileSync(path, fault.input)
      process.stdout.write(
        `${target.name}: FAULT after ${runs} inputs: ${fault.error.stack ?? fault.error.message}\nkept as ${path}\n`,
      )
      process.exitCode = 1
    }
  }
}
