import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { undescribed } from './support/docstrings.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(ts|md|sh|json|ya?ml)$/.test(path) && path !== 'package-lock.json')
const sources = tracked.filter((path) => /^(src|tools|test)\/.*\.ts$/.test(path))

/** Prose in comments may say `any`. */
function isComment(line: string): boolean {
  return /^\s*(\*|\/\/|\/\*)/.test(line)
}

function hits(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    readFileSync(`${root}${path}`, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        !isComment(line) && pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 100)}`] : [],
      ),
  )
}

test('no error is swallowed', () => {
  expect(
    hits(
      sources.filter((path) => path !== 'test/tidy.test.ts'),
      /catch\s*(\([^)]*\))?\s*\{\s*\}/,
    ),
  ).toEqual([])
})

test('no any, no suppressed check, no leftover', () => {
  // What the scaffold makes says so, so that it is not committed as it is.
  const own = sources.filter((path) => path !== 'test/tidy.test.ts' && !path.startsWith('tools/scaffold'))
  expect(
    hits(
      own,
      /(:\s*any\b|\bas any\b|@ts-(ignore|expect-error|nocheck)|oxlint-disable|biome-ignore|\bTODO\b|\bFIXME\b)/,
    ),
  ).toEqual([])
})

test('no test is skipped without a condition, and none is alone', () => {
  expect(
    hits(
      sources.filter((path) => path !== 'test/tidy.test.ts'),
      /\b(it|test|describe)\.(only|todo|skip)\(/,
    ),
  ).toEqual([])
})

test('files are named in kebab-case, and none is a drawer of odds and ends', () => {
  const names = sources.map((path) => path.split('/').at(-1) as string)
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|gen|d|config))?\.ts$/.test(name))).toEqual(
    [],
  )
  expect(names.filter((name) => /^(utils?|helpers?|manager|misc|common|info)\.ts$/.test(name))).toEqual([])
})

test('what a file exports has a docstring', () => {
  const own = sources.filter((path) => path.startsWith('src/') && !/\.(test|gen)\.ts$/.test(path))
  expect(
    own.flatMap((path) =>
      undescribed(readFileSync(`${root}${path}`, 'utf8')).map((name) => `${path}: ${name}`),
    ),
  ).toEqual([])
})

test('what a docstring links to is in its file', () => {
  const unknown = sources.flatMap((path) => {
    const text = readFileSync(`${root}${path}`, 'utf8')
    const outside = text.replaceAll(/\{@link [^}]*\}/g, '')
    return Array.from(text.matchAll(/\{@link (\w+)/g), ([, name]) => name as string)
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(outside))
      .map((name) => `${path}: ${name}`)
  })
  expect(unknown).toEqual([])
})

test('a docstring that is missing is found', () => {
  expect(undescribed('export const a = 1\n')).toEqual(['a (1)'])
  expect(undescribed('/** About the file, not this. */\nexport const a = 1\nexport const b = 2\n')).toEqual([
    'b (3)',
  ])
  expect(undescribed('/* No docstring, but as long as one. */\nexport function a(): void {}\n')).toEqual([
    'a (2)',
  ])
  expect(undescribed('/** Too short */\nexport type A = 1\nexport type B = 2\n')).toEqual(['A (2)', 'B (3)'])
  expect(
    undescribed('/** The whole file is about a. */\nimport { b } from "b"\n\nexport const a = b\n'),
  ).toEqual([])
  expect(
    undescribed('/** What both signatures do. */\nexport function a(b: 1): 1\nexport function a(b: 2): 2\n'),
  ).toEqual([])
})

test('files and folders that documents name are there', () => {
  const named =
    /`((?:src|test|tools|data|docs|samples|core|source|packet|stream|message|decode|detect|device|correlate|attribute|assess|report|case|pipeline|cli)\/[\w./-]+)`/g
  const missing = tracked
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      Array.from(readFileSync(`${root}${path}`, 'utf8').matchAll(named), ([, target]) => ({ path, target })),
    )
    .filter(
      ({ target }) =>
        !['', '.ts'].some((ending) =>
          ['', 'src/'].some((at) => existsSync(`${root}${at}${target}${ending}`)),
        ),
    )
  expect(missing).toEqual([])
})

test('ARCHITECTURE.md says what is in each room', () => {
  const page = readFileSync(`${root}ARCHITECTURE.md`, 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  const unsaid = ['core', 'source', 'detect', 'pipeline', 'report', 'cli'].flatMap((layer) =>
    readdirSync(`${root}src/${layer}`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) => !rows.some((row) => row.includes(`\`${layer}/`) && row.includes(`${name}\``))),
  )
  expect(unsaid).toEqual([])
})
