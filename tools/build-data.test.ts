import * as fc from 'fast-check'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dataFileNames } from '../src/attribute/data-formats.ts'
import { inMemoryData } from '../test/support/in-memory-data.ts'
import { NetworkNames, encodeNetworkNames } from '../src/attribute/network-names.ts'
import { RangeTable } from '../src/attribute/range-table.ts'
import { suffixTrie, suffixTriePath, suffixTrieText } from '../test/support/suffix-trie.ts'
import { buildData, compileOrganisations, compileRanges, compileSuffixes } from './build-data.ts'
import { dateOfVersion, parseNetwork, parseOrganisations, readRanges } from './build-data.ts'
import type { Range } from './build-data.ts'

let root = ''
const lines: string[] = []

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

function packageOf(name: string, version: string): void {
  write(`node_modules/${name}/package.json`, JSON.stringify({ version }))
}

function build(): boolean {
  return buildData({ root, out: join(root, 'out'), say: (line) => lines.push(line) })
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'varde-data-'))
  lines.length = 0
  packageOf('@ip-location-db/asn', '2.3.2026061719')
  packageOf('@ip-location-db/geo-whois-asn-country', '2.3.2026061719')
  packageOf('@ip-location-db/dbip-country', '2.3.2026060120')
  packageOf('mcc-mnc-list', '1.1.11')
  packageOf('tldts', '7.5.5')
  write(`node_modules/tldts/${suffixTriePath}`, suffixTrieText)
  const folder = 'node_modules/@ip-location-db'
  write(
    `${folder}/asn/asn-ipv4-num.csv`,
    '754974720,754974975,64500,Example\r\n754974976,754975231,64501,"A, B"\n',
  )
  write(`${folder}/asn/asn-ipv6-num.csv`, '')
  write(`${folder}/geo-whois-asn-country/geo-whois-asn-country-ipv4-num.csv`, '754974720,754974975,NO')
  write(`${folder}/geo-whois-asn-country/geo-whois-asn-country-ipv6-num.csv`, '')
  write(`${folder}/dbip-country/dbip-country-ipv4-num.csv`, '754974720,754974975,NO\n')
  write(`${folder}/dbip-country/dbip-country-ipv6-num.csv`, '')
  write('node_modules/mcc-mnc-list/mcc-mnc-list.json', '[]')
  write('data/organisations.yaml', list('example.com'))
})
afterEach(() => rmSync(root, { recursive: true }))

function list(host: string, cited = 'press'): string {
  return `format: 1
updated: '2026-01-01'
sources: { press: The press }
tenants: {}
organisations:
  - { id: a, name: A, parent: '', country: 'NO', kinds: [other], state: none-known, sources: [${cited}],
      confidence: { domains: high, ownership: low }, hosts: { ${host}: '' } }
`
}

test('builds once; again only when an input changes, a file is gone or a file is cut', () => {
  expect(build()).toBe(true)
  expect(build()).toBe(false)
  expect(lines.at(-1)).toBe('data: up to date')
  write('data/organisations.yaml', list('example.net'))
  expect(build()).toBe(true)
  expect(build()).toBe(false)
  packageOf('@ip-location-db/asn', '2.3.2026061819')
  expect(build()).toBe(true)
  rmSync(join(root, 'out', dataFileNames.networkNames))
  expect(build()).toBe(true)
  writeFileSync(join(root, 'out', dataFileNames.operators), '{')
  expect(build()).toBe(true)
  expect(build()).toBe(false)
})

test('the same inputs give the same bytes', () => {
  build()
  const names = Object.values(dataFileNames)
  const before = names.map((name) => readFileSync(join(root, 'out', name)))
  rmSync(join(root, 'out'), { recursive: true })
  build()
  expect(names.map((name) => readFileSync(join(root, 'out', name)))).toEqual(before)
})

test('a failed build leaves no manifest, so that the next one is whole', () => {
  build()
  write('node_modules/@ip-location-db/dbip-country/dbip-country-ipv4-num.csv', '1,2,NO\n5,4,NO\n')
  packageOf('@ip-location-db/dbip-country', '2.3.2026070120')
  expect(() => build()).toThrow(/dbip-country-ipv4-num\.csv, line 2: the range ends before it begins/)
  expect(statSync(join(root, 'out', dataFileNames.manifest), { throwIfNoEntry: false })).toBeUndefined()
  write('node_modules/@ip-location-db/dbip-country/dbip-country-ipv4-num.csv', '1,2,NO\n')
  expect(build()).toBe(true)
})

test.each([
  ['1.0.0.0,1.0.0.255,NO', /line 1: no range of addresses/],
  ['1,2', /no range of addresses/],
  ['1,2,NOR', /"NOR" is no country code/],
  ['1,4294967296,NO', /beyond the last address/],
])('a row that is none stops the build: %s', (row, message) => {
  write('node_modules/@ip-location-db/dbip-country/dbip-country-ipv4-num.csv', `${row}\n`)
  expect(() => build()).toThrow(message)
})

