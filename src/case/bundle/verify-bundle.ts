import { parseIsoTime } from '../../core/iso-time.ts'
import { fieldsOf } from '../../core/json-value.ts'
import { parseJson } from '../../core/parse-json.ts'
import { readArchive } from './archive.ts'
import type { ArchiveMember } from './archive.ts'
import { hex, isUtf8, textOfUtf8 } from '../bytes.ts'
import { isCanonical } from '../canonical-json.ts'
import { marksName } from '../case-facts.ts'
import { signatureProblems } from './check-signature.ts'
import { merkleRoot } from '../digest.ts'
import { readLedger } from '../ledger.ts'
import { ledgerName, manifestName, signatureName, timeStampName } from '../manifest.ts'
import type { BundleSignature, Manifest } from '../manifest.ts'
import { hasOtherData, otherFacts, otherInputs, settingsProblems } from './own-words.ts'
import { crc32, newDigest } from '../primitives.ts'
import { bytesAt, readAtOnce } from './reading.ts'
import { commitmentsName, readCommitments } from '../redact/commitment.ts'
import type { ArchiveSource, AskingWork } from './reading.ts'
import { strayParts, unexplainedParts } from './unexplained-parts.ts'
import { untoldResults } from './untold-results.ts'

/** What does not hold, and in which part. */
export interface Discrepancy {
  readonly part: string
  readonly what: string
}

/** A bundle whose bytes were checked; deriving its results again is the caller's. */
export interface CheckedBundle {
  readonly manifest: Manifest | null
  readonly signature: BundleSignature | null
  readonly members: ReadonlyMap<string, ArchiveMember>
  readonly discrepancies: readonly Discrepancy[]
}

const pieceBytes = 1_048_576
/** Manifest, signature and ledger are read whole; what is longer is none. */
const textBytesMax = 67_108_864

/** {@link checkingBundle}, at once. */
export function checkBundle(source: ArchiveSource): CheckedBundle {
  return readAtOnce(checkingBundle(source.size), source)
}

/**
 * Checks a bundle byte by byte: the container's one form, the digest of each part, their order, the Merkle root, the
 * signature and the chain of the ledger. Everything that does not hold is named. Total: a damaged file is a result.
 */
export function* checkingBundle(size: number): AskingWork<CheckedBundle> {
  const discrepancies: Discrepancy[] = []
  const note = (part: string, what: string): void => void discrepancies.push({ part, what })
  const archive = yield* readArchive(size)
  const members = new Map(archive.members.map((member) => [member.name, member]))
  const given = (manifest: Manifest | null, signature: BundleSignature | null): CheckedBundle => ({
    manifest,
    signature,
    members,
    discrepancies,
  })
  if (archive.problem !== '') note('bundle', archive.problem)
  if (members.size < archive.members.length) note('bundle', 'two parts have one name')
  const manifestText = yield* textOf(members.get(manifestName))
  const signatureText = yield* textOf(members.get(signatureName))
  if (manifestText === null || signatureText === null) {
    note('bundle', 'it has no manifest or no signature')
    return given(null, null)
  }
  const manifest = parsed<Manifest>(textOfUtf8(manifestText), isManifest)
  const signature = parsed<BundleSignature>(textOfUtf8(signatureText), isSignature)
  if (manifest === null) note(manifestName, 'it is no manifest of varde')
  if (signature === null) note(signatureName, 'it is no signature of varde')
  if (signature !== null)
    for (const problem of signatureProblems(manifestText, signature, textOfUtf8(signatureText)))
      note(signatureName, problem)
  if (manifest === null) return given(null, signature)
  // What one reader takes for the manifest is to be what every reader takes for it (of a name that comes twice, some the first).
  if (!isUtf8(manifestText) || !isCanonical(textOfUtf8(manifestText)))
    note(manifestName, 'it is not in its one form')
  yield* checkParts(archive.members, manifest, note)
  const ledger = yield* textOf(members.get(ledgerName))
  if (ledger === null) note(ledgerName, 'it is missing')
  else {
    const read = readLedger(textOfUtf8(ledger))
    for (const problem of read.problems) note(ledgerName, problem)
    if (!isUtf8(ledger)) note(ledgerName, 'it is no UTF-8')
    if (read.tornBytes > 0) note(ledgerName, 'its last line is not finished')
    if (read.records.length === 0) note(ledgerName, 'it has no record')
    if (manifest.redaction === undefined)
      for (const { part, what } of [
        ...unexplainedParts(manifest, signature?.fingerprint ?? '', read.records),
        ...untoldResults(manifest, read.records),
      ])
        note(part, what)
  }
  for (const { part, what } of strayParts(manifest)) note(part, what)
  for (const problem of settingsProblems(manifest)) note(manifestName, problem)
  // Of bytes that were changed it is said that they were, and not what follows from it.
  if (manifest.redaction === undefined && discrepancies.length === 0)
    yield* checkWords(members, manifest, note)
  if (manifest.redaction !== undefined) {
    const commitments = yield* textOf(members.get(commitmentsName))
    if (commitments === null || readCommitments(textOfUtf8(commitments)) === null)
      note(commitmentsName, 'it holds no commitments, and the bundle is a redacted one')
  }
  return given(manifest, signature)
}

