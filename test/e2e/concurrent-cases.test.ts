/** Several commands at one case at once, and readers beside them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile } from '../support/capture.ts'
import { testFolder } from '../support/test-folder.ts'
import { freshVarde, root } from './run-varde.ts'

const folder = testFolder('concurrent')

const place = join(folder, 'case')

function fileOf(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, pcapFile([Buffer.from(`invented capture ${name}`)]))
  return path
}

test('acts at the same time are all recorded, each once, and readers see a case that holds', async () => {
  await freshVarde(['case', 'init', place, '--name', 'at once'])
  const shared = fileOf('shared.pcap')
  const sample = join(root, 'samples/nokia-7-plus.pcapng')
  const acts = [
    ['case', 'add', place, shared, fileOf('a.pcap'), fileOf('b.pcap')],
    ['case', 'add', place, fileOf('c.pcap'), shared, fileOf('d.pcap')],
    ['case', 'add', place, fileOf('e.pcap'), sample, shared],
    ['case', 'seal', place],
  ]
  const readers = [
    ['case', 'verify', place],
    ['case', 'show', place],
    ['case', 'list', place],
  ]
  const runs = await Promise.all([...acts, ...readers, ...readers].map((args) => freshVarde([...args])))
  expect(runs.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    runs.map(() => ({ code: 0, stderr: '' })),
  )
  expect(runs[acts.length]?.stdout).toBe('the case holds\n')
  const added = readFileSync(join(place, 'ledger.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { act: string; details: { digest: string } })
    .filter(({ act }) => act === 'add')
  expect(added).toHaveLength(7)
  expect(new Set(added.map(({ details }) => details.digest)).size).toBe(7)
  expect((await freshVarde(['case', 'verify', place])).stdout).toBe('the case holds\n')
})

test('of bundles under one name that are written at the same time, one is, and the other is refused', async () => {
  const output = join(folder, 'same.varde')
  const runs = await Promise.all([1, 2].map(() => freshVarde(['case', 'bundle', place, '-o', output])))
  expect(runs.map(({ code }) => code).toSorted((left, right) => Number(left) - Number(right))).toEqual([0, 2])
  for (const { code, stdout, stderr } of runs) {
    if (code === 0) continue
    expect([stdout, stderr]).toEqual([
      '',
      `varde: ${output} is there already: a bundle is never written over.\n`,
    ])
  }
  expect((await freshVarde(['verify', output])).code).toBe(0)
})