test('an organisation that cites no source of the table stops the build', () => {
  expect(() => compileOrganisations(parseOrganisations(list('example.com', 'hearsay')))).toThrow(
    /a cites "hearsay", which no source is/,
  )
})

test('rows are read alike wherever the pieces are cut', () => {
  const row = (index: number): string =>
    `${index * 10},${index * 10 + 9},Náme ${index} ${'é'.repeat(index % 50)}`
  const text = Array.from({ length: 30_000 }, (_, index) => row(index)).join('\n')
  expect(Buffer.byteLength(text)).toBeGreaterThan(1 << 20)
  write('rows.csv', text)
  const names: string[] = []
  const ranges = readRanges(join(root, 'rows.csv'), (rest) => names.push(rest))
  expect(ranges).toHaveLength(30_000)
  expect(names.every((name, index) => name === row(index).split(',')[2])).toBe(true)
})

test('ranges become a table that answers as the narrowest range does', () => {
  const range = fc
    .record({ first: fc.nat(60), size: fc.nat(20), value: fc.integer({ min: 1, max: 5 }) })
    .map(({ first, size, value }) => ({ first: BigInt(first), last: BigInt(first + size), value }))
  fc.assert(
    fc.property(
      fc.array(range, { maxLength: 12 }),
      fc.constantFrom(4 as const, 6 as const),
      (rows, family) => {
        const nested = rows.filter(
          (row, index) =>
            !rows.slice(0, index).some((earlier) => crosses(row, earlier) || same(row, earlier)),
        )
        const { table } = compileRanges([...nested], family, [])
        const lookUp = new RangeTable('t', () => inMemoryData({ t: table }).readData('t'))
        for (let address = 0; address < 90; address++) {
          const key = Buffer.alloc(family === 4 ? 4 : 16)
          key[key.length - 1] = address
          const holding = nested
            .filter((row) => row.first <= address && row.last >= address)
            .sort((left, right) => Number(left.last - left.first - (right.last - right.first)))
          expect(lookUp.value(key)).toBe(holding[0]?.value ?? 0)
        }
      },
    ),
  )
})

/** Neither apart nor one in the other: there is no narrower one. */
function crosses(left: Range, right: Range): boolean {
  const isApart = left.last < right.first || right.last < left.first
  const isNested =
    (left.first <= right.first && left.last >= right.last) ||
    (right.first <= left.first && right.last >= left.last)
  return !isApart && !isNested
}

function same(left: Range, right: Range): boolean {
  return left.first === right.first && left.last === right.last
}

test('the last address of each family has its range, and no key beyond it', () => {
  const all = (bits: bigint): Range[] => [{ first: 0n, last: (1n << bits) - 1n, value: 3 }]
  for (const [family, bits] of [
    [4, 32n],
    [6, 128n],
  ] as const) {
    const { table, ranges } = compileRanges(all(bits), family, [])
    expect(ranges).toBe(1)
    const lookUp = new RangeTable('t', () => inMemoryData({ t: table }).readData('t'))
    expect(lookUp.value(Buffer.alloc(Number(bits) / 8, 0xff))).toBe(3)
  }
})

test('names of networks come back whole', () => {
  const networks = [
    { asn: 64500, name: 'Example, "Net"' },
    { asn: 4_294_967_295, name: 'Ünïcode 每日' },
    { asn: 0, name: '' },
  ]
  const { readData } = inMemoryData({ n: encodeNetworkNames(networks) })
  const names = new NetworkNames('n', () => readData('n'))
  expect([1, 2, 3].map((position) => names.at(position))).toEqual(networks)
  expect(names.at(0)).toBeNull()
  expect(() => names.at(4)).toThrow(/Build varde again/)
  const cut = inMemoryData({ n: encodeNetworkNames(networks).subarray(0, 30) }).readData
  expect(() => new NetworkNames('n', () => cut('n')).at(3)).toThrow(/Build varde again/)
})

test('reads names with quotes and commas', () => {
  expect(parseNetwork('13335,"Example, Inc."')).toEqual({ asn: 13335, name: 'Example, Inc.' })
  expect(parseNetwork('7,"LLC ""EXAMPLE"""')).toEqual({ asn: 7, name: 'LLC "EXAMPLE"' })
  expect(parseNetwork('7,')).toEqual({ asn: 7, name: '' })
  expect(() => parseNetwork('AS7,x')).toThrow(/no AS number/)
})

test('dates come from versions that end in one', () => {
  expect(dateOfVersion('2.3.2026061719')).toBe('2026-06-17')
  expect(dateOfVersion('2.3.20260601')).toBe('2026-06-01')
  expect(dateOfVersion('1.1.11')).toBe('')
  expect(dateOfVersion('2.3.2026133119')).toBe('')
})

test('of the suffix list the rules of the ICANN part are taken, by top-level domain', () => {
  expect(compileSuffixes(suffixTrie).rules).toEqual({ ck: '!www *', uk: 'co' })
})
