/** The finished case of samples/: it holds, it is what the sources make, and whoever opens it finds the story in it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { makeSampleCase } from '../tools/sample-case.ts'
import { root, varde } from './e2e/run-varde.ts'
import { isDeep } from './support/depth.ts'
import { testFolder } from './support/test-folder.ts'

const work = testFolder('sample-case-test')
const kept = join(work, 'kept')

/** Files of a zip archive that holds no surprise: no comment, sizes in each head. */
function unzipped(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50; ) {
    const [packed, name] = [archive.readUInt32LE(at + 18), archive.readUInt16LE(at + 26)]
    const start = at + 30 + name + archive.readUInt16LE(at + 28)
    files.set(
      archive.toString('utf8', at + 30, at + 30 + name),
      inflateRawSync(archive.subarray(start, start + packed)),
    )
    at = start + packed
  }
  return files
}

const original = unzipped(readFileSync(join(root, 'samples/nokia-7-plus.case.zip')))

beforeAll(() => {
  for (const [name, bytes] of original) {
    mkdirSync(dirname(join(kept, name)), { recursive: true })
    writeFileSync(join(kept, name), bytes)
  }
})

// Each test scans the sample a few times: many times slower beside other tests.
const unhurried = { timeout: 120_000 }

test('the case holds, and each observation in it is derived from the packets again', unhurried, async () => {
  expect(await varde(['case', 'verify', kept])).toMatchObject({ code: 0 })
  const bundle = join(work, 'nokia.varde')
  expect(await varde(['case', 'bundle', kept, '-o', bundle, '--slices', '--by', 'Ada'])).toMatchObject({
    code: 0,
  })
  const { code, stdout } = await varde(['verify', bundle])
  expect(stdout).toContain('✓ every observation was derived from the slices again, and is the same')
  expect(code).toBe(0)
})

test('npm run samples:case makes the same evidence, key and acts', unhurried, async () => {
  const made = join(work, 'nokia-7-plus.case')
  const written = new Map<string, Buffer>()
  await makeSampleCase(made, async (place, command, name, options) => {
    // Each reads all evidence again, and what stands in them is not compared: the short form writes one letter of three.
    const earlier = isDeep ? undefined : written.get(command)
    if (earlier !== undefined) return earlier
    const { code, stdout, stderr } = await varde([command, join(place, name), ...options])
    expect(code, stderr).toBe(0)
    const text = Buffer.from(stdout)
    written.set(command, text)
    return text
  })
  // Results and documents follow the program; what they follow from does not change.
  for (const name of original.keys())
    if (/^(case\.yaml$|evidence\/|events\/|profile\/|keys\/)/.test(name))
      expect(readFileSync(join(made, name)).equals(original.get(name) as Buffer), name).toBe(true)
  const acts = (text: string): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { at: string; act: string; by: string })
      .map(({ at, act, by }) => `${at} ${act} by ${by}`)
  expect(acts(readFileSync(join(made, 'ledger.jsonl'), 'utf8'))).toEqual(
    acts(original.get('ledger.jsonl')?.toString() ?? ''),
  )
  expect([...original.keys()].filter((name) => name.startsWith('reports/'))).toEqual(
    readdirSync(join(made, 'reports'))
      .sort()
      .map((name) => `reports/${name}`),
  )
})

test('the story is in it', () => {
  const read = (name: string): string => readFileSync(join(kept, name), 'utf8')
  expect(read('case.yaml')).toContain('Nokia 7 Plus')
  expect(read('reports/complaint.nb.html')).toContain('Datatilsynet')
  expect(read('reports/law.txt')).toContain('lead: Tietosuojavaltuutetun toimisto')
  expect(read('reports/report.html')).toContain('zzhc.vnet.cn')
  expect(original.get('ledger.jsonl')?.toString().trimEnd().split('\n')).toHaveLength(6)
  for (const name of readdirSync(join(kept, 'reports')))
    for (const [number] of readFileSync(join(root, 'samples/nokia-7-plus.profile.yaml'), 'utf8').matchAll(
      /\b\d{15,20}\b/g,
    ))
      expect(read(`reports/${name}`), name).not.toContain(number)
})
