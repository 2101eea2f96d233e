/**
 * npm run accuracy:peer [-- --trackhar <folder>/node_modules/trackhar] [--size 1500] [--seeds 2]
 *
 * Runs TrackHAR (CC0) on the same messages, with the same values as indicators, and prints its row beside ours. It is not
 * installed with varde: without `--trackhar` npm puts it into a folder of its own below the system's temporary one, without
 * running its scripts. Only messages of HTTP are asked for, since it reads HAR files; those of WebSockets are left out, since
 * it reads no messages of them.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parsedArguments } from '../arguments.ts'
import { knownWorld } from './cases.ts'
import type { Case } from './cases.ts'
import { outcomesOf, tallies } from './measure.ts'
import type { Outcome } from './measure.ts'
import { isSameValue } from './values.ts'
import { harOf } from './write.ts'

const { values: flags } = parsedArguments({
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

/** The version that is published: another one may be named by its folder. */
const version = '1.0.0'

function installed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'varde-trackhar-'))
  process.stdout.write(`trackhar ${version} from npm, in ${folder}\n`)
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--prefix', folder]
  const made = spawnSync('npm', ['install', ...options, `trackhar@${version}`], { encoding: 'utf8' })
  if (made.error !== undefined || made.status !== 0) {
    process.stderr.write(`npm does not give trackhar: ${made.error?.message ?? made.stderr.trim()}\n`)
    process.exit(3)
  }
  return join(folder, 'node_modules/trackhar')
}

const packageFolder = flags.trackhar === '' ? installed() : resolve(flags.trackhar)
const module: unknown = await import(pathToFileURL(join(packageFolder, 'dist/index.js')).href)
const peer = module as Peer

const ours: Outcome[] = []
const theirs: Outcome[] = []
for (let index = 1; index <= Number(flags.seeds); index++) {
  const whole = knownWorld(`kept${index}`, Number(flags.size), true)
  const cases = whole.cases.filter(
    ({ carried }) => carried.http !== null && carried.http.messages.length === 0,
  )
  const world = { ...whole, cases }
  const indicatorValues = Object.fromEntries(world.phone.values)
  const results = await peer.process(JSON.parse(harOf(world)), { indicatorValues })
  cases.forEach((one, at) => theirs.push(judged(one, results[at] ?? [])))
  ours.push(...(await outcomesOf(world, true)))
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

const nameChars = 30
const both: readonly (readonly Outcome[])[] = [theirs, ours]

function print(title: string, groupOf: (one: Case) => string): void {
  const [left, right] = both.map((outcomes) => tallies(outcomes, groupOf))
  process.stdout.write(`\n${title.padEnd(nameChars)}  sent  trackhar   varde\n`)
  for (const [name, { sent, found }] of left ?? []) {
    if (sent === 0) continue
    const share = (hits: number): string => `${((hits / sent) * 100).toFixed(1).padStart(7)}%`
    const own = right?.get(name)?.found ?? 0
    process.stdout.write(
      `${name.padEnd(nameChars)}  ${String(sent).padStart(4)} ${share(found)} ${share(own)}\n`,
    )
  }
}

print('family', ({ family }) => family)
print('carrier', ({ carrier }) => carrier)
print('all', () => 'all')
const [theirErrors, ourErrors] = both.map(
  (outcomes) => outcomes.filter(({ wrong }) => wrong.length > 0).length,
)
process.stdout.write(`messages with false alarms: trackhar ${theirErrors}, varde ${ourErrors}\n`)
