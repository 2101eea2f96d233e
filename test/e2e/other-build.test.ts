/** A case whose result another build of the same version made: from git a version has many builds. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/case/canonical-json.ts'
import { keepResult } from '../../src/case/folder/case-results.ts'
import { openCase } from '../../src/case/folder/open-case.ts'
import { shortProfile, shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { entry, varde } from './run-varde.ts'

const folder = testFolder('other-build')
const capture = join(folder, 'nokia.pcapng')
const profile = join(folder, 'profile.yaml')
const model = join(folder, 'model')

async function makeCase(place: string): Promise<void> {
  for (const args of [
    ['init', place, '--name', 'Nokia'],
    ['add', place, capture],
    ['add', place, profile, '--as', 'profile'],
  ])
    expect((await varde(['case', ...args])).code).toBe(0)
}

function resultsIn(place: string): string[] {
  return readdirSync(join(place, 'results'))
}

/** A case with the result of the model as another build kept it, its `scan.json` as `told` makes it. */
async function caseOfOtherBuild(name: string, told: (text: string) => string): Promise<string> {
  const place = join(folder, name)
  await makeCase(place)
  const [key = ''] = resultsIn(model)
  const made = openCase(model)
  const contents = Object.fromEntries(
    made.namesIn(`results/${key}`).map((file) => [file, made.read(`results/${key}/${file}`)]),
  )
  const recipe = JSON.parse((contents['recipe.json'] ?? '').toString()) as { readonly settings: object }
  const settings = { ...recipe.settings, build: 'ff'.repeat(16) }
  keepResult(
    openCase(place),
    key,
    {
      ...contents,
      'scan.json': told((contents['scan.json'] ?? '').toString()),
      'recipe.json': `${canonicalJson({ ...recipe, settings })}\n`,
    },
    { evidence: readdirSync(join(place, 'evidence')).map((file) => `evidence/${file}`) },
    { by: 'Ada', version: '0.1.0', now: () => new Date().toISOString() },
  )
  return place
}

beforeAll(async () => {
  writeFileSync(capture, shortSample())
  writeFileSync(profile, shortProfile)
  await makeCase(model)
  expect((await varde(['case', 'scan', model])).stdout).toMatch(/^scanned: /)
}, 60_000)

const otherwise = (text: string): string => text.replace('"critical"', '"high"')

describe('a result that another build of this version made', () => {
  test('stays beside the one that this build derives, where that is another', async () => {
    const place = await caseOfOtherBuild('scanned', otherwise)
    const [other = ''] = resultsIn(place)
    const scanned = await varde(['case', 'scan', place])
    expect(scanned).toMatchObject({ code: 0, stderr: '' })
    const key = /^scanned: results\/(\S+), 1 finding\n$/.exec(scanned.stdout)?.[1] ?? ''
    expect(resultsIn(place).toSorted()).toEqual([other, key].toSorted())
    expect(key).not.toBe(other)
    expect((await varde(['case', 'scan', place])).stdout).toBe(`nothing to do: results/${key} is there\n`)
    // Of the other's data sets its record says nothing: that they were added is not known.
    const again = await varde(['case', 'rescan', place])
    expect(again.stdout).toContain(`compared with results/${other}`)
    expect(again.stdout).not.toContain('data +')
    const asked = await varde(['query', place, 'select distinct result from observations', '--csv'])
    expect(asked).toMatchObject({ code: 0, stderr: '', stdout: `result\r\n${key}\r\n` })
    expect((await varde(['case', 'verify', place])).stdout).toBe('the case holds\n')
  })

  test('is not signed as what this build derives', async () => {
    const place = await caseOfOtherBuild('bundled', otherwise)
    const bundle = join(folder, 'bundled.varde')
    expect(await varde(['case', 'bundle', place, '-o', bundle])).toMatchObject({ code: 0, stderr: '' })
    const verified = await varde(['verify', bundle])
    expect(verified.stdout).toContain('✓ every result was derived from the packets again, and is the same')
    expect(verified.code).toBe(0)
  })

  test('is the one of this build, too, where it derives the same', async () => {
    const place = await caseOfOtherBuild('same', (text) => text)
    const [other = ''] = resultsIn(place)
    expect(await varde(['case', 'scan', place])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `nothing to do: results/${other} is there\n`,
    })
    expect(resultsIn(place)).toEqual([other])
    // That is recorded, once: with large captures nobody wants to wait for it each time. Sources that run as they are have no name.
    const ledger = (): string => readFileSync(join(place, 'ledger.jsonl'), 'utf8')
    const recorded = ledger()
    expect(recorded.match(/"act":"derive-again"/g) ?? []).toHaveLength(entry.endsWith('.ts') ? 0 : 1)
    const bundle = join(folder, 'same.varde')
    expect(await varde(['case', 'rescan', place])).toMatchObject({ code: 0, stderr: '' })
    expect(ledger()).toBe(recorded)
    expect((await varde(['case', 'verify', place])).stdout).toBe('the case holds\n')
    expect(await varde(['case', 'bundle', place, '-o', bundle])).toMatchObject({ code: 0, stderr: '' })
    expect(await varde(['verify', bundle])).toMatchObject({ code: 0, stderr: '' })
  })
})
