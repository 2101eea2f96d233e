/**
 * Compiles the law data (data/law/*.yaml) to dist/data/law.json: `node tools/build-law.ts`. An entry that does not hold
 * stops the build, with its name.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { compileLaw, lawFileName } from '../src/assess/law/law-data.ts'
import type { LawData } from '../src/assess/law/types.ts'

/** The law data of the checkout at `root`. */
export function readLawSources(root: string): LawData {
  const read = (name: string): unknown => parse(readFileSync(join(root, 'data/law', `${name}.yaml`), 'utf8'))
  return compileLaw({
    provisions: read('provisions'),
    adequacy: read('adequacy'),
    authorities: read('authorities'),
  })
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
