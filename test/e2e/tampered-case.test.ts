/** Files of a case that were changed, slipped in or taken away past the ledger: every command that reads them refuses it. */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../src/case/digest.ts'
import { filesOf } from '../support/make-bundle.ts'
import { testFolder } from '../support/test-folder.ts'
import { leakingCapture } from './leaking-phone.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('tampered')
const sample = join(root, 'samples/nokia-7-plus')
const capture = join(folder, 'one.pcap')

/** A case with a capture, its events and a profile: made once, every test changes a copy. */
const untouched = join(folder, 'untouched')

beforeAll(async () => {
  writeFileSync(capture, leakingCapture())
  await varde(['case', 'init', untouched, '--name', 'x', '--by', 'Ada', '--user-country', 'NO'])
  await varde(['case', 'add', untouched, capture])
  await varde(['case', 'events', untouched, `${sample}.events.ndjson`])
  await varde(['case', 'add', untouched, `${sample}.profile.yaml`, '--as', 'profile'])
  expect((await varde(['case', 'events', untouched])).code).toBe(0)
})

let cases = 0

function newCase(): string {
  const fleet = join(folder, `fleet${cases}`)
  mkdirSync(fleet)
  const place = join(fleet, 'unit')
  cases++
  cpSync(untouched, place, { recursive: true })
  return place
}

const readers = (place: string): string[][] => [
  ['case', 'scan', place],
  ['case', 'events', place],
  ['report', place],
  ['letter', place, '--kind', 'summary'],
  ['assess', place],
  ['export', place, '--format', 'csv'],
  ['compare', place, '--', capture],
  ['claims', join(root, 'samples/claims-2019.yaml'), place],
  ['scope', join(place, '..')],
]

const itemOf = (place: string, kind: string): string =>
  join(place, kind, readdirSync(join(place, kind))[0] ?? '')

test.each<[string, (place: string) => void, RegExp]>([
  [
    'events that were changed',
    (place) => appendFileSync(itemOf(place, 'events'), '\n'),
    /^varde: events\/[0-9a-f]{64}\.ndjson was changed: see varde case verify\.\n$/,
  ],
  [
    'a capture that was slipped in under its digest',
    (place) => {
      const bytes = leakingCapture().subarray(0, 4_000)
      writeFileSync(join(place, 'evidence', `${sha256(bytes)}.pcap`), bytes)
    },
    /^varde: \S+ does not hold \(evidence\/[0-9a-f]{64}\.pcap is not in the ledger\): nothing is read of it; varde case verify says all\.\n$/,
  ],
  [
    'a folder in the place of a capture',
    (place) => {
      const path = itemOf(place, 'evidence')
      rmSync(path)
      mkdirSync(path)
    },
    /^varde: \S+ does not hold \(evidence\/[0-9a-f]{64}\.pcap is no file any more\): nothing is read of it; varde case verify says all\.\n$/,
  ],
  [
    'links that lead back to themselves in the place of a capture',
    (place) => {
      const path = itemOf(place, 'evidence')
      rmSync(path)
      symlinkSync(path, path)
    },
    /^varde: \S+ does not hold \(evidence\/[0-9a-f]{64}\.pcap is no file any more\): nothing is read of it; varde case verify says all\.\n$/,
  ],
  [
    'a capture that was slipped in under a name of its own',
    (place) => copyFileSync(capture, join(place, 'evidence', 'mine.pcap')),
    /^varde: \S+ does not hold \(evidence\/mine\.pcap is not in the ledger\): nothing is read of it; varde case verify says all\.\n$/,
  ],
  [
    'a capture that was taken away',
    (place) => rmSync(itemOf(place, 'evidence')),
    /^varde: \S+ does not hold \(evidence\/[0-9a-f]{64} was added and is missing\): nothing is read of it; varde case verify says all\.\n$/,
  ],
  [
    'events that were taken away',
    (place) => rmSync(itemOf(place, 'events')),
    /^varde: \S+ does not hold \(events\/[0-9a-f]{64} was added and is missing\): nothing is read of it; varde case verify says all\.\n$/,
  ],
  [
    'a record that was taken out of the ledger',
    (place) => {
      const lines = readFileSync(join(place, 'ledger.jsonl'), 'utf8').split('\n')
      writeFileSync(join(place, 'ledger.jsonl'), lines.toSpliced(2, 1).join('\n'))
    },
    /^varde: \S+ does not hold \(ledger line 3 does not follow the line before it, and \d more\): nothing is read of it; varde case verify says all\.\n$/,
  ],
  [
    'another country in case.yaml',
    (place) => {
      const text = readFileSync(join(place, 'case.yaml'), 'utf8')
      writeFileSync(join(place, 'case.yaml'), text.replace('"NO"', '"SE"'))
    },
    /^varde: \S+ does not hold \(case\.yaml was changed\): nothing is read of it; varde case verify says all\.\n$/,
  ],
  [
    'a file among the results',
    (place) => writeFileSync(join(place, 'results/mine.txt'), 'hi'),
    /^varde: \S+ does not hold \(results\/mine\.txt is not in the ledger\): nothing is read of it; varde case verify says all\.\n$/,
  ],
])('%s', async (_, tamper, line) => {
  const place = newCase()
  tamper(place)
  for (const args of readers(place)) {
    const { code, stdout, stderr } = await varde(args)
    expect([args, code, stdout]).toEqual([args, 1, ''])
    expect(stderr).toMatch(line)
  }
  expect((await varde(['case', 'verify', place])).code).toBe(1)
  // What is in it is listed, with a word on it.
  expect(await varde(['case', 'show', place])).toMatchObject({
    code: 0,
    stdout: line.source.includes('was changed: see')
      ? expect.anything()
      : expect.stringContaining('does not hold'),
  })
})

