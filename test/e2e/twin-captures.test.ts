/** The same capture twice: refused where files are given, and read once in a case that holds both, by every command. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { enterCase } from '../../src/case/folder/enter-case.ts'
import { addEvidence } from '../../src/case/folder/case-items.ts'
import { putInto, testFolder } from '../support/test-folder.ts'
import { zipFile } from '../support/zip-file.ts'
import { leakingCapture } from './leaking-phone.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('twins')
const put = putInto(folder)

const bytes = leakingCapture()
const one = put('one.pcap', bytes)
const copy = put('copy.pcap', bytes)
const packed = put('packed.pcap.gz', gzipSync(bytes))
const zipped = put('zipped.zip', zipFile([{ name: 'x.pcap', bytes }]))
const documents = [join(folder, 'a.json'), join(folder, 'b.json')] as const
const place = join(folder, 'case')
const both = join(folder, 'both')
const other = join(folder, 'other')
const policy = put('policy.yaml', 'allow: []\n')
const claims = join(root, 'samples/claims-2019.yaml')
const acting = { by: 'Ada', version: '0.1.0', now: () => '2026-11-27T00:00:00.000Z' }

beforeAll(async () => {
  for (const path of documents) writeFileSync(path, (await varde(['scan', one, '--json'])).stdout)
  for (const path of [place, both, other])
    await varde(['case', 'init', path, '--name', 'x', '--by', 'Ada', '--user-country', 'NO'])
  await varde(['case', 'add', place, one])
  await varde(['case', 'add', other, packed])
  // As earlier versions did.
  for (const path of [one, packed, zipped]) addEvidence(enterCase(both, null), path, acting)
})

const refusal =
  /^varde: (?:\S+ and \S+ hold the same capture|\S+ is named twice): (?:all that it shows would be counted twice|a case keeps it once)\.\n$/

const given: Readonly<Record<string, readonly string[]>> = {
  'scan, zipped': ['scan', one, zipped],
  report: ['report', place, one],
  'report, a case and a zip': ['report', place, zipped],
  'report, two cases': ['report', place, other],
  assess: ['assess', one, place, '--user-country', 'NO'],
  letter: ['letter', place, packed, '--kind', 'summary'],
  gate: ['gate', place, copy, '--policy', policy],
  export: ['export', place, copy, '-f', 'csv'],
  link: ['link', one, copy],
  'link, one device': ['link', one, packed, '--devices', 'a,a'],
  diff: ['diff', one, packed],
  claims: ['claims', claims, one, copy],
  'claims, a case': ['claims', claims, one, place],
  'compare, before': ['compare', one, copy, '--', documents[0]],
  'compare, both': ['compare', one, '--', packed],
  'compare, a document': ['compare', documents[0], one, '--', place],
  'compare, two documents': ['compare', documents[0], '--', documents[1]],
  'scope, one unit': ['scope', put('unit.csv', 'unit,captures\na,one.pcap;copy.pcap\n')],
  'scope, two units': ['scope', put('units.csv', 'unit,captures\na,one.pcap\nb,packed.pcap.gz\n')],
  'scope, one file': ['scope', put('same.csv', 'unit,captures\na,one.pcap\nb,one.pcap\n')],
  'scope, a document': ['scope', put('results.csv', 'unit,captures,results\na,one.pcap,a.json\n')],
  'case add': ['case', 'add', place, packed],
  'case add, a zip': ['case', 'add', place, zipped],
}

describe('files that are given', () => {
  test.each(Object.entries(given))('%s', async (_, args) => {
    const { code, stdout, stderr } = await varde(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(refusal)
  })

  test('case add takes neither of two, and the file itself again', async () => {
    const empty = join(folder, 'empty')
    await varde(['case', 'init', empty, '--name', 'x', '--by', 'Ada'])
    expect((await varde(['case', 'add', empty, packed, one])).stderr).toMatch(refusal)
    expect(readdirSync(join(empty, 'evidence'))).toEqual([])
    expect((await varde(['case', 'add', empty, packed, packed])).code).toBe(0)
    expect((await varde(['case', 'add', empty, packed])).stdout).toMatch(/^known /)
  })
})

describe('a case that holds both', () => {
  const told =
    /^(?:varde: \S+: evidence\/\S+ holds the same capture as another file of the case, packed otherwise: it is read once\.\n){2}$/

  test.each<[string, string[], string[]]>([
    ['report', ['report', place], ['report', both]],
    ['assess', ['assess', place, '--json'], ['assess', both, '--json']],
    [
      'letter',
      ['letter', place, '--kind', 'summary', '--text'],
      ['letter', both, '--kind', 'summary', '--text'],
    ],
    ['gate', ['gate', place, '--policy', policy], ['gate', both, '--policy', policy]],
    ['export', ['export', place, '-f', 'csv'], ['export', both, '-f', 'csv']],
    ['case export', ['case', 'export', place, '--as', 'csv'], ['case', 'export', both, '--as', 'csv']],
    ['claims', ['claims', claims, place], ['claims', claims, both]],
  ])('%s counts it once, and says so', async (_, single, twice) => {
    const [expected, found] = [await varde(single), await varde(twice)]
    expect(found.code).toBe(expected.code)
    expect(found.stderr).toMatch(told)
    expect(countsOf(found.stdout)).toEqual(countsOf(expected.stdout))
  })

  test('so do a scan, its result and the bundle', async () => {
    const { code, stderr } = await varde(['case', 'scan', both])
    expect([code, told.test(stderr)]).toEqual([0, true])
    const [key = ''] = readdirSync(join(both, 'results'))
    const result = JSON.parse(readFileSync(join(both, 'results', key, 'scan.json'), 'utf8')) as {
      captures: object[]
      anomalies: { code: string; count: number }[]
    }
    expect(result.captures).toHaveLength(1)
    expect(result.anomalies.find(({ code }) => code === 'case.evidence.twice')?.count).toBe(2)
    const bundle = join(folder, 'both.varde')
    expect((await varde(['case', 'bundle', both, '-o', bundle])).code).toBe(0)
    expect(await varde(['verify', bundle])).toMatchObject({ code: 0, stderr: '' })
  })
})

/** How often what was sent, in a text; of a table the number of its lines. */
function countsOf(text: string): string[] {
  const counts = text.match(
    /\d+ (?:times|transmissions|(?:more )?findings)|"(?:transmissions|observations)": \d+/g,
  )
  return counts ?? [String(text.split('\n').filter((line) => !line.includes('read once')).length)]
}
