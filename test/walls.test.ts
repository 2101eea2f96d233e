import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const source = fileURLToPath(new URL('../src/', import.meta.url))

/**
 * Who may import whom: a layer imports `core`, itself and what stands here. `types` means: only `import type`.
 * Data flows one way, from bytes to findings; only `pipeline` joins layers; only shells do I/O with people.
 */
const walls: Record<
  string,
  { values: readonly string[]; types: readonly string[]; node: readonly string[] }
> = {
  core: { values: [], types: [], node: ['node:zlib'] },
  source: { values: [], types: [], node: ['node:crypto', 'node:zlib'] },
  packet: { values: [], types: ['source'], node: [] },
  stream: { values: [], types: ['source', 'packet'], node: ['node:crypto'] },
  message: { values: [], types: ['stream'], node: ['node:crypto', 'node:zlib'] },
  decode: { values: [], types: ['message'], node: ['node:crypto', 'node:zlib'] },
  device: { values: [], types: [], node: [] },
  detect: { values: [], types: ['decode', 'device'], node: ['node:crypto'] },
  correlate: { values: [], types: ['device'], node: [] },
  attribute: { values: [], types: ['detect'], node: [] },
  assess: {
    values: ['correlate'],
    types: ['detect', 'decode', 'attribute', 'device', 'correlate'],
    node: [],
  },
  report: {
    values: ['detect', 'device', 'decode', 'assess', 'correlate'],
    types: ['assess', 'attribute', 'decode', 'detect', 'device', 'correlate', 'pipeline'],
    node: ['node:crypto'],
  },
  case: {
    values: [],
    types: [],
    node: ['node:crypto', 'node:events', 'node:fs', 'node:path', 'node:zlib'],
  },
  'verify-page': { values: ['case', 'decode', 'detect', 'report'], types: [], node: ['node:crypto'] },
  pipeline: { values: ['*'], types: ['*'], node: ['*'] },
  cli: { values: ['*'], types: ['*'], node: ['*'] },
}

/** Things that make a result depend on when or where it was computed. */
const impure =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|console\.|setTimeout|setInterval)/
const pure = [
  'core',
  'source',
  'packet',
  'stream',
  'message',
  'decode',
  'detect',
  'device',
  'correlate',
  'attribute',
  'assess',
]

interface Import {
  readonly file: string
  readonly target: string
  readonly isType: boolean
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return files(path)
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : []
  })
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found: Import[] = []
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'/gm)) {
    found.push({ file, target: match[2] as string, isType: match[1] !== undefined })
  }
  for (const match of text.matchAll(/\bimport\('([^']+)'\)/g))
    found.push({ file, target: match[1] as string, isType: false })
  return found
}

function layerOf(path: string): string {
  return relative(source, path).split('/')[0] as string
}

function breaches(one: Import): string[] {
  const layer = layerOf(one.file)
  const wall = walls[layer]
  const where = `${relative(source, one.file)} imports ${one.target}`
  if (wall === undefined) return [`${where}: the layer ${layer} has no wall; add it to test/walls.test.ts`]
  if (one.target.startsWith('node:')) {
    return one.isType || wall.node.includes('*') || wall.node.includes(one.target) ? [] : [where]
  }
  if (!one.target.startsWith('.')) return []
  const to = layerOf(normalize(join(dirname(one.file), one.target)))
  if (to === layer || to === 'core' || wall.values.includes('*') || wall.values.includes(to)) return []
  return one.isType && wall.types.includes(to) ? [] : [where]
}

const all = files(source)

test('the walls between the layers stand', () => {
  expect(all.length).toBeGreaterThan(50)
  const imports = all.flatMap(importsOf)
  expect(imports.length).toBeGreaterThan(100)
  expect(imports.flatMap(breaches)).toEqual([])
})

test('a breach is seen', () => {
  const file = join(source, 'packet/some.ts')
  expect(breaches({ file, target: '../detect/probe.ts', isType: false })).toHaveLength(1)
  expect(breaches({ file, target: 'node:fs', isType: false })).toHaveLength(1)
  expect(breaches({ file, target: '../source/types.ts', isType: true })).toEqual([])
})

test('no layer below the shells reads a clock, a random number, the process or writes a log', () => {
  const found = all
    .filter((file) => pure.includes(layerOf(file)) && !file.endsWith('.gen.ts'))
    .filter((file) => impure.test(readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')))
    .map((file) => relative(source, file))
  expect(found).toEqual([])
})
