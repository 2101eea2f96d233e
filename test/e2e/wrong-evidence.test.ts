/** A wrong file in a case: refused where it is added, and left out where an earlier version took it. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { enterCase } from '../../src/case/folder/enter-case.ts'
import { addEvidence } from '../../src/case/folder/case-items.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('wrong-evidence')
const place = join(folder, 'case')
const sample = join(root, 'samples/nokia-7-plus')
const text = join(folder, 'README')
const nothing = join(folder, 'nothing.pcap')

beforeAll(async () => {
  writeFileSync(text, 'What is in this folder.\n')
  writeFileSync(nothing, '')
  await varde(['case', 'init', place, '--name', 'x', '--by', 'Ada'])
})

const ledger = (): string => readFileSync(join(place, 'ledger.jsonl'), 'utf8')

test.each<[string, string[], RegExp]>([
  ['a profile', [`${sample}.profile.yaml`], /is a profile: give --as profile\.$/],
  ['events', [`${sample}.events.ndjson`], /is a file of device events: give --as events\.$/],
  ['a text', [text], /README is no packet capture: /],
  ['nothing', [nothing], /nothing\.pcap is empty: nothing was captured\.$/],
  ['a text behind a capture', [`${sample}.pcapng`, text], /README is no packet capture: /],
  ['a capture as a profile', [`${sample}.pcapng`, '--as', 'profile'], /is a capture: give --as evidence\.$/],
  ['a text as keys', [text, '--as', 'keys'], /no line of it is a secret of a TLS key log/],
])('%s is refused, and nothing is added', async (_, args, line) => {
  const before = ledger()
  const { code, stdout, stderr } = await varde(['case', 'add', place, ...args])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^varde: [^\n]+\n$/)
  expect(stderr.trimEnd()).toMatch(line)
  expect(ledger()).toBe(before)
  expect(readdirSync(join(place, 'evidence'))).toEqual([])
})

test('a case that holds such a file is scanned without it, and says so', async () => {
  const acting = { by: 'Ada', version: '0.1.0', now: () => '2026-11-27T00:00:00.000Z' }
  const wrong = addEvidence(enterCase(place, null), `${sample}.profile.yaml`, acting)
  const alone = await varde(['case', 'scan', place])
  expect(alone.code).toBe(2)
  expect(alone.stderr).toMatch(/is no packet capture: .* There is no other evidence in /)
  expect((await varde(['case', 'add', place, `${sample}.pcapng`])).code).toBe(0)
  const scanned = await varde(['case', 'scan', place])
  expect(scanned.code).toBe(0)
  expect(scanned.stdout).toMatch(/^scanned: results\/\S+, 1 finding\n$/)
  expect(scanned.stderr).toBe(
    `varde: ${place}: ${wrong.path} is no capture that varde reads: it is left out.\n`,
  )
  const [key = ''] = readdirSync(join(place, 'results'))
  const { anomalies } = JSON.parse(readFileSync(join(place, 'results', key, 'scan.json'), 'utf8')) as {
    anomalies: { code: string; samples: { detail: string }[] }[]
  }
  expect(anomalies.find(({ code }) => code === 'case.evidence.left_out')?.samples[0]?.detail).toBe(wrong.path)
  const report = await varde(['report', place])
  expect(report.stdout).toContain(
    'Files among the evidence of the case are no captures that varde reads: they were left out.',
  )
  // It is derived again from the bundle, with what it says.
  const bundle = join(folder, 'x.varde')
  expect((await varde(['case', 'bundle', place, '-o', bundle])).code).toBe(0)
  expect(await varde(['verify', bundle])).toMatchObject({ code: 0, stderr: '' })
})

test('a capture that was made unreadable is not left out, but said to be changed', async () => {
  const [capture = ''] = readdirSync(join(place, 'evidence')).filter((name) => name.endsWith('.pcapng'))
  chmodSync(join(place, 'evidence', capture), 0o600)
  writeFileSync(join(place, 'evidence', capture), 'no capture any more')
  for (const command of [['case', 'scan'], ['report']]) {
    const { code, stderr } = await varde([...command, place])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^varde: evidence\/[0-9a-f]{64}\.pcapng was changed: see varde case verify\.\n$/)
  }
})
