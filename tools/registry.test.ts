import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportsValue, writeRegistries } from './registry.ts'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'varde-registry-'))
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

test('an export is seen as a declaration and in a list, not as a type or under another name', () => {
  expect(exportsValue('export const family: Family = x', 'family')).toBe(true)
  expect(exportsValue("export { a, b as family } from './x.ts'", 'family')).toBe(true)
  expect(exportsValue("export {\n  family,\n} from './x.ts'", 'family')).toBe(true)
  expect(exportsValue("export { family as other } from './x.ts'", 'family')).toBe(false)
  expect(exportsValue("export { type family } from './x.ts'", 'family')).toBe(false)
  expect(exportsValue("export type { family } from './x.ts'", 'family')).toBe(false)
  expect(exportsValue('export const familyName = 1', 'family')).toBe(false)
  expect(exportsValue('const family = 1', 'family')).toBe(false)
})

test('members are listed in order, tests and files without the export left out', () => {
  put('src/decode/encodings/gzip.ts', 'export const encoding: number = 1')
  put('src/decode/encodings/base64.ts', 'export const encoding: number = 2')
  put('src/decode/encodings/base64.test.ts', 'export const encoding: number = 3')
  put('src/decode/encodings/shared.ts', 'export const alphabet: string = ""')
  put('src/message/dns/index.ts', "export { protocol } from './machine.ts'")
  put('src/message/pool.ts', 'export const protocol: number = 1')
  expect(writeRegistries(root)).toEqual(['src/message/protocols.gen.ts', 'src/decode/encodings.gen.ts'])
  expect(readFileSync(join(root, 'src/decode/encodings.gen.ts'), 'utf8')).toBe(
    [
      '// Written by tools/registry.ts. Do not edit; not under version control.',
      "import { encoding as encoding0 } from './encodings/base64.ts'",
      "import { encoding as encoding1 } from './encodings/gzip.ts'",
      '',
      'export const encodings: readonly (typeof encoding0 | typeof encoding1)[] = [encoding0, encoding1]',
      '',
    ].join('\n'),
  )
  expect(readFileSync(join(root, 'src/message/protocols.gen.ts'), 'utf8')).toContain(
    "import { protocol as protocol0 } from './dns/index.ts'",
  )
})

test('a folder may export several members as a list', () => {
  put('src/message/dns/index.ts', 'export const protocols: readonly number[] = [1, 2]')
  put('src/message/tls/index.ts', 'export const protocol: number = 3')
  writeRegistries(root)
  const text = readFileSync(join(root, 'src/message/protocols.gen.ts'), 'utf8')
  expect(text).toContain("import { protocols as protocol0 } from './dns/index.ts'")
  expect(text).toContain('= [...protocol0, protocol1]')
})

test('a missing folder is an empty list, and a second run writes nothing', () => {
  mkdirSync(join(root, 'src/detect'), { recursive: true })
  expect(writeRegistries(root)).toEqual(['src/detect/identifiers.gen.ts', 'src/detect/families.gen.ts'])
  expect(readFileSync(join(root, 'src/detect/families.gen.ts'), 'utf8')).toContain(
    'export const families: readonly never[] = []',
  )
  expect(writeRegistries(root)).toEqual([])
})
