import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../test/support/test-folder.ts'
import { initCase } from './folder/init-case.ts'
import { addEvidence } from './folder/case-items.ts'
import { recordsOf } from './folder/custody.ts'
import { countingProfile, keepProfile } from './counting-profile.ts'

const folder = testFolder('counting-profile')
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }

test('of several profiles the one that was named last counts, also one that the case had before', () => {
  const files = initCase(join(folder, 'two'), { name: 'two', device: '', timeZone: 'UTC' }, acting)
  const add = (text: string): ReturnType<typeof addEvidence> => {
    const path = join(folder, 'profile.yaml')
    writeFileSync(path, text)
    return addEvidence(files, path, acting, 'profile')
  }
  const acts = (): readonly string[] => recordsOf(files.folder).map(({ act }) => act)
  expect(countingProfile(files)).toBeNull()
  const added: ReturnType<typeof addEvidence>[] = []
  // Whichever way their digests sort.
  for (const text of ['one', 'two', 'three', 'four']) {
    const item = add(text)
    added.push(item)
    expect(countingProfile(files)?.path).toBe(item.path)
  }
  const [first, second] = added
  if (first === undefined || second === undefined) throw new Error('two profiles were added')
  expect(add('one').isNew).toBe(false)
  keepProfile(files, first, acting)
  expect(countingProfile(files)?.path).toBe(first.path)
  expect(recordsOf(files.folder).at(-1)).toMatchObject({
    act: 'profile',
    details: { digest: first.digest, replaces: added.at(-1)?.path },
  })
  const before = acts()
  keepProfile(files, first, acting)
  expect(acts()).toEqual(before)
  keepProfile(files, second, acting)
  expect(countingProfile(files)?.path).toBe(second.path)
})
