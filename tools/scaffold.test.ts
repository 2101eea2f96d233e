/**
 * The scaffold into a copy of the project: what it makes is sound at once, and its tests named TODO, and only those,
 * fail until what is particular is written.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scaffold, ScaffoldError } from './scaffold.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
let copy = ''

const options = { title: 'Wherever Telemetry', transport: 'tcp', port: 4_999 } as const

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'varde-scaffold-'))
  for (const path of ['src', 'test', 'tools', 'docs', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(root, path), join(copy, path), { recursive: true })
  for (const path of ['node_modules', 'dist', 'data', 'samples'])
    symlinkSync(join(root, path), join(copy, path))
  scaffold(copy, 'protocol', 'wherever', options)
  scaffold(copy, 'protocol', 'wherever-else', { ...options, title: 'Telemetry of Others', transport: 'udp' })
  scaffold(copy, 'encoding', 'curly', { ...options, title: 'Curly' })
  scaffold(copy, 'identifier', 'shoe-size', { ...options, title: 'Size of the shoe' })
  scaffold(copy, 'adapter', 'wherever-sdk', { ...options, title: 'Wherever SDK' })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

interface Results {
  /** With the path of its file before each name. */
  readonly passed: readonly string[]
  readonly failed: readonly string[]
  /** Those that were not asked for, named as these that pass. */
  readonly notRun: readonly string[]
}

/** The tests of these files, run in the copy: the names of those that pass and fail. */
function results(...files: string[]): Results {
  const report = join(copy, 'report.json')
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const run = spawnSync(
    process.execPath,
    // Two workers would load the same modules.
    [vitest, 'run', '--maxWorkers=1', '--reporter=json', `--outputFile=${report}`, ...files],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: copy, NODE_COMPILE_CACHE: join(copy, 'compiled') },
    },
  )
  if (run.error !== undefined) throw run.error
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: {
      name: string
      message: string
      assertionResults: { fullName: string; status: string }[]
    }[]
  }
  const all = testResults.flatMap((file) => {
    if (file.assertionResults.length === 0) throw new Error(file.message)
    const path = relative(realpathSync(copy), file.name)
    return file.assertionResults.map((each) => ({ ...each, path }))
  })
  const whose = (isMeant: (status: string) => boolean): string[] =>
    all.flatMap(({ status, fullName, path }) => (isMeant(status) ? [`${path} ${fullName}`] : []))
  return {
    passed: whose((status) => status === 'passed'),
    failed: all.flatMap(({ status, fullName }) => (status === 'failed' ? [fullName] : [])).sort(),
    notRun: whose((status) => status !== 'passed' && status !== 'failed'),
  }
}

const protocols = ['src/message/wherever', 'src/message/wherever-else', 'test/traces/protocols/wherever']
const made = [...protocols, 'src/decode/encodings/curly.test.ts', 'src/detect/identifiers/shoe-size.test.ts']
/** A file that the project does not have, or a list in which such files stand. */
const isMade = (path: string): boolean => path.endsWith('.gen.ts') || !existsSync(join(root, path))
const general = [
  'test/probes.test.ts',
  'test/protocol-files.test.ts',
  'src/detect/identifiers.test.ts',
  'src/detect/adapters.test.ts',
]
/** Tests of the whole tree, which have no names of members. */
const rules = ['test/walls.test.ts', 'test/encoding-files.test.ts', 'src/assess/severity.test.ts']

test('what is made compiles', () => {
  // What was made, the lists in which it stands, and what these need: the rest knows no member of a list by its name.
  const project = join(copy, 'tsconfig.made.json')
  const everything = ['src/**/*.ts', 'test/**/*.ts', 'tools/**/*.ts']
  const files = everything.flatMap((pattern) => globSync(pattern, { cwd: copy })).filter(isMade)
  expect(files.filter((path) => path.endsWith('.test.ts')).length).toBeGreaterThanOrEqual(made.length)
  writeFileSync(project, JSON.stringify({ extends: './tsconfig.json', include: [], files }))
  // Threads beside each other look at the same types again.
  const tsc = spawnSync(
    process.execPath,
    [join(copy, 'node_modules/typescript/bin/tsc'), '-p', project, '--singleThreaded'],
    { encoding: 'utf8', cwd: copy },
  )
  expect(`${tsc.stdout}${tsc.stderr}`).toBe('')
  expect(tsc.status).toBe(0)
}, 120_000)

test('what is made is found and sound: of all tests those that say TODO fail, until they are written', () => {
  const before = results(...made, ...rules)
  expect(before.failed).toEqual([
    'Curly: hostile input a budget that is used up is kept, and said',
    'Curly: what another encoder wrote TODO: what another program wrote',
    'TODO: is found by its name',
    'TODO: what identifies is a field with its name',
    'TODO: what identifies is a field with its name',
  ])
  expect(before.passed.length).toBeGreaterThan(45)
  // What its author does: of the stand-in's content, what stands behind `imei=` is a field.
  for (const name of ['wherever', 'wherever-else']) {
    const path = join(copy, `src/message/${name}/parse.ts`)
    const text = readFileSync(path, 'utf8')
      .replace('readFields(_buf', 'readFields(buf')
      .replace('_end: number, _values', 'end: number, values')
      .replace(
        / {2}\/\/ TODO: values.*\n {2}return start/,
        [
          "  const mark = buf.toString('latin1', start, end).indexOf('imei=')",
          '  if (mark !== 0) return start',
          "  values.add('imei', start + 5, end)",
          '  return end',
        ].join('\n'),
      )
    writeFileSync(path, text)
  }
  const ofProtocols = 'conformance|all content|what identifies|by content'
  const written = results('-t', `wherever|shoe-size|${ofProtocols}`, ...general, ...protocols)
  expect(written.failed).toEqual([])
  const isGeneral = (name: string): boolean => general.some((path) => name.startsWith(path))
  expect(written.passed.filter(isGeneral).length).toBeGreaterThan(9)
  expect(written.notRun.filter((name) => !isGeneral(name))).toEqual([])
}, 120_000)

test('a kind that is none, a name that is none, and one that is taken are refused, and nothing is written', () => {
  expect(() => scaffold(copy, 'parser', 'x', options)).toThrow(ScaffoldError)
  expect(() => scaffold(copy, 'protocol', 'Not A Name', options)).toThrow(/is no name/)
  expect(() => scaffold(copy, 'protocol', '../x', options)).toThrow(/is no name/)
  expect(() => scaffold(copy, 'protocol', 'mqtt', options)).toThrow(/is there already: src\/message\/mqtt/)
})