test('a result that was changed is read by no command', async () => {
  const place = newCase()
  await varde(['case', 'scan', place])
  const [result = ''] = readdirSync(join(place, 'results'))
  appendFileSync(join(place, 'results', result, 'scan.json'), '\n')
  for (const args of [
    ['report', place],
    ['letter', place, '--kind', 'summary'],
    ['compare', place, '--', capture],
    ['query', place, 'select 1'],
    ['query', place, '--all-results', 'select 1'],
    ['case', 'export', place, '--as', 'csv'],
  ])
    expect([args, await varde(args)]).toEqual([
      args,
      {
        code: 1,
        stdout: '',
        stderr: `varde: ${place} does not hold (results/${result}/scan.json was changed): nothing is read of it; varde case verify says all.\n`,
      },
    ])
  rmSync(join(place, 'results', result), { recursive: true })
  writeFileSync(join(place, 'results', result), 'hi')
  expect(await varde(['case', 'verify', place])).toMatchObject({
    code: 1,
    stdout: `✗ results/${result} is no folder any more\n`,
  })
})

test.each<[string, (place: string) => void, string]>([
  ['at the top', (place) => writeFileSync(join(place, 'mine.txt'), 'hi'), 'mine.txt'],
  ['in a folder at the top', (place) => mkdirSync(join(place, 'mine')), 'mine'],
  ['among the seals', (place) => writeFileSync(join(place, 'seals/mine.json'), '{}'), 'seals/mine.json'],
  ['among the results', (place) => writeFileSync(join(place, 'results/mine.txt'), 'hi'), 'results/mine.txt'],
  [
    'among the results, a link to nothing',
    (place) => symlinkSync(join(folder, 'nowhere'), join(place, 'results/mine')),
    'results/mine',
  ],
])('a file that no act put there is found %s', async (_, put, name) => {
  const place = newCase()
  put(place)
  expect(await varde(['case', 'verify', place])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(new RegExp(`^✗ ${name} is not in the ledger\\n`)) as unknown,
  })
  expect(await varde(['case', 'seal', place])).toMatchObject({
    code: 1,
    stderr: `varde: ${place} does not hold (${name} is not in the ledger): nothing is sealed; varde case verify says all.\n`,
  })
  expect((await varde(['case', 'list', place])).code).toBe(0)
})

test('a file beside a result whose name every object has is not taken for one of the ledger', async () => {
  const place = newCase()
  await varde(['case', 'scan', place])
  const [result = ''] = readdirSync(join(place, 'results'))
  writeFileSync(join(place, 'results', result, 'constructor'), 'x')
  const { code, stdout, stderr } = await varde(['case', 'verify', place])
  expect([code, stdout + stderr]).toEqual([
    1,
    expect.stringContaining(`results/${result}/constructor is not in the ledger`),
  ])
})

test('a bundle that was unpacked is read as the case, without its key and its other results', async () => {
  const place = newCase()
  await varde(['case', 'scan', place])
  await varde(['case', 'bundle', place, '-o', join(folder, 'unpacked.varde')])
  const unpacked = join(folder, 'unpacked')
  mkdirSync(unpacked)
  for (const { name, content } of filesOf(readFileSync(join(folder, 'unpacked.varde')))) {
    mkdirSync(dirname(join(unpacked, name)), { recursive: true })
    writeFileSync(join(unpacked, name), content)
  }
  expect((await varde(['letter', unpacked, '--kind', 'summary', '--text'])).code).toBe(0)
})

test.each(['ledger.jsonl', 'case.yaml'])('nothing waits for what stands in the place of %s', async (name) => {
  const place = newCase()
  const path = join(place, name)
  for (const put of [(): string => execFileSync('mkfifo', [path]).toString(), (): void => mkdirSync(path)]) {
    rmSync(path, { recursive: true })
    put()
    for (const args of [
      ['case', 'verify', place],
      ['case', 'show', place],
      ['report', place],
    ])
      expect([args, await varde(args)]).toEqual([
        args,
        { code: 1, stdout: '', stderr: `varde: ${path} is no file any more.\n` },
      ])
    const { code, stdout } = await varde(['case', 'list', join(place, '..')])
    expect([code, stdout]).toEqual([0, expect.stringContaining('is no file any more')])
  }
})
