import { resultDigestsOf, scansOf } from '../ledger.ts'
import type { CustodyRecord } from '../ledger.ts'
import { ledgerName, manifestName } from '../manifest.ts'
import type { Manifest } from '../manifest.ts'
import type { UnexplainedPart } from './unexplained-parts.ts'

const resultName = /^(results\/([^/]+)\/)scan\.json$/

/**
 * What a bundle has of results otherwise than its ledger tells: results that were never derived, files of one that are others
 * or missing, no result at all, and a ledger that does not know of the bundle. Not for redacted bundles, whose texts are
 * others on purpose.
 */
export function untoldResults(
  { parts, recipes }: Manifest,
  records: readonly CustodyRecord[],
): UnexplainedPart[] {
  const found: UnexplainedPart[] = []
  if (recipes.length === 0) found.push({ part: manifestName, what: 'it has no result' })
  // Of an encrypted case the ledger has keyed digests, which only its key makes again: names are held against it then.
  const isKeyed = typeof records.find(({ act }) => act === 'init')?.details['keyFile'] === 'string'
  const scans = scansOf(records)
  for (const { result, slices } of recipes) {
    const [, place = '', key = ''] = resultName.exec(result) ?? []
    if (!records.some(({ act, details }) => act === 'bundle' && details['result'] === key))
      found.push({ part: ledgerName, what: `it does not say that ${result} was bundled` })
    const details = scans.get(key)
    if (details === undefined) {
      found.push({ part: result, what: 'the ledger does not say that it was derived' })
      continue
    }
    const isListed = details['files'] !== undefined
    const digests = new Map(Object.entries(resultDigestsOf(details)))
    const own = parts.filter(({ name }) => name.startsWith(place))
    for (const { name, sha256 } of own) {
      const digest = digests.get(name.slice(place.length))
      if (digest === undefined) {
        if (isListed) found.push({ part: name, what: 'the ledger does not say that it was derived' })
      } else if (!isKeyed && digest !== sha256)
        found.push({ part: name, what: 'it is not the one that the ledger says was derived' })
    }
    // Beside slices stands only what follows from them.
    const present = new Set(own.map(({ name }) => name.slice(place.length)))
    for (const name of slices === undefined ? digests.keys() : [])
      if (!present.has(name))
        found.push({
          part: `${place}${name}`,
          what: 'the ledger says that it was derived, and it is missing',
        })
  }
  return found
}
