/**
 * npm run accuracy [-- --held-out] [--size 1500] [--seeds 2] [--misses 40] [--write folder]
 *
 * Makes seeded traffic in which identifiers stand in every disguise, scans it as a user would, and prints recall,
 * precision and F1 with intervals of 95 %. `--held-out` takes the seeds and servers that are kept out of
 * development. `--write` keeps the captures, HAR files and the truth, for other tools.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { knownWorld, unknownWorld } from './cases.ts'
import type { Case, World } from './cases.ts'
import { differencing } from './differencing.ts'
import { f1, interval, outcomesOf, precision, recall, tallies } from './measure.ts'
import type { Outcome, Tally } from './measure.ts'
import { harOf, pcapngOf } from './write.ts'

const { values: flags } = parseArgs({
  options: {
    'held-out': { type: 'boolean', default: false },
    size: { type: 'string', default: '1500' },
    seeds: { type: 'string', default: '2' },
    misses: { type: 'string', default: '20' },
    write: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
  },
})

const telephony = new Set(['imei', 'imeisv', 'meid', 'iccid', 'imsi', 'msisdn'])
const low = new Set(['cell-id', 'location'])

function percent(share: number): string {
  return (share * 100).toFixed(2).padStart(6)
}

function line(name: string, tally: Tally): string {
  const [from, to] = interval(tally.found, tally.sent)
  return [
    name.padEnd(28),
    String(tally.sent).padStart(6),
    percent(recall(tally)),
    `${percent(from)}-${percent(to).trim()}`.padEnd(14),
    percent(precision(tally)),
    percent(f1(tally)),
  ].join('  ')
}

function print(title: string, outcomes: readonly Outcome[], groupOf: (one: Case) => string): void {
  const head = `${title.padEnd(28)}    sent  recall   95 %           precis.     F1`
  process.stdout.write(`\n${head}\n`)
  for (const [name, tally] of tallies(outcomes, groupOf)) process.stdout.write(`${line(name, tally)}\n`)
}

function printMisses(outcomes: readonly Outcome[], most: number): void {
  const groups = Map.groupBy(
    outcomes.filter(({ one, isFound }) => one.identifier !== '' && !isFound),
    ({ one, reason }) => `${reason}: ${one.family}, ${one.chain}`,
  )
  const ordered = [...groups].sort(([, left], [, right]) => right.length - left.length)
  process.stdout.write(`\nmisses by reason (${ordered.length} kinds)\n`)
  for (const [name, list] of ordered.slice(0, most)) {
    const examples = list.slice(0, 4).map(({ one }) => `${one.identifier} in ${one.carrier} #${one.number}`)
    process.stdout.write(`${String(list.length).padStart(5)}  ${name} (${examples.join('; ')})\n`)
  }
  const wrong = outcomes.filter((outcome) => outcome.wrong.length > 0)
  process.stdout.write(`\nfalse alarms (${wrong.length})\n`)
  for (const { one, wrong: what } of wrong.slice(0, most))
    process.stdout.write(
      `       ${what.slice(0, 2).join('; ')} in ${one.family}, ${one.chain}, ${one.carrier} #${one.number}\n`,
    )
}

function keep(world: World, kind: string): void {
  if (flags.write === '') return
  mkdirSync(flags.write, { recursive: true })
  const base = join(flags.write, `${kind}-${world.seed}`)
  writeFileSync(`${base}.pcapng`, pcapngOf(world))
  writeFileSync(`${base}.har`, harOf(world))
  writeFileSync(`${base}.yaml`, world.phone.yaml)
  const truth = world.cases.map(({ carried: _carried, ...rest }) => rest)
  writeFileSync(`${base}.truth.json`, JSON.stringify(truth, null, 1))
}

async function run(kind: 'known' | 'unknown', prefix: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let index = 1; index <= Number(flags.seeds); index++) {
    const make = kind === 'known' ? knownWorld : unknownWorld
    const world = make(`${prefix}${index}`, Number(flags.size))
    keep(world, kind)
    outcomes.push(...(await outcomesOf(world, kind === 'known')))
  }
  return outcomes
}

const prefix = flags['held-out'] ? 'kept' : 'dev'
const most = Number(flags.misses)
process.stdout.write(`seeds ${prefix}1 to ${prefix}${flags.seeds}, ${flags.size} messages each\n`)
if (flags.only !== 'unknown') {
  const known = await run('known', prefix)
  process.stdout.write('\n== with a profile ==\n')
  print('family', known, ({ family }) => family)
  print('kind', known, ({ identifier }) => identifier || '(none)')
  print('carrier', known, ({ carrier }) => carrier)
  print('all', known, () => 'all')
  printMisses(known, most)
}
if (flags.only !== 'known') {
  const unknown = await run('unknown', prefix)
  process.stdout.write('\n== without a profile ==\n')
  print('class', unknown, ({ identifier }) =>
    identifier === ''
      ? 'decoys'
      : telephony.has(identifier)
        ? 'telephony'
        : low.has(identifier)
          ? 'low entropy'
          : 'other',
  )
  print('kind', unknown, ({ identifier }) => identifier || '(none)')
  print('carrier', unknown, ({ carrier }) => carrier)
  printMisses(unknown, most)
}
if (flags.only === '') {
  const total: Tally = { sent: 0, found: 0, wrong: 0 }
  for (let index = 1; index <= Number(flags.seeds) * 2; index++) {
    const { sent, found, wrong } = await differencing(`${prefix}${index}`, 8, 200)
    total.sent += sent
    total.found += found
    total.wrong += wrong
  }
  process.stdout.write(`\n== differencing, 8 runs ==\n${line('fields that carry', total)}\n`)
}
