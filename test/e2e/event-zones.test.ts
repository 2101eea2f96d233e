/** The time zone that event files are added with is kept, and used by every command that reads the case. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { cheapCase } from '../support/cheap-case.ts'
import { shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('event-zones')
const sample = join(root, 'samples/nokia-7-plus')
const local = join(folder, 'local.csv')
const capture = join(folder, 'nokia-7-plus.pcapng')
const passphrase = join(folder, 'passphrase')
const words = 'six words that nobody would guess'
const open = ['--passphrase-file', passphrase]
const untold = 'name no time zone and none was given'

beforeAll(() => {
  const lines = readFileSync(`${sample}.events.ndjson`, 'utf8').trim().split('\n').slice(0, 40)
  const rows = lines.map((line) => {
    const { at, kind } = JSON.parse(line) as { at: string; kind: string }
    const shifted = new Date(Date.parse(at) + 3_600_000).toISOString()
    return `${shifted.slice(0, 23).replace('T', ' ')},${kind},`
  })
  writeFileSync(local, `time,kind,note\n${rows.join('\n')}\n`)
  writeFileSync(passphrase, `${words}\n`)
  writeFileSync(capture, shortSample())
})

describe.each([
  ['in clear', 'clear', []],
  ['encrypted', 'encrypted', open],
])('a case %s', (_, name, own) => {
  const place = join(folder, name)

  test('keeps the zone of events', async () => {
    if (name === 'encrypted') cheapCase(place, 'x', words)
    else await varde(['case', 'init', place, '--name', 'x', '--by', 'Ada'])
    await varde(['case', 'add', place, capture, ...own])
    expect((await varde(['case', 'events', place, local, '--zone', '+01:00', ...own])).stdout).toMatch(
      /^added events\/\S+ \(local\.csv: csv, \d+ events, times in \+01:00 where they name no zone\)\n$/,
    )
    const shown = await varde(['case', 'events', place, ...own])
    const given = await varde(['events', 'show', local, '--zone', '+01:00'])
    expect(shown.stdout).not.toContain(untold)
    expect(shown.stdout.split('\n')[0]).toBe(given.stdout.split('\n')[0])
    expect((await varde(['case', 'scan', place, ...own])).code).toBe(0)
    expect((await varde(['report', place, ...own])).stdout).not.toContain(untold)
    const ledger = readFileSync(join(place, 'ledger.jsonl'), 'utf8')
    expect(ledger.includes('+01:00')).toBe(name === 'clear')
  })

  test('takes another one later, and its bundle holds it', async () => {
    expect((await varde(['case', 'events', place, local, '--zone', '+02:00', ...own])).stdout).toMatch(
      /^known /,
    )
    await varde(['case', 'events', place, local, '--zone', '+02:00', ...own])
    const acts = readFileSync(join(place, 'ledger.jsonl'), 'utf8').match(/"act":"event-zone"/g)
    expect(acts).toHaveLength(1)
    const shown = await varde(['case', 'events', place, ...own])
    const given = await varde(['events', 'show', local, '--zone', '+02:00'])
    expect(shown.stdout.split('\n')[0]).toBe(given.stdout.split('\n')[0])
    const bundle = join(folder, `${name}.varde`)
    expect((await varde(['case', 'bundle', place, '-o', bundle, ...own])).code).toBe(0)
    expect(readdirSync(join(place, 'results'))).toHaveLength(2)
    expect(await varde(['verify', bundle])).toMatchObject({ code: 0, stderr: '' })
  })
})

test('a file that names no zone, added without one, is told once, with the zone of the case', async () => {
  const place = join(folder, 'untold')
  await varde(['case', 'init', place, '--name', 'x', '--by', 'Ada', '--time-zone', 'Europe/Oslo'])
  const added = await varde(['case', 'events', place, local])
  expect(added.stdout).toContain('are taken as UTC: add it again with --zone Europe/Oslo if')
  expect((await varde(['case', 'events', place, local, '--zone', 'Europe/Oslo'])).stdout).not.toContain(
    'taken as UTC',
  )
  expect((await varde(['case', 'events', place, local])).stdout).not.toContain('taken as UTC')
})
