/**
 * npm run accuracy [-- --held-out] [--size 1500] [--seeds 2] [--misses 40] [--write folder] [--only PART] [--encodings]
 * [--step NAME] [--carrier NAME] [--seeds-from 1]
 *
 * Makes seeded traffic in which identifiers stand in every disguise, scans it as a user would, and prints recall,
 * precision and F1 with intervals of 95 %. `--held-out` takes the seeds and servers that are kept out of
 * development. `--write` keeps the captures, HAR files and the truth, for other tools. `--only` runs one part: `known`,
 * `unknown`, `differencing`, `corpus`. `--encodings` also counts by single step of a chain; `--step` leaves
 * out what is not written with this one, for whoever works at one encoding, `--carrier` what another one carries. `--seeds-from`
 * begins with another seed than the first, where the misses of the first ones were read.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsedArguments } from '../arguments.ts'
import { knownWorld, unknownWorld } from './cases.ts'
import type { Case, World } from './cases.ts'
import { differencing } from './differencing.ts'
import { outcomesOf } from './measure.ts'
import type { Outcome, Tally } from './measure.ts'
import { corpusFolder } from '../../test/support/corpus.ts'
import { corpusRows } from './corpus.ts'
import { corpusTable, line, lookAlikesLine, missesTable, serversTable, table } from './tables.ts'
import { harOf, pcapngOf } from './write.ts'

const { values: flags } = parsedArguments({
  options: {
    'held-out': { type: 'boolean', default: false },
    size: { type: 'string', default: '1500' },
    seeds: { type: 'string', default: '2' },
    misses: { type: 'string', default: '20' },
    write: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    encodings: { type: 'boolean', default: false },
    step: { type: 'string', default: '' },
    carrier: { type: 'string', default: '' },
    'seeds-from': { type: 'string', default: '1' },
  },
})

const isHeldOut = flags['held-out']
const prefix = isHeldOut ? 'aside' : 'dev'
const seedsCount = Number(flags.seeds)
const seedsFrom = Number(flags['seeds-from'])
const most = Number(flags.misses)

const telephony = new Set(['imei', 'imeisv', 'meid', 'esn', 'iccid', 'eid', 'imsi', 'msisdn'])
const low = new Set(['cell-id', 'location'])
const reversible = new Set(['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E9', 'E10', 'E10 places', 'E13'])
const digests = new Set(['E11', 'E12'])

function print(text: string): void {
  process.stdout.write(text)
}

function wants(part: string): boolean {
  return flags.only === '' || flags.only === part
}

/** The single encodings and containers of a message. */
function stepsOf({ chain }: Case): readonly string[] {
  return chain.split(/ > |, in /)
}

function isAskedFor(one: Case): boolean {
  if (flags.carrier !== '' && one.carrier !== flags.carrier) return false
  return flags.step === '' || stepsOf(one).includes(flags.step)
}

function keep(world: World, kind: string): void {
  if (flags.write === '') return
  mkdirSync(flags.write, { recursive: true })
  const base = join(flags.write, `${kind}-${world.seed}`)
  writeFileSync(`${base}.pcapng`, pcapngOf(world))
  writeFileSync(`${base}.har`, harOf(world))
  writeFileSync(`${base}.yaml`, world.phone.yaml)
  const truth = world.cases.map(({ carried: _carried, endpoint, ...rest }) => ({
    ...rest,
    host: endpoint.host,
    address: endpoint.address,
  }))
  writeFileSync(`${base}.truth.json`, JSON.stringify(truth, null, 1))
}

async function run(kind: 'known' | 'unknown'): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let index = seedsFrom; index < seedsFrom + seedsCount; index++) {
    const make = kind === 'known' ? knownWorld : unknownWorld
    const made = make(`${prefix}${index}`, Number(flags.size), isHeldOut)
    const world = { ...made, cases: made.cases.filter(isAskedFor) }
    keep(world, kind)
    outcomes.push(...(await outcomesOf(world, kind === 'known')))
  }
  return outcomes
}

function kindOf({ identifier }: Case): string {
  return identifier || '(look-alikes)'
}

/** What a threshold is set for. */
function knownClassOf({ family }: Case): string {
  if (reversible.has(family)) return 'reversible'
  return digests.has(family) ? 'digests' : family
}

function unknownClassOf({ identifier }: Case): string {
  if (identifier === '') return '(look-alikes)'
  if (telephony.has(identifier)) return 'telephony'
  return low.has(identifier) ? 'low entropy' : 'other'
}

function printParts(outcomes: readonly Outcome[], classOf: (one: Case) => string): void {
  print(lookAlikesLine(outcomes))
  print(table('class', outcomes, classOf, isHeldOut))
  print(table('kind', outcomes, kindOf, isHeldOut))
  print(table('carrier', outcomes, ({ carrier }) => carrier, isHeldOut))
  print(serversTable(outcomes, most))
  print(missesTable(outcomes, most))
}

print(`seeds ${prefix}${seedsFrom} to ${prefix}${seedsFrom + seedsCount - 1}, ${flags.size} messages each\n`)
if (wants('known')) {
  const known = await run('known')
  print('\n== with a profile ==\n')
  print(table('all', known, () => 'all', isHeldOut))
  print(table('family', known, ({ family }) => family, isHeldOut))
  if (flags.encodings) print(table('step', known, stepsOf, isHeldOut))
  printParts(known, knownClassOf)
}
if (wants('unknown')) {
  const unknown = await run('unknown')
  print('\n== without a profile ==\n')
  print(table('all', unknown, () => 'all', isHeldOut))
  print(table('family', unknown, ({ family }) => family, isHeldOut))
  printParts(unknown, unknownClassOf)
}
if (wants('differencing')) {
  const total: Tally = { sent: 0, found: 0, wrong: 0 }
  for (let index = 1; index <= seedsCount * 2; index++) {
    const { sent, found, wrong } = await differencing(`${prefix}${index}`, 8, 200)
    total.sent += sent
    total.found += found
    total.wrong += wrong
  }
  print(`\n== differencing, 8 runs ==\n${line('fields that carry', total)}\n`)
}
if (wants('corpus')) {
  print('\n== the labelled corpus ==\n')
  const rows = await corpusRows(false)
  if (rows.length === 0) print(`not here (${corpusFolder}); set VARDE_CORPUS to where it lies\n`)
  else {
    print(corpusTable('without a profile', rows, most))
    print(corpusTable('with one of all labels', await corpusRows(true), most))
  }
}
