/** A profile is corrected: the newest counts, in every command, and the ledger shows that it came in the place of another. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { cheapCase } from '../support/cheap-case.ts'
import { shortProfile, shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('second-profile')
const sample = join(root, 'samples/nokia-7-plus')
const first = join(folder, 'nokia-7-plus.profile.yaml')
const second = join(folder, 'corrected.yaml')
const capture = join(folder, 'nokia-7-plus.pcapng')
const passphrase = join(folder, 'passphrase')
const words = 'six words that nobody would guess'
const open = ['--passphrase-file', passphrase]

beforeAll(() => {
  writeFileSync(first, shortProfile)
  writeFileSync(second, shortProfile.replace(/^name: .*$/m, 'name: The corrected one'))
  writeFileSync(passphrase, `${words}\n`)
  writeFileSync(capture, shortSample())
})

describe.each([
  ['in clear', 'clear', []],
  ['encrypted', 'encrypted', open],
])('a case %s', (_, name, own) => {
  const place = join(folder, name)
  const profileOf = async (): Promise<unknown> => {
    const { stdout } = await varde(['report', place, ...own])
    return /<li>Profile: ([^.]+)\./.exec(stdout)?.[1]
  }

  test('goes on with a corrected profile', async () => {
    if (name === 'encrypted') cheapCase(place, 'x', words)
    else await varde(['case', 'init', place, '--name', 'x', '--by', 'Ada'])
    await varde(['case', 'add', place, capture, ...own])
    const added = await varde(['case', 'add', place, first, '--as', 'profile', ...own])
    expect(added.stdout).not.toContain('in the place of')
    await varde(['case', 'scan', place, ...own])
    const corrected = await varde(['case', 'add', place, second, '--as', 'profile', ...own])
    expect(corrected.stdout).toMatch(
      /^added profile\/\S+ \(corrected\.yaml, [^)]+\)\nit counts from now on, in the place of profile\/\S+: varde case rescan \S+ derives the results anew\.\n$/,
    )
    expect(await profileOf()).toBe('The corrected one')
    const rescanned = await varde(['case', 'rescan', place, ...own])
    expect(rescanned.stdout).toMatch(/^scanned: /)
    expect(rescanned.stdout).toMatch(/^ {2}profile − profile\/\S+\n {2}profile \+ profile\/\S+$/m)
    for (const args of [
      ['report', place],
      ['case', 'events', place, `${sample}.events.ndjson`],
      ['case', 'seal', place],
      ['case', 'verify', place],
      ['case', 'bundle', place, '-o', join(folder, `${name}.varde`)],
      ['verify', join(folder, `${name}.varde`)],
      ['query', place, 'select count(*) from findings'],
    ])
      expect([args, (await varde([...args, ...(args[0] === 'verify' ? [] : own)])).code]).toEqual([args, 0])
  })

  test('shows which one counts, and takes the first one back', async () => {
    const shown = await varde(['case', 'show', place, ...own])
    expect(shown.stdout.match(/^ {2}profile\/\S+ {2}[^,]+, replaced$/gm)).toHaveLength(1)
    expect(shown.stdout).toMatch(/ add \(corrected\.yaml\) in the place of profile\/\S+ by /)
    const back = await varde(['case', 'add', place, first, '--as', 'profile', ...own])
    expect(back.stdout).toMatch(/^known profile\/\S+ [^\n]+\nit counts from now on, in the place of /)
    expect(await profileOf()).toBe('Nokia 7 plus (emulated)')
    expect((await varde(['case', 'show', place, ...own])).stdout).toMatch(
      / profile in the place of profile\/\S+ by /,
    )
    const same = await varde(['case', 'add', place, first, '--as', 'profile', ...own])
    expect(same.stdout).not.toContain('in the place of')
    expect((await varde(['case', 'verify', place, ...own])).code).toBe(0)
  })

  test('takes one profile at a time', async () => {
    const both = await varde(['case', 'add', place, first, second, '--as', 'profile', ...own])
    expect(both.code).toBe(2)
    expect(both.stderr).toBe(
      'varde: a case is about one phone, and the profile that is added last counts: give one.\n',
    )
  })
})
