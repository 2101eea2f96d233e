/**
 * Compiles the data that attribution looks things up in: `node tools/build-data.ts [out-dir]`, by default to dist/data.
 * Does nothing where the files are there and were made of the same inputs by the same builder.
 *
 * Inputs: data/organisations.yaml, and the packages @ip-location-db/*, mcc-mnc-list and tldts (development dependencies,
 * so their versions are locked). Formats: src/attribute/data-formats.ts, range-table.ts, network-names.ts.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs'
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { parse } from 'yaml'
import { dataFileNames, dataFormat, dataSetNames } from '../src/attribute/data-formats.ts'
import { encodeNetworkNames } from '../src/attribute/network-names.ts'
import { encodeRangeTable } from '../src/attribute/range-table.ts'
import type {
  CompiledDataSet,
  CompiledHost,
  CompiledLevel,
  CompiledManifest,
  CompiledOperator,
  CompiledOperators,
  CompiledOrganisation,
  CompiledOrganisations,
  CompiledSuffixes,
  TenantRule,
} from '../src/attribute/data-formats.ts'

const packages = {
  networks: '@ip-location-db/asn',
  whoisCountries: '@ip-location-db/geo-whois-asn-country',
  dbipCountries: '@ip-location-db/dbip-country',
  operators: 'mcc-mnc-list',
  publicSuffixes: 'tldts',
} as const

/** Sources that the outcome depends on besides the inputs: a change in one of them builds anew. */
const builderFiles = [
  'tools/build-data.ts',
  'src/attribute/data-formats.ts',
  'src/attribute/range-table.ts',
  'src/attribute/network-names.ts',
]

export interface BuildDataOptions {
  /** The checkout: holds node_modules and data/organisations.yaml. */
  readonly root: string
  readonly out: string
  /** Is told one line for each step. */
  readonly say: (line: string) => void
}

/** Compiles everything. Returns false where nothing was to be done. */
export function buildData(options: BuildDataOptions): boolean {
  const { root, out, say } = options
  const versions = readVersions(root)
  const stamp = stampOf(root, versions)
  if (isCurrent(out, stamp)) {
    say('data: up to date')
    return false
  }
  mkdirSync(out, { recursive: true })
  const files: Record<string, number> = {}
  const write = (name: string, content: Buffer | string): void => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    // A killed build must not leave half a file under its name; the manifest comes last and vouches for the rest.
    const path = join(out, name)
    writeFileSync(`${path}.new`, bytes)
    renameSync(`${path}.new`, path)
    files[name] = bytes.length
  }
  rmSync(join(out, dataFileNames.manifest), { force: true })

  const source = parseOrganisations(readFileSync(join(root, 'data/organisations.yaml'), 'utf8'))
  const organisations = compileOrganisations(source)
  write(dataFileNames.organisations, asciiJson(organisations))
  say(
    `data: ${organisations.organisations.length} organisations, ${Object.keys({ ...organisations.hosts, ...organisations.hostPatterns }).length} hosts`,
  )

  const operators = compileOperators(readOperators(root), source)
  write(dataFileNames.operators, asciiJson(operators))
  say(`data: ${Object.keys(operators.operators).length} operator codes`)

  const suffixes = compileSuffixes(readSuffixTrie(root))
  write(dataFileNames.publicSuffixes, asciiJson(suffixes))
  say(`data: public suffixes below ${Object.keys(suffixes.rules).length} top-level domains`)

  const networks: { asn: number; name: string }[] = []
  const positions = new Map<string, number>()
  const networkPosition = (rest: string): number => {
    let position = positions.get(rest)
    if (position === undefined) {
      position = networks.push(parseNetwork(rest))
      positions.set(rest, position)
    }
    return position
  }
  const folder = (name: string): string => join(root, 'node_modules', name)
  const tables: readonly [file: string, csv: string, family: 4 | 6, countries: boolean][] = [
    [dataFileNames.networksV4, join(folder(packages.networks), 'asn-ipv4-num.csv'), 4, false],
    [dataFileNames.networksV6, join(folder(packages.networks), 'asn-ipv6-num.csv'), 6, false],
    ...countryTables(folder(packages.whoisCountries), 'geo-whois-asn-country', [
      dataFileNames.whoisCountriesV4,
      dataFileNames.whoisCountriesV6,
    ]),
    ...countryTables(folder(packages.dbipCountries), 'dbip-country', [
      dataFileNames.dbipCountriesV4,
      dataFileNames.dbipCountriesV6,
    ]),
  ]
  for (const [file, csv, family, isCountries] of tables) {
    const labels: string[] = []
    const rows = readRanges(csv, isCountries ? countryPosition(labels, csv) : networkPosition)
    const { table, ranges, overlaps } = compileRanges(rows, family, labels)
    write(file, table)
    say(
      `data: ${file}: ${ranges} ranges${overlaps > 0 ? `, ${overlaps} overlaps (the narrower counts)` : ''}`,
    )
  }
  write(dataFileNames.networkNames, encodeNetworkNames(networks))
  say(`data: ${networks.length} networks`)

  const manifest: CompiledManifest = {
    format: dataFormat,
    stamp,
    files: { ...files },
    dataSets: dataSets(versions, source.updated),
  }
  write(dataFileNames.manifest, JSON.stringify(manifest, null, 2))
  return true
}

