/** No command writes over what it reads, nor over a file that is not an earlier one of its own making. */
import { copyFileSync, existsSync, linkSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { leakingCapture } from './leaking-phone.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('written-over')
const at = (name: string): string => join(folder, name)
const bytesOf = (name: string): Buffer => readFileSync(at(name))
const sample = (name: string): string => join(root, 'samples', name)

const events = '{"at":"2026-03-01T09:00:00Z","kind":"boot","source":"mark","note":""}\n'
const originals: Readonly<Record<string, Buffer>> = {
  'mine.pcapng': readFileSync(sample('nokia-7-plus.pcapng')),
  'policy.yaml': Buffer.from('allow: []\n'),
  'base.json': Buffer.from('{"schema":"varde/baseline@1","keys":[]}\n'),
  'profile.yaml': readFileSync(sample('nokia-7-plus.profile.yaml')),
  'notes.txt': Buffer.from('mine\n'),
  'other.pcap': Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]),
  'other.yaml': Buffer.from('imei: "357184092641738"\n'),
  'har.txt': Buffer.from('\n{"log": {}}\n'),
  'keys.txt': Buffer.from('CLIENT_RANDOM 00 00\n'),
  'events.ndjson': Buffer.from(events),
}

beforeAll(() => {
  for (const [name, bytes] of Object.entries(originals)) writeFileSync(at(name), bytes)
  linkSync(at('mine.pcapng'), at('hard-link.pcapng'))
})

const gate = (...more: string[]): string[] => [
  'gate',
  at('mine.pcapng'),
  '--policy',
  at('policy.yaml'),
  '-p',
  at('profile.yaml'),
  ...more,
]

describe('is refused in one line, and nothing is lost', () => {
  const read = /: it is read by this command, and never written over\.$/
  const other = (what: string): RegExp =>
    new RegExp(`is there already, and is no ${what}: name another file\\.$`)
  test.for<[args: string[], line: RegExp]>([
    [gate('--sarif', at('mine.pcapng')), read],
    [gate('--sarif', at('hard-link.pcapng')), read],
    [gate('--junit', at('policy.yaml')), read],
    [gate('--sarif', at('profile.yaml')), read],
    [gate('--baseline', at('base.json'), '--write-baseline', at('base.json')), read],
    [gate('--summary', at('mine.pcapng')), read],
    [gate('--summary', at('other.pcap')), other('Markdown or text')],
    [gate('--summary', at('other.yaml')), other('Markdown or text')],
    [gate('--summary', at('har.txt')), other('Markdown or text')],
    [gate('--summary', at('keys.txt')), other('Markdown or text')],
    [gate('--write-baseline', at('policy.yaml')), read],
    [gate('--sarif', at('notes.txt')), other('SARIF file')],
    [gate('--junit', at('notes.txt')), other('JUnit file')],
    [gate('--write-baseline', at('notes.txt')), other('baseline')],
    [gate('--sarif', folder), /: it is a folder, and no file to write\.$/],
    [
      gate('--sarif', at('new'), '--junit', at('new')),
      /new is named twice: each file needs a name of its own\.$/,
    ],
    [
      ['events', 'import', at('events.ndjson'), '-o', at('mine.pcapng')],
      /is there already: name a new file\.$/,
    ],
    [
      ['events', 'import', at('events.ndjson'), '-o', at('events.ndjson')],
      /is there already: name a new file\.$/,
    ],
    [['events', 'mark', '-o', at('mine.pcapng')], other('file of marked events')],
    [['experiment', '--by-hand', '-o', at('mine.pcapng')], other('file of marked events')],
  ])('%j', async ([args, line]) => {
    const { code, stdout, stderr } = await varde(args)
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr.trimEnd()).toMatch(line)
    expect([code, stdout, existsSync(at('new'))]).toEqual([2, '', false])
    for (const [name, bytes] of Object.entries(originals))
      expect(bytesOf(name).equals(bytes), name).toBe(true)
  })
})

test('the files of a case are never written over, nor added to', async () => {
  const place = at('case')
  expect((await varde(['case', 'init', place, '--name', 'x', '--by', 'Ada'])).code).toBe(0)
  expect((await varde(['case', 'add', place, at('mine.pcapng'), '--by', 'Ada'])).code).toBe(0)
  const ledger = readFileSync(join(place, 'ledger.jsonl'))
  const { code, stderr } = await varde([
    'gate',
    place,
    '--policy',
    at('policy.yaml'),
    '--summary',
    join(place, 'ledger.jsonl'),
  ])
  expect([code, stderr]).toEqual([
    2,
    `varde: ${join(place, 'ledger.jsonl')} would stand among the files of a case, which then does not hold: write it elsewhere, or into ${place}/reports.\n`,
  ])
  expect(readFileSync(join(place, 'ledger.jsonl')).equals(ledger)).toBe(true)
})

test('a summary comes behind what other steps wrote into theirs', async () => {
  writeFileSync(at('short.pcap'), leakingCapture())
  const args = ['gate', at('short.pcap'), '--policy', at('policy.yaml'), '--summary']
  for (const [name, before] of [
    // As code hosting makes it: empty, without an ending.
    ['step_summary_0f3c', ''],
    ['summary.md', '[badge](https://example.org) – åpent\n'],
  ] as const) {
    writeFileSync(at(name), before)
    const { stdout } = await varde([...args, at(name)])
    const other = await varde([...args, at(name)])
    expect(stdout).toMatch(/^## varde gate: /)
    expect([other.stderr, readFileSync(at(name), 'utf8')]).toEqual(['', before + stdout.repeat(2)])
  }
})

test('a build server gets its files anew with each build, in place of those of the one before', async () => {
  const files = ['--sarif', at('a.sarif'), '--junit', at('a.xml'), '--write-baseline', at('a.json')]
  writeFileSync(at('a.xml'), '')
  expect((await varde(gate(...files))).code).toBe(1)
  const first = ['a.sarif', 'a.xml', 'a.json'].map((name) => statSync(at(name)).ino)
  const old = bytesOf('a.sarif')
  copyFileSync(sample('nokia-7-plus-fixed.pcapng'), at('fixed.pcapng'))
  const again = await varde(['gate', at('fixed.pcapng'), '--policy', at('policy.yaml'), ...files])
  expect(again.stderr).toBe('')
  expect(bytesOf('a.sarif').equals(old)).toBe(false)
  // Renamed into their places: whoever reads the old ones still has them whole.
  expect(['a.sarif', 'a.xml', 'a.json'].map((name) => statSync(at(name)).ino)).not.toEqual(first)
})

test('imported events are written to a new file', async () => {
  const { code } = await varde(['events', 'import', at('events.ndjson'), '-o', at('imported.ndjson')])
  expect([code, readFileSync(at('imported.ndjson'), 'utf8')]).toEqual([0, expect.stringContaining('"boot"')])
})