/** Holds what the manifest says of the case and of its results against what stands beside it. */
function* checkWords(
  members: ReadonlyMap<string, ArchiveMember>,
  manifest: Manifest,
  note: (part: string, what: string) => void,
): AskingWork<void> {
  const facts = yield* textOf(members.get(marksName))
  if (facts !== null)
    for (const name of otherFacts(manifest.case, textOfUtf8(facts)))
      note(marksName, `it has another ${name} than the manifest`)
  for (const recipe of manifest.recipes) {
    const name = recipe.result.replace(/[^/]*$/, 'recipe.json')
    const text = yield* textOf(members.get(name))
    if (text === null) continue
    for (const input of otherInputs(recipe, textOfUtf8(text)))
      note(name, `it has other ${input} than the manifest`)
    if (hasOtherData(manifest.engine, textOfUtf8(text)))
      note(name, 'it has other data sets than the manifest')
  }
}

function* checkParts(
  members: readonly ArchiveMember[],
  manifest: Manifest,
  note: (part: string, what: string) => void,
): AskingWork<void> {
  const stamped = (manifest.timeStamp ?? null) === null ? [] : [timeStampName]
  const expected = [manifestName, signatureName, ...stamped, ...manifest.parts.map((part) => part.name)]
  const actual = members.map((member) => member.name)
  for (const name of expected) if (!actual.includes(name)) note(name, 'it is missing')
  for (const name of actual) if (!expected.includes(name)) note(name, 'it is not in the manifest')
  for (const name of actual) if (!isPlainName(name)) note(name, 'its name is none that a bundle has')
  if (new Set(expected).size < expected.length) note(manifestName, 'it names a part twice')
  else if (new Set(expected.map((name) => name.toLowerCase())).size < expected.length)
    note(manifestName, 'names of parts differ in the case of their letters only')
  if (actual.join('\n') !== expected.join('\n') && actual.length === expected.length)
    note('bundle', 'the parts are not in the order of the manifest')
  const stated = new Map(manifest.parts.map((part) => [part.name, part]))
  for (const member of members) {
    const { digest, crc } = yield* digestOf(member)
    if (crc !== member.crc) note(member.name, 'its checksum does not hold')
    const part = stated.get(member.name)
    if (part === undefined) continue
    if (part.bytes !== member.bytes)
      note(member.name, `it has ${member.bytes} bytes instead of ${part.bytes}`)
    if (part.sha256 !== digest) note(member.name, 'its SHA-256 is not that of the manifest')
  }
  if (merkleRoot(manifest.parts.map((part) => part.sha256)) !== manifest.merkleRoot)
    note(manifestName, 'the Merkle root does not follow from the parts')
}