/** JSON that is read as one byte for each character: half the memory and time of a text with a letter that takes more. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function countryTables(
  folder: string,
  name: string,
  files: readonly [v4: string, v6: string],
): [file: string, csv: string, family: 4 | 6, countries: boolean][] {
  return [
    [files[0], join(folder, `${name}-ipv4-num.csv`), 4, true],
    [files[1], join(folder, `${name}-ipv6-num.csv`), 6, true],
  ]
}

type Versions = Readonly<Record<keyof typeof packages, string>>

function readVersions(root: string): Versions {
  const version = (name: string): string => {
    const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')
    return (JSON.parse(text) as { version: string }).version
  }
  return {
    networks: version(packages.networks),
    whoisCountries: version(packages.whoisCountries),
    dbipCountries: version(packages.dbipCountries),
    operators: version(packages.operators),
    publicSuffixes: version(packages.publicSuffixes),
  }
}

function stampOf(root: string, versions: Versions): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ dataFormat, versions }))
  hash.update(readFileSync(join(root, 'data/organisations.yaml')))
  for (const file of builderFiles) {
    const path = resolve(import.meta.dirname, '..', file)
    if (existsSync(path)) hash.update(readFileSync(path))
  }
  return hash.digest('hex')
}

function isCurrent(out: string, stamp: string): boolean {
  const path = join(out, dataFileNames.manifest)
  if (!existsSync(path)) return false
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as CompiledManifest
  if (manifest.stamp !== stamp) return false
  return Object.entries(manifest.files).every(([name, size]) => {
    const stat = statSync(join(out, name), { throwIfNoEntry: false })
    return stat?.size === size
  })
}

/** Date of a package whose version ends in it: 2.3.2026061719 is of 2026-06-17, 19 h. '' where it does not. */
export function dateOfVersion(version: string): string {
  const date = /\.(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{0,2}$/.exec(version)
  return date === null ? '' : `${date[1]}-${date[2]}-${date[3]}`
}

function dataSets(versions: Versions, organisationsUpdated: string): CompiledDataSet[] {
  const creativeCommons = 'CC-BY-4.0'
  return [
    {
      name: dataSetNames.organisations,
      builtOn: organisationsUpdated,
      licence: 'Apache-2.0',
      attribution: 'sources named in each entry',
    },
    {
      name: dataSetNames.networks,
      builtOn: dateOfVersion(versions.networks),
      licence: creativeCommons,
      attribution: 'RouteViews (routeviews.org), DB-IP (db-ip.com), NRO (nro.net), merged by ip-location-db',
    },
    {
      name: dataSetNames.whoisCountries,
      builtOn: dateOfVersion(versions.whoisCountries),
      licence: creativeCommons,
      attribution: 'NRO (nro.net), regional registries and published geofeeds, merged by ip-location-db',
    },
    {
      name: dataSetNames.dbipCountries,
      builtOn: dateOfVersion(versions.dbipCountries),
      licence: creativeCommons,
      attribution: 'IP Geolocation by DB-IP (db-ip.com)',
    },
    {
      name: dataSetNames.operators,
      builtOn: `version ${versions.operators}`,
      licence: 'MIT',
      attribution: 'mcc-mnc-list by Peter Bakondy, after the lists of ITU E.212 codes',
    },
    {
      name: dataSetNames.publicSuffixes,
      builtOn: `version ${versions.publicSuffixes}`,
      licence: 'MPL-2.0 (list), MIT (tldts)',
      attribution: 'publicsuffix.org',
    },
  ]
}

/** One organisation of data/organisations.yaml, as written. */
interface OrganisationSource {
  readonly id: string
  readonly name: string
  readonly parent: string
  readonly parentSince?: string
  readonly country: string
  readonly seat?: { readonly country: string; readonly source: string; readonly verified: boolean }
  readonly alsoIn?: readonly string[]
  readonly kinds: readonly string[]
  readonly state: CompiledOrganisation['state']
  readonly shared?: boolean
  readonly sources: readonly string[]
  readonly confidence: { readonly domains: CompiledLevel; readonly ownership: CompiledLevel }
  readonly note?: string
  readonly networks?: Readonly<Record<string, readonly string[]>>
  readonly hosts: Readonly<Record<string, string | HostSource>>
}

export interface HostSource {
  readonly use: string
  readonly sources?: readonly string[]
  readonly recipient?: boolean
}

/** data/organisations.yaml. src/attribute/organisations.test.ts checks what the types do not. */
export interface OrganisationsSource {
  readonly format: number
  readonly updated: string
  readonly sources: Readonly<Record<string, string>>
  readonly tenants: Readonly<Record<string, TenantRule>>
  readonly organisations: readonly OrganisationSource[]
}

export function parseOrganisations(text: string): OrganisationsSource {
  return parse(text) as OrganisationsSource
}

/** Compiles the list to what `OrganisationList` reads. Throws where an entry cites a source that is not in the table. */
export function compileOrganisations(source: OrganisationsSource): CompiledOrganisations {
  const cite = (keys: readonly string[], where: string): string =>
    keys
      .map((key) => {
        const text = source.sources[key]
        if (text === undefined)
          throw new Error(`data/organisations.yaml: ${where} cites "${key}", which no source is`)
        return text
      })
      .join('; ')
  const hosts: Record<string, string> = {}
  const hostPatterns: Record<string, string> = {}
  const sharedNetworks: [string, string][] = []
  const organisations = source.organisations.map((entry, index): CompiledOrganisation => {
    for (const [suffix, value] of Object.entries(entry.hosts)) {
      const host: HostSource = typeof value === 'string' ? { use: value } : value
      const own = host.sources === undefined ? '' : cite(host.sources, suffix)
      const compiled: CompiledHost = [index, host.use, own, host.recipient === true ? 1 : 0]
      ;(suffix.includes('*') ? hostPatterns : hosts)[suffix] = JSON.stringify(compiled)
    }
    // "Amazon Web Services" is "Amazon.com, Inc." among the networks: the first word, where it is long enough to tell.
    const word = (entry.name.split(' ')[0] as string).toLowerCase()
    if (entry.shared === true && entry.kinds.includes('hosting') && word.length >= 5)
      sharedNetworks.push([word, entry.name])
    const seats = entry.alsoIn === undefined ? '' : `Also seated in ${entry.alsoIn.join(', ')}.`
    return {
      id: entry.id,
      name: entry.name,
      parent: entry.parent,
      ...(entry.parentSince === undefined ? {} : { parentSince: entry.parentSince }),
      country: entry.country,
      // What has no parent is established where it is.
      seat: entry.seat?.country ?? (entry.parent === '' ? entry.country : ''),
      seatSource: entry.seat?.source ?? '',
      seatVerified: entry.seat?.verified ?? false,
      state: entry.state,
      kind: entry.kinds.join(', '),
      source: cite(entry.sources, entry.id),
      domains: entry.confidence.domains,
      ownership: entry.confidence.ownership,
      note: [entry.note ?? '', seats].filter((text) => text !== '').join(' '),
      shared: entry.shared === true,
    }
  })
  const rulesWith = (hasStar: boolean): Record<string, TenantRule> =>
    Object.fromEntries(Object.entries(source.tenants).filter(([suffix]) => suffix.includes('*') === hasStar))
  return {
    format: dataFormat,
    organisations: organisations.map((entry) => JSON.stringify(entry)),
    ids: Object.fromEntries(organisations.map(({ id }, index) => [id, index])),
    hosts,
    hostPatterns,
    tenants: rulesWith(false),
    tenantPatterns: rulesWith(true),
    sharedNetworks,
  }
}

/** The list as tldts carries it: a trie of labels, the last one first, as arrays by node and by edge. */
export interface SuffixTrie {
  /** Of each node: 1 where a rule of the ICANN part ends in it, 2 where one of the private part does. */
  readonly nodeFlags: ArrayLike<number>
  /** Of each node its first edge; the next node's is behind its last. */
  readonly edgeStart: ArrayLike<number>
  readonly edgeChild: ArrayLike<number>
  readonly edgeLength: ArrayLike<number>
  /** Labels of all edges, one behind the other. */
  readonly labelText: string
  readonly rulesRoot: number
  readonly exceptionsRoot: number
}

function readSuffixTrie(root: string): SuffixTrie {
  return createRequire(join(root, 'package.json'))('tldts/dist/cjs/src/data/trie.js') as SuffixTrie
}

/** The rules of the ICANN part, by their last label. A rule that is a top-level domain is the default, and left out. */
export function compileSuffixes(trie: SuffixTrie): CompiledSuffixes {
  const starts: number[] = []
  let at = 0
  for (let edge = 0; edge < trie.edgeLength.length; edge++) {
    starts.push(at)
    at += trie.edgeLength[edge] as number
  }
  const rules: Record<string, string[]> = {}
  const walk = (node: number, labels: readonly string[], mark: string): void => {
    const [top, ...rest] = labels
    if (top !== undefined && rest.length > 0 && ((trie.nodeFlags[node] as number) & 1) !== 0)
      (rules[top] ??= []).push(`${mark}${rest.toReversed().join('.')}`)
    for (let edge = trie.edgeStart[node] as number; edge < (trie.edgeStart[node + 1] as number); edge++) {
      const start = starts[edge] as number
      const label = trie.labelText.slice(start, start + (trie.edgeLength[edge] as number))
      walk(trie.edgeChild[edge] as number, [...labels, label], mark)
    }
  }
  walk(trie.rulesRoot, [], '')
  walk(trie.exceptionsRoot, [], '!')
  const lines = Object.entries(rules).map(([top, list]) => [top, list.toSorted().join(' ')] as const)
  return { format: dataFormat, rules: Object.fromEntries(lines.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}

/** One row of mcc-mnc-list, as far as it is used. */
export interface OperatorSource {
  readonly mcc: string
  readonly mnc: string | null
  readonly brand: string | null
  readonly operator: string | null
  readonly countryCode: string | null
  readonly status: string
}

function readOperators(root: string): OperatorSource[] {
  const path = join(root, 'node_modules', packages.operators, 'mcc-mnc-list.json')
  return JSON.parse(readFileSync(path, 'utf8')) as OperatorSource[]
}

/** Codes that are no country's: of test networks, and of private networks, in which anybody may use them (ITU-T E.212). */
const sharedCountries: ReadonlySet<string> = new Set(['001', '999'])
/** What the list writes for codes that no operator has: several use them, or none does any more. */
const noOperator = /^(?:unassigned|internal use|reserved\b.*|(?:test|private)(?: networks?)?)$/i

/** Whether a row names an operator that the code is assigned to. */
function isAssigned({ mcc, mnc, status, brand, operator }: OperatorSource): boolean {
  return (
    /^\d{3}$/.test(mcc) &&
    /^\d{2,3}$/.test(mnc ?? '') &&
    !sharedCountries.has(mcc) &&
    status !== 'Returned spare' &&
    !noOperator.test(brand ?? operator ?? '')
  )
}

/**
 * Network codes to operators. Where several share a code, the one that is operating comes first, then the one of the
 * country that has most codes under that MCC (310-410 is AT&T, and Liberty in the Virgin Islands); the others are kept
 * by name. What stands for no operator is left out: nobody can be asked there.
 */
export function compileOperators(
  rows: readonly OperatorSource[],
  list: OrganisationsSource,
): CompiledOperators {
  const countryOf = (row: OperatorSource): string => /^[A-Z]{2}/.exec(row.countryCode ?? '')?.[0] ?? 'ZZ'
  const nameOf = (row: OperatorSource): string => row.brand ?? row.operator ?? ''
  const countryCounts = new Map<string, number>()
  const byCode = new Map<string, OperatorSource[]>()
  for (const row of rows) {
    const key = `${row.mcc} ${countryOf(row)}`
    countryCounts.set(key, (countryCounts.get(key) ?? 0) + 1)
    if (!isAssigned(row) || nameOf(row) === '') continue
    const code = `${row.mcc}-${row.mnc}`
    const same = byCode.get(code)
    if (same === undefined) byCode.set(code, [row])
    else same.push(row)
  }
  const rank = (row: OperatorSource): number =>
    (row.status === 'Operational' ? 1_000_000 : 0) + (countryCounts.get(`${row.mcc} ${countryOf(row)}`) ?? 0)
  const listed = new Map<string, string>()
  for (const entry of list.organisations) {
    if (entry.kinds.includes('operator')) listed.set(`${entry.country} ${plainName(entry.name)}`, entry.id)
    for (const [country, names] of Object.entries(entry.networks ?? {}))
      for (const name of names) listed.set(`${country} ${plainName(name)}`, entry.id)
  }
  const operators: Record<string, CompiledOperator> = {}
  for (const [code, same] of byCode) {
    const sorted = same.toSorted((left, right) => rank(right) - rank(left))
    const first = sorted[0] as OperatorSource
    const country = countryOf(first)
    const id =
      listed.get(`${country} ${plainName(first.brand ?? '')}`) ??
      listed.get(`${country} ${plainName(first.operator ?? '')}`) ??
      ''
    const others = sorted
      .slice(1)
      .filter((row) => nameOf(row) !== nameOf(first))
      .map((row) => `${nameOf(row)} (${countryOf(row)})`)
    operators[code] = [nameOf(first), country, id, [...new Set(others)].join(', ')]
  }
  return { format: dataFormat, operators }
}

/** A company's name without its legal form, to compare names of two lists. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\b(group|asa|oyj|company|plc|inc|corp)\b\.?/g, '')
    .trim()
}

/** One row of a table of ranges: both ends inclusive. */
export interface Range {
  readonly first: bigint
  readonly last: bigint
  readonly value: number
}

/** Rows of a CSV `first,last,rest` with numeric addresses, read in pieces. `valueOf` turns the rest into a number. */
export function readRanges(path: string, valueOf: (rest: string) => number): Range[] {
  const ranges: Range[] = []
  let line = 0
  const take = (text: string): void => {
    line++
    if (text === '') return
    const firstComma = text.indexOf(',')
    const secondComma = text.indexOf(',', firstComma + 1)
    const first = text.slice(0, firstComma)
    const last = text.slice(firstComma + 1, secondComma)
    if (!/^\d{1,39}$/.test(first) || !/^\d{1,39}$/.test(last)) {
      throw new Error(`${path}, line ${line}: no range of addresses: ${text.slice(0, 80)}`)
    }
    const range = { first: BigInt(first), last: BigInt(last), value: valueOf(text.slice(secondComma + 1)) }
    if (range.last < range.first) throw new Error(`${path}, line ${line}: the range ends before it begins`)
    ranges.push(range)
  }
  const fd = openSync(path, 'r')
  try {
    const decoder = new StringDecoder('utf8')
    const chunk = Buffer.allocUnsafe(1 << 20)
    let rest = ''
    for (;;) {
      const got = readSync(fd, chunk)
      const text = rest + (got === 0 ? decoder.end() : decoder.write(chunk.subarray(0, got)))
      const lines = text.split('\n')
      rest = got === 0 ? '' : (lines.pop() as string)
      for (const entry of lines) take(entry.endsWith('\r') ? entry.slice(0, -1) : entry)
      if (got === 0) break
    }
  } finally {
    closeSync(fd)
  }
  return ranges
}

/**
 * Turns ranges into the table's form: each reaches to the next, holes have value 0, neighbours of one value are merged.
 * Where ranges overlap, the narrower (later) one counts, and the wider goes on behind it. Sorts `rows` in place: they are
 * many, and the build is to stay small.
 */
export function compileRanges(
  rows: Range[],
  family: 4 | 6,
  labels: readonly string[],
): { table: Buffer; ranges: number; overlaps: number } {
  const keyBytes = family === 4 ? 4 : 16
  const end = 1n << BigInt(keyBytes * 8)
  rows.sort(byStartThenWidest)
  const starts: bigint[] = []
  const values: number[] = []
  const put = (start: bigint, value: number): void => {
    if (starts.length > 0 && starts.at(-1) === start) {
      starts.pop()
      values.pop()
    }
    if ((values.at(-1) ?? 0) === value) return
    starts.push(start)
    values.push(value)
  }
  const open: Range[] = []
  let overlaps = 0
  const closeBefore = (limit: bigint): void => {
    for (;;) {
      const top = open.at(-1)
      if (top === undefined || top.last >= limit) return
      open.pop()
      const after = top.last + 1n
      while (open.length > 0 && (open.at(-1) as Range).last < after) open.pop()
      if (after < end) put(after, open.at(-1)?.value ?? 0)
    }
  }
  for (const row of rows) {
    if (row.last >= end)
      throw new Error(`a range of IPv${family} ends at ${row.last}, beyond the last address`)
    closeBefore(row.first)
    if (open.length > 0) overlaps++
    put(row.first, row.value)
    open.push(row)
  }
  closeBefore(end + 1n)
  const keys = Buffer.alloc(starts.length * keyBytes)
  for (const [index, start] of starts.entries()) {
    if (family === 4) {
      keys.writeUInt32BE(Number(start), index * 4)
    } else {
      keys.writeBigUInt64BE(start >> 64n, index * 16)
      keys.writeBigUInt64BE(start & 0xffff_ffff_ffff_ffffn, index * 16 + 8)
    }
  }
  return { table: encodeRangeTable(keys, keyBytes, values, labels.join('')), ranges: starts.length, overlaps }
}

function byStartThenWidest(left: Range, right: Range): number {
  if (left.first !== right.first) return left.first < right.first ? -1 : 1
  return left.last === right.last ? 0 : left.last > right.last ? -1 : 1
}

/** Position of a country among the table's labels, which grow as countries come up. */
function countryPosition(labels: string[], path: string): (rest: string) => number {
  const positions = new Map<string, number>()
  return (rest) => {
    let position = positions.get(rest)
    if (position === undefined) {
      if (!/^[A-Z]{2}$/.test(rest)) throw new Error(`${path}: "${rest.slice(0, 20)}" is no country code`)
      position = labels.push(rest)
      if (position > 255) throw new Error(`${path}: more than 255 countries`)
      positions.set(rest, position)
    }
    return position
  }
}

/** `13335,"Cloudflare, Inc."` */
export function parseNetwork(rest: string): { asn: number; name: string } {
  const comma = rest.indexOf(',')
  const number = comma < 0 ? rest : rest.slice(0, comma)
  if (!/^\d{1,10}$/.test(number) || Number(number) > 0xffff_ffff) {
    throw new Error(`"${rest.slice(0, 40)}" is no AS number with a name`)
  }
  let name = comma < 0 ? '' : rest.slice(comma + 1)
  if (name.startsWith('"') && name.endsWith('"')) name = name.slice(1, -1).replaceAll('""', '"')
  return { asn: Number(number), name }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  const out = process.argv[2] ?? join(root, 'dist/data')
  buildData({ root, out, say: (line) => process.stdout.write(`${line}\n`) })
}
