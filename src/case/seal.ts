/**
 * A seal: what stood in the case at one moment, signed with the case's key: the head of the ledger and the digest of every
 * file. Acts may follow; whoever looks is told what came after.
 */
import { createHash } from 'node:crypto'
import { FaultError } from '../core/errors.ts'
import { fieldsOf, textOf } from '../core/json-value.ts'
import { join } from 'node:path'
import { parseJson } from '../core/parse-json.ts'
import { canonicalJson, isCanonical } from './canonical-json.ts'
import { factsName, marksName } from './case-facts.ts'
import type { CaseFiles } from './folder/case-files.ts'
import { signingKeyName } from './folder/case-folder.ts'
import { resultsOf } from './folder/case-results.ts'
import { itemKinds, itemsOf } from './folder/case-items.ts'
import { hasPending, sweepUnfinished } from './folder/sweep-unfinished.ts'
import { placeRecorded } from './folder/place-recorded.ts'
import { recordsOf } from './folder/custody.ts'
import type { Acting } from './folder/custody.ts'
import { signatureProblems } from './bundle/check-signature.ts'
import { merkleRoot, sha256 } from './digest.ts'
import type { CustodyRecord } from './ledger.ts'
import type { BundlePart, BundleSignature } from './manifest.ts'
import { pause } from './folder/pause.ts'
import { signManifest } from './sign-manifest.ts'

/** What a seal says. Signed as canonical JSON with a line feed. */
export interface Seal {
  readonly schema: 'varde/seal@1'
  /** By the clock of the machine. */
  readonly sealedAt: string
  readonly operator: string
  readonly version: string
  /** The last record of the ledger before the seal. */
  readonly head: { readonly sequence: number; readonly hash: string }
  /** Every file of the case but ledger, keys and earlier seals, with the SHA-256 of its clear content. */
  readonly files: readonly BundlePart[]
  /** Root over the digests of the files in their order (RFC 6962 tree). */
  readonly merkleRoot: string
}

/** A seal as it lies in the case. */
export interface SealFile {
  readonly seal: Seal
  readonly signature: BundleSignature
}

/** The act of having a seal stamped. */
export const stampAct = 'stamp'

/** Folder of the seals in a case. */
export const sealsPlace = 'seals'

/** How often a seal is begun anew because others act on the case, and after how long. */
const triesMax = 200
const waitMs = 50

/** What became of the wish to seal. */
export interface Sealed {
  readonly name: string
  readonly digest: string
  readonly fingerprint: string
  /** False where nothing was done since the last seal. */
  readonly isNew: boolean
}

/**
 * Seals the case: what stands in it at the end of its ledger. Where another command acts while the files are read, they are
 * read as they are then.
 */
export function sealCase(files: CaseFiles, acting: Acting): Sealed {
  const known = new Map<string, BundlePart>()
  for (let tries = 1; tries <= triesMax; tries++) {
    const sealed = sealedNow(files, acting, known)
    if (sealed !== null) return sealed
    pause(waitMs)
  }
  throw new FaultError(`${files.folder} is in use by another varde: it was not sealed.`)
}

/** Null where another command has recorded, meanwhile or just before, what does not stand in its place yet. */
function sealedNow(files: CaseFiles, acting: Acting, known: Map<string, BundlePart>): Sealed | null {
  sweepUnfinished(files.folder)
  const records = recordsOf(files.folder)
  const head = records.at(-1)
  if (head === undefined) throw new Error('a case without a ledger was opened')
  if (hasPending(files.folder)) return null
  // A stamp is about the seal, and no act on the case.
  const act = records.findLast((record) => record.act !== stampAct)
  const last = act?.act === 'seal' ? textOf(act.details['file']) : ''
  if (last !== '' && files.has(`${sealsPlace}/${last}`)) {
    const text = files.readText(`${sealsPlace}/${last}`)
    return {
      name: last,
      digest: sha256(text),
      fingerprint: parseSeal(text)?.signature.fingerprint ?? '',
      isNew: false,
    }
  }
  const parts = sealedNames(files).map((name) => known.get(name) ?? partOf(files, name))
  // People write reports when they like; all else stays as it is.
  for (const part of parts) if (!part.name.startsWith('reports/')) known.set(part.name, part)
  const seal: Seal = {
    schema: 'varde/seal@1',
    sealedAt: acting.now(),
    operator: acting.by,
    version: acting.version,
    head: { sequence: head.sequence, hash: head.hash },
    files: parts,
    merkleRoot: merkleRoot(parts.map((part) => part.sha256)),
  }
  const signature = signManifest(sealBytes(seal), files.readText(signingKeyName))
  const text = `${canonicalJson({ seal, signature } satisfies SealFile)}\n`
  const name = `seal-${head.sequence}.json`
  const path = `${sealsPlace}/${name}`
  const temporary = join(files.folder, sealsPlace, `.writing-${process.pid}-${name}`)
  files.makeFolder(sealsPlace)
  files.writeAt(temporary, path, text)
  const digest = sha256(text)
  const details = { file: name, digest: files.knownDigest(sealsPlace, digest), files: parts.length }
  const isLast = (now: readonly CustodyRecord[]): boolean => now.at(-1)?.hash === head.hash
  const isNew = placeRecorded(files, temporary, path, acting, 'seal', details, {}, isLast)
  return isNew ? { name, digest, fingerprint: signature.fingerprint, isNew } : null
}