/** Names that lead nowhere else when a bundle is unpacked, and that look like what they are. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_⟦][\w. ⟦⟧-]*(?:\/[A-Za-z0-9_⟦][\w. ⟦⟧-]*)*$/.test(name)
}

function* digestOf(member: ArchiveMember): AskingWork<{ digest: string; crc: number }> {
  const digest = newDigest()
  let crc = 0
  for (let at = 0; at < member.bytes; at += pieceBytes) {
    const piece = yield* bytesAt(member.start + at, Math.min(pieceBytes, member.bytes - at))
    digest.update(piece)
    crc = crc32(piece, crc)
  }
  return { digest: hex(digest.bytes()), crc }
}

function* textOf(member: ArchiveMember | undefined): AskingWork<Uint8Array | null> {
  if (member === undefined || member.bytes > textBytesMax) return null
  return yield* bytesAt(member.start, member.bytes)
}

function parsed<T>(text: string, is: (value: unknown) => value is T): T | null {
  const value = parseJson(text)
  return is(value) ? value : null
}

function isSignature(value: unknown): value is BundleSignature {
  const fields = fieldsOf(value)
  return (
    fields['algorithm'] === 'Ed25519' &&
    ['publicKey', 'fingerprint', 'signature'].every((name) => typeof fields[name] === 'string')
  )
}

function isManifest(value: unknown): value is Manifest {
  const fields = fieldsOf(value)
  const { parts, recipes } = fields
  const timeStamp = fields['timeStamp'] ?? null
  return (
    typeof fields['operator'] === 'string' &&
    isTime(fields['sealedAt']) &&
    hasTexts(fields['case'], ['name', 'device']) &&
    hasTexts(fields['engine'], ['version']) &&
    isTexts(fieldsOf(fields['engine'])['data']) &&
    hasTexts(fields['host'], ['system', 'runtime']) &&
    (fields['settings'] === undefined || hasTexts(fields['settings'], ['limits'])) &&
    (timeStamp === null ||
      ['authority', 'nonce'].every((name) => typeof fieldsOf(timeStamp)[name] === 'string')) &&
    (fields['schema'] === 'varde/bundle@1'
      ? fields['redaction'] === undefined
      : fields['schema'] === 'varde/redacted-bundle@1' && isRedaction(fields['redaction'])) &&
    typeof fields['merkleRoot'] === 'string' &&
    Array.isArray(parts) &&
    parts.every((part: unknown) => {
      const entry = fieldsOf(part)
      return (
        typeof entry['name'] === 'string' &&
        typeof entry['bytes'] === 'number' &&
        typeof entry['sha256'] === 'string' &&
        /^[0-9a-f]{64}$/.test(entry['sha256'])
      )
    }) &&
    Array.isArray(recipes) &&
    recipes.every((recipe: unknown) => {
      const entry = fieldsOf(recipe)
      return (
        typeof entry['result'] === 'string' &&
        (entry['profile'] === null || typeof entry['profile'] === 'string') &&
        ['captures', 'keys', 'events'].every((name) => isTexts(entry[name])) &&
        ['leftOut', 'twins'].every((name) => entry[name] === undefined || isTexts(entry[name])) &&
        isTexts(Object.values(fieldsOf(entry['eventZones']))) &&
        (entry['recordings'] === undefined ||
          (Array.isArray(entry['recordings']) && entry['recordings'].every(isTexts))) &&
        (entry['slices'] === undefined ||
          (Array.isArray(entry['slices']) && entry['slices'].every((slice: unknown) => isSlice(slice))))
      )
    })
  )
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && parseIsoTime(value) !== null
}

function isRedaction(value: unknown): boolean {
  const fields = fieldsOf(value)
  return (
    ['version', 'original', 'fingerprint', 'merkleRoot'].every((name) => typeof fields[name] === 'string') &&
    Array.isArray(fields['parts']) &&
    fields['parts'].every((part: unknown) =>
      ['name', 'sha256'].every((name) => typeof fieldsOf(part)[name] === 'string'),
    ) &&
    Array.isArray(fields['kept']) &&
    fields['kept'].every((kind: unknown) => typeof kind === 'string')
  )
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return names.every((name) => typeof fieldsOf(value)[name] === 'string')
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one: unknown) => typeof one === 'string')
}

function isSlice(value: unknown): boolean {
  const fields = fieldsOf(value)
  const { sha256: digest, packets, entries, files } = fieldsOf(fields['original'])
  return (
    typeof fields['part'] === 'string' &&
    Number.isSafeInteger(fields['capture']) &&
    typeof fields['frames'] === 'string' &&
    typeof digest === 'string' &&
    Number.isSafeInteger(packets) &&
    (entries === undefined || Number.isSafeInteger(entries)) &&
    (files === undefined || isTexts(files))
  )
}
