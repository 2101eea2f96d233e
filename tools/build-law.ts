/**
 * Compiles the law data (data/law/*.yaml) to dist/data/law.json: `node tools/build-law.ts`. An entry that does not hold
 * stops the build, with its name.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { compileLaw, lawFileName } from '../src/assess/law/law-data.ts'
import type { LawData } from '../src/assess/law/types.ts'

/** The law data of the checkout at `root`. */
export function readLawSources(root: string): LawData {
  return readLawFolder(join(root, 'data/law'))
}

/** The law data of a folder: every YAML file in it, in the order of their names. */
export function readLawFolder(folder: string): LawData {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
  return compileLaw(
    names.map((name) => ({ name, value: parse(readFileSync(join(folder, name), 'utf8')) as unknown })),
  )
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const law = readLawSources(root)
  const folder = join(root, 'dist/data')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, lawFileName)
  writeFileSync(`${path}.new`, JSON.stringify(law))
  renameSync(`${path}.new`, path)
  process.stdout.write(
    `data: ${law.provisions.length} provisions, ${law.adequacy.length} adequacy decisions, ${law.authorities.length} authorities\n`,
  )
}
