import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeRegistries } from '../../tools/registry.ts'

/** Before any test: the index files of protocols, encodings, identifiers and families are up to date. */
export default function setup(): void {
  writeRegistries(join(dirname(fileURLToPath(import.meta.url)), '../..'))
}
