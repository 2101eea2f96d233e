import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const path = new URL('../../docs/schema/scan.schema.json', import.meta.url)
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(path, 'utf8')) as object,
)

/** For tests: what docs/schema says against a document of `--json`; nothing where it fits. */
export function schemaErrors(document: unknown): readonly unknown[] {
  return validate(document) ? [] : (validate.errors ?? [])
}
