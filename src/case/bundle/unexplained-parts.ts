import { textOf } from '../../core/json-value.ts'
import { actProblems } from '../act-problems.ts'
import { recordingsIn } from '../ledger.ts'
import type { CustodyRecord } from '../ledger.ts'
import { ledgerName, manifestName } from '../manifest.ts'
import type { Manifest } from '../manifest.ts'

/** A part, and in a clause what nothing of the bundle accounts for. */
export interface UnexplainedPart {
  readonly part: string
  readonly what: string
}

/** What a case has in its bundle, and a redacted one: nothing else has a place there, nor in another spelling. */
const placeInCase =
  /^(?:case\.yaml|ledger\.jsonl|(?:evidence|profile|keys|events|slices|results\/[^/]+)\/[^/]+)$/
const placeInRedacted =
  /^(?:case\.yaml|ledger\.jsonl|commitments\.json|results\/\d+\/(?:scan\.json|evidence\.txt|recipe\.json|frames\.json))$/

/** Parts that have no place in a bundle of varde: what unpacks them may lay them over those that have. */
export function strayParts({ parts, redaction }: Manifest): UnexplainedPart[] {
  const place = redaction === undefined ? placeInCase : placeInRedacted
  return parts
    .filter(({ name }) => !place.test(name))
    .map(({ name }) => ({ part: name, what: 'no bundle has such a part' }))
}

/** What a scan takes, by the folders of a case; beside slices stand the commands that show their bytes. */
const inputName = /^(?:(?:evidence|profile|keys|events)\/|slices\/(?!evidence\.txt$))/
/** What was put into the case by its own digest, slices by that of what they were cut from. */
const namedByDigest = /^(evidence|profile|keys|events|slices)\/([0-9a-f]{64})(?:\.[a-z0-9]{1,10})?$/

/**
 * What a bundle holds that its own recipes and ledger do not account for, though every byte is as it was signed: results that
 * nothing derives, captures that no result used, files under the name of another, files that were never put into the
 * case, captures that were and went missing, acts in an order that can not be, and a key that is not the case's. Whoever signs can write all of these anew: that
 * they agree is no proof, that they do not is one. `fingerprint`: of the key that signed. Not for redacted bundles.
 */
export function unexplainedParts(
  manifest: Manifest,
  fingerprint: string,
  records: readonly CustodyRecord[],
): UnexplainedPart[] {
  const { parts, recipes } = manifest
  const found: UnexplainedPart[] = []
  const places = recipes.map(({ result }) => result.slice(0, result.lastIndexOf('/') + 1))
  const used = new Set(
    recipes.flatMap(({ captures, keys, events, profile }) => [...captures, ...keys, ...events, profile]),
  )
  const acts = records.filter(({ act }) => act === 'add')
  const addedAs = (kind: string): Map<string, unknown> =>
    new Map(
      acts
        .filter(({ details }) => (details['kind'] ?? 'evidence') === kind)
        .map(({ details: { digest, sha256: oldDigest, bytes } }) => [textOf(digest ?? oldDigest), bytes]),
    )
  const byKind = new Map(
    ['evidence', 'profile', 'keys', 'events'].map((kind) => [kind, addedAs(kind)] as const),
  )
  const recordings = recordingsIn(records)
  const added = byKind.get('evidence') ?? new Map<string, unknown>()
  // Of an encrypted case other files than captures go by keyed digests, which only its key makes again.
  const isKeyed = typeof records.find(({ act }) => act === 'init')?.details['keyFile'] === 'string'
  for (const { name, sha256, bytes } of parts) {
    if (name.startsWith('results/') && !places.some((place) => place !== '' && name.startsWith(place)))
      found.push({ part: name, what: 'no recipe says from what it is derived' })
    if (inputName.test(name) && !used.has(name)) found.push({ part: name, what: 'no recipe uses it' })
    const [, folder, stated] = namedByDigest.exec(name) ?? []
    const own = byKind.get(folder ?? '')
    if (own === undefined || stated === undefined) continue
    if (stated !== sha256 && !(isKeyed && folder !== 'evidence'))
      found.push({ part: name, what: 'its name is the SHA-256 of something else' })
    const told = own.get(stated)
    if (!own.has(stated))
      found.push({ part: name, what: 'the ledger does not say that it was put into the case' })
    else if (typeof told === 'number' && told !== bytes)
      found.push({ part: name, what: `it has ${bytes} bytes, and the ledger says ${told}` })
  }
  if (new Set(recipes.map(({ result }) => result)).size < recipes.length)
    found.push({ part: manifestName, what: 'it names two recipes of one result' })
  for (const what of actProblems(records)) found.push({ part: ledgerName, what })
  for (const recipe of recipes) {
    for (const { part, original } of recipe.slices ?? []) {
      if (namedByDigest.exec(part)?.[2] !== original.sha256)
        found.push({ part, what: 'its name is the SHA-256 of another original' })
      if (!(original.files ?? [original.sha256]).every((digest) => added.has(digest)))
        found.push({ part, what: 'the ledger does not say that its original was put into the case' })
      else if (original.files !== undefined && !isTold(recordings, original.files))
        found.push({ part, what: 'the ledger does not say that the files of its original are one recording' })
    }
    if (recipe.slices?.length === 0) found.push({ part: recipe.result, what: 'its recipe names no slice' })
    if (recipe.slices !== undefined) {
      if (recipe.recordings !== undefined)
        found.push({ part: recipe.result, what: 'its recipe names recordings among slices' })
      continue
    }
    found.push(...otherRecordings(recipe, recordings))
    const told = new Set(
      [...recipe.captures, ...(recipe.leftOut ?? []), ...(recipe.twins ?? [])].map(
        (name) => namedByDigest.exec(name)?.[2],
      ),
    )
    for (const digest of added.keys())
      if (!told.has(digest))
        found.push({
          part: ledgerName,
          what: `evidence/${digest} was put into the case, and ${recipe.result} does not say what became of it`,
        })
  }
  const signingKey = records.find(({ act }) => act === 'init')?.details['signingKey']
  if (typeof signingKey === 'string' && signingKey !== fingerprint)
    found.push({ part: ledgerName, what: 'the key of the case is not the one that signed' })
  return found
}

/** Whether files, by their digests, are all of one of the recordings. */
function isTold(recordings: readonly (readonly string[])[], files: readonly string[]): boolean {
  const key = files.toSorted().join(' ')
  return recordings.some((own) => own.toSorted().join(' ') === key)
}

/** Which recordings a recipe reads as one capture, and the ledger does not tell of, and the other way round. */
function otherRecordings(
  { captures, recordings = [], result }: Manifest['recipes'][number],
  told: readonly (readonly string[])[],
): UnexplainedPart[] {
  const digestOf = (name: string): string => namedByDigest.exec(name)?.[2] ?? ''
  const read = new Set(captures.map(digestOf))
  const stated = recordings.map((own) => own.map(digestOf))
  // What was left out of a recording is none of the captures, and one file alone is no recording.
  const expected = told
    .map((own) => own.filter((digest) => read.has(digest)))
    .filter(({ length }) => length > 1)
  return [
    ...expected
      .filter((own) => !isTold(stated, own))
      .map(([first = '', ...others]) => ({
        part: ledgerName,
        what: `it says that evidence/${first} and ${others.length} more are one recording, and the recipe of ${result} does not read them as one`,
      })),
    ...stated
      .filter((own) => !isTold(expected, own))
      .map(() => ({
        part: result,
        what: 'its recipe reads files as one recording of which the ledger does not say it',
      })),
  ]
}
