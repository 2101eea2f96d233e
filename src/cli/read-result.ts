import { InputError } from '../core/errors.ts'
import { faultOf } from '../core/json-schema.ts'
import type { JsonSchema } from '../core/json-schema.ts'
import { fieldsOf, listOf, textOf } from '../core/json-value.ts'
import type { Profile } from '../device/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { readDocument, refuseOtherVersion } from '../pipeline/sides/read-document.ts'
import { earlierResultAdvice, readScanDocument } from '../report/read-scan-document.ts'
import { readJsonData } from './data-files.ts'

/** The schema of results, as the build puts it beside the compiled data. */
const schemaFile = 'scan.schema.json'

/**
 * The result that a file of `varde scan --json` holds. `profile`: the one that it was made with, or null; `isMarked`: it is of a
 * redacted bundle. Throws an InputError for what is no whole document of this version.
 */
export function readResult(
  path: string,
  known: { readonly profile: Profile | null; readonly isMarked: boolean },
): ScanResult {
  const document = readDocument(path)
  refuseOtherVersion(path, `{"schema":${JSON.stringify(textOf(fieldsOf(document)['schema']))}`)
  const told = known.isMarked ? withoutMarkedDigests(document) : document
  const fault = faultOf(told, readJsonData(schemaFile) as JsonSchema)
  if (fault !== null)
    throw new InputError(
      `${path}: it is no whole document of varde scan --json of this version${fault === '' ? '' : `: ${fault.slice(1)} is missing, or not what it has to be`}: ${earlierResultAdvice}`,
    )
  return readScanDocument(path, document, known)
}

/** A document of a redacted bundle as the schema has it: there marks stand for the digests of captures, too. */
function withoutMarkedDigests(document: unknown): unknown {
  const fields = fieldsOf(document)
  const captures = listOf(fields['captures']).map((capture) => {
    const own = fieldsOf(capture)
    return { ...own, sha256: textOf(own['sha256']).startsWith('⟦') ? null : own['sha256'] }
  })
  return { ...fields, captures }
}
