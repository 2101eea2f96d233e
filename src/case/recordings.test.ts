import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../test/support/test-folder.ts'
import { addEvidence } from './folder/case-items.ts'
import { recordsOf } from './folder/custody.ts'
import { initCase } from './folder/init-case.ts'
import { summaryOf } from './folder/list-case.ts'
import { joinEvidence, readRecordings, recordingsOf } from './recordings.ts'

const folder = testFolder('recordings')
const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00.000Z' }

test('a case knows its recordings by an act, each once, and none that shares a file with another', () => {
  const files = initCase(join(folder, 'case'), { name: 'x', device: '', timeZone: 'UTC' }, acting)
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => {
    const path = join(folder, `${name}.pcap`)
    writeFileSync(path, name)
    return addEvidence(files, path, acting)
  })
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four files')
  expect(recordingsOf(files)).toEqual([])
  expect(summaryOf(files, 'clear')).toMatchObject({ evidence: 4, captures: 4 })
  expect(joinEvidence(files, [b, a, c], acting)).toBe(true)
  expect(recordsOf(files.folder).at(-1)).toMatchObject({
    act: 'join',
    details: { digests: [b.digest, a.digest, c.digest] },
  })
  const acts = recordsOf(files.folder).length
  expect(joinEvidence(files, [a, b, c], acting)).toBe(false)
  for (const other of [
    [a, b],
    [a, b, c, d],
    [c, d],
  ])
    expect(() => joinEvidence(files, other, acting)).toThrow(/is in the case as a file of another recording/)
  expect(recordsOf(files.folder)).toHaveLength(acts)
  expect(recordingsOf(files)).toEqual([[b.path, a.path, c.path]])
  expect(summaryOf(files, 'clear')).toMatchObject({ evidence: 4, captures: 2 })
})

test('of a recording stays what is read of it, and one file alone is no recording', () => {
  expect(readRecordings([['a', 'b', 'c'], ['d', 'e'], []], ['a', 'c', 'd'])).toEqual([['a', 'c']])
})
