import * as fc from 'fast-check'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { suffixTriePath, suffixTrieText } from '../../test/support/suffix-trie.ts'
import { buildData } from '../../tools/build-data.ts'
import { openAttribution } from './attribution.ts'
import { dataFileNames } from './data-formats.ts'
import { inMemoryData } from '../../test/support/in-memory-data.ts'

// Invented tables over public addresses: documentation addresses are never looked up. 45.0.0.0 = 754974720.
const root = mkdtempSync(join(tmpdir(), 'varde-attribution-'))
afterAll(() => rmSync(root, { recursive: true }))

function packageOf(name: string, version: string, files: Record<string, string>): void {
  const folder = join(root, 'node_modules', name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

const v6 = (text: string): string => BigInt(`0x${text.replaceAll(':', '').padEnd(32, '0')}`).toString()
packageOf('@ip-location-db/asn', '2.3.2026061719', {
  'asn-ipv4-num.csv':
    '754974720,754974975,64500,"Example, ""Net"" AS"\n754975232,754975487,64501,Cloudflare Example\n',
  'asn-ipv6-num.csv': `${v6('2a00:0000:0000:0000:0000:0000:0000:0010')},${v6('2a00:0000:0000:0000:0000:0000:0000:001f')},64500,"Example, ""Net"" AS"\n`,
})
packageOf('@ip-location-db/geo-whois-asn-country', '2.3.2026061719', {
  'geo-whois-asn-country-ipv4-num.csv': '754974720,754975743,NO\n754975232,754975487,CN\n',
  'geo-whois-asn-country-ipv6-num.csv': `${v6('2a00:0000')},${v6('2a00:0001')},NO\n`,
})
packageOf('@ip-location-db/dbip-country', '2.3.2026060120', {
  'dbip-country-ipv4-num.csv': '754974720,754975487,NO\n',
  'dbip-country-ipv6-num.csv': '',
})
packageOf('mcc-mnc-list', '1.1.11', { 'mcc-mnc-list.json': '[]' })
packageOf('tldts', '7.5.5', { [suffixTriePath]: suffixTrieText })
mkdirSync(join(root, 'data'))
const yaml = readFileSync(new URL('../../data/organisations.yaml', import.meta.url), 'utf8')
writeFileSync(join(root, 'data/organisations.yaml'), yaml)
const out = join(root, 'out')
buildData({ root, out, say: () => undefined })
const files = Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name))]))

test('an address has its network and the countries that the sources say, each with its date', () => {
  const facts = openAttribution(inMemoryData(files).readData).address('45.0.0.7')
  expect(facts).toEqual({
    address: '45.0.0.7',
    scope: 'public',
    networks: [
      {
        asn: 64500,
        name: 'Example, "Net" AS',
        source: 'ip-location-db asn (RouteViews, DB-IP, NRO), 2026-06-17',
      },
    ],
    countries: [
      {
        country: 'NO',
        source: 'ip-location-db geo-whois-asn-country (registries, geofeeds)',
        builtOn: '2026-06-17',
      },
      { country: 'NO', source: 'DB-IP Lite country', builtOn: '2026-06-01' },
    ],
    isCountryAgreed: true,
    ambiguity: '',
  })
})

test('sources that disagree are both shown, and said to; a shared network proves no recipient', () => {
  const facts = openAttribution(inMemoryData(files).readData).address('45.0.2.7')
  expect(facts.countries.map(({ country }) => country)).toEqual(['CN', 'NO'])
  expect(facts.isCountryAgreed).toBe(false)
  expect(facts.ambiguity).toBe(
    'shared network of Cloudflare: the address proves no recipient, and may be served from several countries; the sources disagree on the country: CN, NO',
  )
})

test('one source alone is no agreement, and a hole has nothing', () => {
  const attribution = openAttribution(inMemoryData(files).readData)
  expect(attribution.address('45.0.3.7')).toMatchObject({
    networks: [],
    isCountryAgreed: false,
    ambiguity: '',
  })
  expect(attribution.address('45.0.3.7').countries).toHaveLength(1)
  expect(attribution.address('46.0.0.1')).toMatchObject({
    networks: [],
    countries: [],
    isCountryAgreed: false,
  })
})

test('IPv6 is looked up to the last bit; mapped and NAT64 addresses by the IPv4 in them', () => {
  const attribution = openAttribution(inMemoryData(files).readData)
  expect(attribution.address('2a00::f').networks).toEqual([])
  expect(attribution.address('2a00::10').networks[0]?.asn).toBe(64500)
  expect(attribution.address('2A00:0::001f').networks[0]?.asn).toBe(64500)
  expect(attribution.address('2a00::20').networks).toEqual([])
  expect(attribution.address('::ffff:45.0.0.7')).toMatchObject({ address: '45.0.0.7' })
  expect(attribution.address('64:ff9b::45.0.0.7').networks[0]?.asn).toBe(64500)
})

test('addresses that are not public are told apart and never looked up', () => {
  const { readData, reads } = inMemoryData(files)
  const attribution = openAttribution(readData)
  for (const [address, scope] of [
    ['10.0.0.1', 'private'],
    ['fe80::1', 'link-local'],
    ['192.0.2.1', 'documentation'],
    ['ff02::1', 'multicast'],
    ['no address', 'reserved'],
  ] as const) {
    expect(attribution.address(address)).toMatchObject({ address, scope, networks: [], countries: [] })
  }
  expect(reads.size).toBe(0)
})

test('nothing is read before the first question, and only what the question needs', () => {
  const { readData, reads } = inMemoryData(files)
  const attribution = openAttribution(readData)
  expect([...reads.keys()]).toEqual([])
  attribution.organisation('zzhc.vnet.cn')
  expect([...reads.keys()]).toEqual([dataFileNames.organisations])
  attribution.address('45.0.0.7')
  expect([...reads.keys()].filter((name) => name.includes('v6'))).toEqual([])
})

test('the data sets carry their dates and licences', () => {
  const { dataSets } = openAttribution(inMemoryData(files).readData)
  expect(dataSets.map(({ builtOn }) => builtOn)).toEqual([
    expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
    '2026-06-17',
    '2026-06-17',
    '2026-06-01',
    'version 1.1.11',
    'version 7.5.5',
  ])
  for (const set of dataSets) expect(set.licence === '' || set.attribution === '').toBe(false)
})

test('no text makes it throw', () => {
  const attribution = openAttribution(inMemoryData(files).readData)
  const text = fc.oneof(anyText(), fc.domain(), fc.ipV4(), fc.ipV6())
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 3 }), (host, cnames) => {
      attribution.organisation(host)
      attribution.recipient(host, cnames)
      attribution.domain(host)
      expect(attribution.address(host).scope).not.toBe('')
    }),
  )
})

test('twenty thousand addresses are looked up within the time of a scan', () => {
  const { readData, reads } = inMemoryData(files)
  const attribution = openAttribution(readData)
  for (let index = 0; index < 20_000; index++) attribution.address(`45.0.${index & 3}.${index & 255}`)
  // Two small reads for each name of a network, and a handful for the tables: their pages are kept.
  expect(
    (reads.get(dataFileNames.networksV4) ?? 0) + (reads.get(dataFileNames.whoisCountriesV4) ?? 0),
  ).toBeLessThan(12)
})
