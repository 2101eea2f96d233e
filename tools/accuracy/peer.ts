/**
 * node tools/accuracy/peer.ts --trackhar <folder>/node_modules/trackhar [--size 1500] [--seeds 2]
 *
 * Runs TrackHAR (CC0; not installed with varde: `npm install trackhar` in a folder of its own) on the same messages,
 * with the same values as indicators, and prints its row beside ours. Only messages of HTTP are asked for, since it
 * reads HAR files.
 */
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { knownWorld } from './cases.ts'
import type { Case } from './cases.ts'
import { outcomesOf, tallies } from './measure.ts'
import type { Outcome } from './measure.ts'
import { isSameValue } from './values.ts'
import { harOf } from './write.ts'

const { values: flags } = parseArgs({
  options: {
    trackhar: { type: 'string', default: '' },
    size: { type: 'string', default: '1500' },
    seeds: { type: 'string', default: '2' },
  },
})

interface Peer {
  process(
    har: unknown,
    options: { indicatorValues: Record<string, string> },
  ):
    | Promise<(readonly { property: string; value: unknown }[] | undefined)[]>
    | (readonly { property: string; value: unknown }[] | undefined)[]
}

if (flags.trackhar === '') {
  process.stderr.write('name the folder of the package: --trackhar <folder>/node_modules/trackhar\n')
  process.exit(2)
}
const module: unknown = await import(pathToFileURL(join(resolve(flags.trackhar), 'dist/index.js')).href)
const peer = module as Peer

const ours: Outcome[] = []
const theirs: Outcome[] = []
for (let index = 1; index <= Number(flags.seeds); index++) {
  const world = knownWorld(`kept${index}`, Number(flags.size), true)
  const cases = world.cases.filter(({ carried }) => carried.http !== null)
  const indicatorValues = Object.fromEntries(world.phone.values)
  const results = await peer.process(JSON.parse(harOf(world)), { indicatorValues })
  cases.forEach((one, at) => theirs.push(judged(one, results[at] ?? [])))
  const known = new Set(cases.map(({ number }) => number))
  ours.push(...(await outcomesOf(world, true)).filter(({ one }) => known.has(one.number)))
}

function judged(one: Case, found: readonly { property: string; value: unknown }[]): Outcome {
  const isTrue = ({ property, value }: { property: string; value: unknown }): boolean =>
    one.identifier !== '' &&
    property === one.identifier &&
    isSameValue(one.identifier, one.value, String(value))
  return {
    one,
    isFound: found.some(isTrue),
    wrong: found.filter((each) => !isTrue(each)).map(({ property }) => property),
    reason: '',
  }
}

process.stdout.write(`${'family'.padEnd(12)}  sent  trackhar  varde\n`)
const [left, right] = [theirs, ours].map((outcomes) =>
  tallies(
    [...outcomes, ...outcomes.map((outcome) => ({ ...outcome, one: { ...outcome.one, family: 'all' } }))],
    ({ family }) => family,
  ),
)
for (const [family, { sent, found }] of left ?? []) {
  if (sent === 0) continue
  const own = right?.get(family)?.found ?? 0
  process.stdout.write(
    `${family.padEnd(12)}  ${String(sent).padStart(4)}  ${((found / sent) * 100).toFixed(1).padStart(7)}%  ${((own / sent) * 100).toFixed(1)}%\n`,
  )
}
const wrong = theirs.filter((outcome) => outcome.wrong.length > 0).length
process.stdout.write(
  `messages with false alarms: trackhar ${wrong}, varde ${ours.filter((outcome) => outcome.wrong.length > 0).length}\n`,
)