function partOf(files: CaseFiles, name: string): BundlePart {
  const hash = createHash('sha256')
  let bytes = 0
  files.pieces(name, (piece) => {
    hash.update(piece)
    bytes += piece.length
  })
  return { name, bytes, sha256: hash.digest('hex') }
}

/** Files that a seal covers, in order. */
function sealedNames(files: CaseFiles): string[] {
  const own = [marksName, factsName].filter((name) => files.has(name))
  const items = itemKinds.flatMap((kind) => itemsOf(files, kind).map(({ path }) => path))
  const results = resultsOf(files).flatMap(({ key }) =>
    files.namesIn(`results/${key}`).map((name) => `results/${key}/${name}`),
  )
  return [...own, ...items, ...results, ...files.reports()]
}

/** Names of the seals in the case, in the order in which they were made. */
export function sealsOf(files: CaseFiles): string[] {
  return files
    .namesIn(sealsPlace)
    .filter((name) => /^seal-\d+\.json$/.test(name))
    .sort((left, right) => numberOf(left) - numberOf(right))
}

/** Acts that came after a seal, beside the one that made it. */
export function actsAfter(name: string, records: readonly CustodyRecord[]): readonly CustodyRecord[] {
  const made = records.find(({ act, details }) => act === 'seal' && details['file'] === name)
  const from = made?.sequence ?? numberOf(name)
  return records.filter(({ sequence, act }) => sequence > from && act !== stampAct)
}

/** What does not hold of the seals, a clause for each. `digestOf` gives the digest of a file, null where it was said to be damaged. */
export function sealProblems(
  files: CaseFiles,
  records: readonly CustodyRecord[],
  digestOf: (name: string) => string | null,
): string[] {
  const found: string[] = []
  const signingKey = records.find(({ act }) => act === 'init')?.details['signingKey']
  const made = new Map(
    records
      .filter(({ act }) => act === 'seal')
      .map(({ details }) => [textOf(details['file']), details['digest']]),
  )
  const present = sealsOf(files)
  for (const name of made.keys())
    if (!present.includes(name)) found.push(`${sealsPlace}/${name} was made and is missing`)
  for (const name of present) {
    const path = `${sealsPlace}/${name}`
    const digest = digestOf(path)
    if (digest === null) continue
    if (!made.has(name)) found.push(`${path} is not in the ledger`)
    else if (made.get(name) !== files.knownDigest(sealsPlace, digest)) found.push(`${path} was changed`)
    const text = files.readText(path)
    const sealed = parseSeal(text)
    if (sealed === null || !isCanonical(text)) {
      found.push(`${path} is no seal of varde`)
      continue
    }
    const { seal, signature } = sealed
    const stated = `${canonicalJson(signature)}\n`
    for (const problem of signatureProblems(sealBytes(seal), signature, stated))
      found.push(`${path}: ${problem.replace('manifest', 'seal')}`)
    if (merkleRoot(seal.files.map((part) => part.sha256)) !== seal.merkleRoot)
      found.push(`${path}: the Merkle root does not follow from the files`)
    if (typeof signingKey === 'string' && signature.fingerprint !== signingKey)
      found.push(`${path} was signed by another key than the case's`)
    if (records.find(({ sequence }) => sequence === seal.head.sequence)?.hash !== seal.head.hash)
      found.push(`${path}: the ledger up to record ${seal.head.sequence} is not the one that was sealed`)
    for (const part of seal.files) {
      if (!files.has(part.name)) found.push(`${path}: ${part.name} was sealed and is missing`)
      else if ((digestOf(part.name) ?? part.sha256) !== part.sha256)
        found.push(`${path}: ${part.name} is not as it was sealed`)
    }
  }
  return found
}

function numberOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0)
}

function sealBytes(seal: Seal): Buffer {
  return Buffer.from(`${canonicalJson(seal)}\n`)
}

/** Reads a seal; null where the text is none. */
export function parseSeal(text: string): SealFile | null {
  const value = parseJson(text)
  const { seal, signature } = fieldsOf(value)
  const { schema, head, files } = fieldsOf(seal)
  const isSeal =
    schema === 'varde/seal@1' &&
    typeof fieldsOf(head)['sequence'] === 'number' &&
    Array.isArray(files) &&
    files.every(
      (file) =>
        typeof fieldsOf(file)['name'] === 'string' && /^[0-9a-f]{64}$/.test(textOf(fieldsOf(file)['sha256'])),
    ) &&
    ['publicKey', 'fingerprint', 'signature'].every((name) => typeof fieldsOf(signature)[name] === 'string')
  return isSeal ? (value as SealFile) : null
}
