import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { arch, platform, release } from 'node:os'
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { directoryOf, archiveBytesMax, localHeader } from '../../case/bundle/archive.ts'
import type { ArchiveMember } from '../../case/bundle/archive.ts'
import { canonicalJson } from '../../case/canonical-json.ts'
import { marksName } from '../../case/case-facts.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { requireSound } from '../../case/folder/case-problems.ts'
import { signingKeyName } from '../../case/folder/case-folder.ts'
import { refuseChanged } from '../../case/folder/case-items.ts'
import { record, recordsOf } from '../../case/folder/custody.ts'
import type { Acting } from '../../case/folder/custody.ts'
import { profileAct } from '../../case/counting-profile.ts'
import { zoneAct } from '../../case/event-zones.ts'
import { joinAct } from '../../case/ledger.ts'
import { locked } from '../../case/folder/lock.ts'
import { ledgerName, manifestName, signatureName, timeStampName } from '../../case/manifest.ts'
import type { BundlePart, Recipe, SliceRecord } from '../../case/manifest.ts'
import { manifestBytes, signManifest } from '../../case/sign-manifest.ts'
import { sha256 } from '../../case/digest.ts'
import { DamagedFileError } from '../../case/keys/sealed-file.ts'
import { FaultError, InputError } from '../../core/errors.ts'
import type { TimeStamp } from '../../case/stamps/time-stamp.ts'
import { dataNames } from '../data-files.ts'
import { build, version } from '../version.ts'
import { NewFile } from '../write-new-file.ts'
import { limitsDigest } from './limits-digest.ts'
import { scanCase } from './scan-case.ts'
import { sliceEvidence } from './slice-evidence.ts'
import type { SlicedEvidence } from './slice-evidence.ts'
import { stamperOf } from './stamper.ts'
import type { Stamper } from './stamper.ts'

/** A part of a bundle, and where its bytes come from. */
interface PlacedPart extends BundlePart {
  readonly crc: number
  readonly pieces: (take: (piece: Buffer) => void) => void
}

/** What the user asked of a bundle. */
export interface BundleOptions {
  /** Address of a time stamp authority. */
  readonly tsa?: string
  /** File of certificates that its stamps must lead to. */
  readonly tsaCa?: string
  /** Slices of the captures instead of these; with the secrets that reading them took. */
  readonly slices?: boolean
  readonly withSecrets?: boolean
}

/** What was written. */
export interface WrittenBundle {
  /** Slices in the place of captures. */
  readonly slices: readonly SliceRecord[]
  /** Of the key that signed it. */
  readonly fingerprint: string
  readonly stamp: TimeStamp | null
}

/** Of a result, what goes with slices: tables and counts of whole captures do not follow from these. */
const besideSlices: ReadonlySet<string> = new Set(['scan.json', 'recipe.json', 'evidence.txt'])

/** Writes the case's bundle, signed and, where that was asked for, stamped. */
export async function bundleCase(
  files: CaseFiles,
  output: string,
  acting: Acting,
  options: BundleOptions = {},
): Promise<WrittenBundle> {
  if (existsSync(output)) throw new InputError(thereAlready(output))
  // Wrong options are said before the case is scanned.
  const stamper = options.tsa === undefined ? null : await stamperOf(options.tsa, options.tsaCa)
  requireSound(files, 'no bundle is written')
  const { key, inputs, sliced, ledger } = await derived(files, output, acting, options)
  const unwritten = 'it could not be written'
  let why = unwritten
  const watched =
    stamper === null
      ? null
      : {
          ...stamper,
          stamp: async (digest: string) => {
            why = 'no time stamp'
            const given = await stamper.stamp(digest)
            why = unwritten
            return given
          },
        }
  try {
    const contents = new Map(sliced?.contents).set(ledgerName, ledger)
    const recorded = {
      key,
      inputs,
      contents,
      isSliced: sliced !== null,
      stamper: watched,
    }
    return { slices: inputs.slices ?? [], ...(await writeRecorded(files, output, acting, recorded)) }
  } catch (error) {
    recordFailure(files, { result: key, why }, acting)
    throw error
  }
}

/**
 * Derives what is bundled and records the act, with the ledger up to it. Another command may add to the case meanwhile: a
 * ledger that tells of more than the result does not hold, so it is derived anew then.
 */
async function derived(
  files: CaseFiles,
  output: string,
  acting: Acting,
  { slices = false, withSecrets = false }: BundleOptions,
): Promise<{
  key: string
  inputs: Omit<Recipe, 'result'>
  sliced: SlicedEvidence | null
  ledger: Buffer
}> {
  for (let tries = 1; tries <= triesMax; tries++) {
    const before = lastInput(files)
    const { key, inputs } = await scanCase(files, acting)
    const sliced = slices ? await sliceEvidence(files.folder, inputs, withSecrets) : null
    const ledger = locked(files.folder, () => {
      if (lastInput(files) !== before) return null
      record(files, 'bundle', { result: key }, acting, { output: basename(output) })
      return files.read(ledgerName)
    })
    if (ledger !== null) return { key, inputs: sliced?.recipe ?? inputs, sliced, ledger }
  }
  throw new FaultError(`${files.folder} is in use by another varde: no bundle is written.`)
}

/** How often evidence that is being added to is derived anew. */
const triesMax = 10

/** The last act that changed what results are derived from. */
function lastInput(files: CaseFiles): string {
  return recordsOf(files.folder).findLast(({ act }) => inputActs.has(act))?.hash ?? ''
}

const inputActs: ReadonlySet<string> = new Set(['add', zoneAct, profileAct, joinAct])

/** What a bundle is made of whose act is recorded. */
interface RecordedBundle {
  readonly key: string
  readonly inputs: Omit<Recipe, 'result'>
  /** Contents of parts that are not read from the case, by name. */
  readonly contents: ReadonlyMap<string, Buffer>
  readonly isSliced: boolean
  readonly stamper: Stamper | null
}

async function writeRecorded(
  files: CaseFiles,
  output: string,
  acting: Acting,
  { key, inputs, contents, isSliced, stamper }: RecordedBundle,
): Promise<Omit<WrittenBundle, 'slices'>> {
  const names = [
    marksName,
    ledgerName,
    ...(isSliced ? [...contents.keys()].filter((name) => name !== ledgerName) : inputs.captures),
    ...(inputs.profile === null ? [] : [inputs.profile]),
    ...inputs.keys,
    ...inputs.events,
    ...files
      .namesIn(`results/${key}`)
      .filter((name) => !isSliced || besideSlices.has(name))
      .map((name) => `results/${key}/${name}`),
  ]
  const parts = names.map((name) => partOf(files, name, contents.get(name)))
  const { name, device, timeZone } = files.facts
  const recipe: Recipe = { result: `results/${key}/scan.json`, ...inputs }
  const manifest = manifestBytes({
    schema: 'varde/bundle@1',
    case: { name, device, timeZone },
    sealedAt: acting.now(),
    operator: acting.by,
    engine: { version, ...(build === '' ? {} : { build }), data: dataNames() },
    settings: { limits: limitsDigest(), eventsZone: null, clockOffset: null },
    host: {
      system: `${platform()} ${release()} ${arch()}`,
      runtime: `node ${process.version}`,
      ...(acting.clock === undefined ? {} : { clock: acting.clock() }),
    },
    timeStamp: stamper === null ? null : { authority: stamper.authority, nonce: stamper.nonce },
    parts: parts.map(({ name, bytes, sha256: digest }) => ({ name, bytes, sha256: digest })),
    recipes: [recipe],
  })
  const signature = signManifest(manifest, files.readText(signingKeyName))
  const stamped = stamper === null ? null : await stamper.stamp(sha256(manifest))
  const fixed = [
    { name: manifestName, content: manifest },
    { name: signatureName, content: Buffer.from(`${canonicalJson(signature)}\n`) },
    ...(stamped === null ? [] : [{ name: timeStampName, content: stamped.response }]),
  ]
  writeBundle(output, fixed, parts)
  return { fingerprint: signature.fingerprint, stamp: stamped?.stamp ?? null }
}

/** The bundle's own ledger has to name it, so it was recorded before. That it came to nothing is recorded, too, where that can be. */
function recordFailure(files: CaseFiles, details: Readonly<Record<string, unknown>>, acting: Acting): void {
  try {
    record(files, 'bundle-failed', details, acting)
  } catch (error) {
    // The disk may be the same, or the case forgotten meanwhile: then the first failure is the one to be said.
    if (!(error instanceof FaultError) && !(error instanceof InputError)) throw error
  }
}

function partOf(files: CaseFiles, name: string, content: Buffer | undefined): PlacedPart {
  // What the case is about stands in one place in every bundle.
  const source = name === marksName ? files.factsPlace : name
  const hash = createHash('sha256')
  let crc = 0
  let bytes = 0
  const pieces = (take: (piece: Buffer) => void): void =>
    content === undefined ? files.pieces(source, take) : take(content)
  pieces((piece) => {
    hash.update(piece)
    crc = crc32(piece, crc)
    bytes += piece.length
  })
  const digest = hash.digest('hex')
  if (content === undefined) refuseChanged(files, name, digest)
  return { name, pieces, bytes, sha256: digest, crc }
}

function writeBundle(
  output: string,
  fixed: readonly { readonly name: string; readonly content: Uint8Array }[],
  parts: readonly PlacedPart[],
): void {
  const all = [...parts, ...fixed.map(({ name, content }) => ({ name, bytes: content.length }))]
  const total = all.reduce((sum, { bytes, name }) => sum + bytes + 2 * (76 + name.length), 0)
  if (total > archiveBytesMax)
    throw new InputError('the evidence is larger than 4 GiB: bundle a case with fewer or shorter captures.')
  const members: ArchiveMember[] = []
  const file = new NewFile(output, thereAlready(output))
  let at = 0
  const put = (bytes: Uint8Array): void => {
    file.put(bytes)
    at += bytes.length
  }
  const begin = (name: string, bytes: number, crc: number): void => {
    put(localHeader(name, bytes, crc))
    members.push({ name, bytes, crc, start: at })
  }
  try {
    for (const { name, content } of fixed) {
      begin(name, content.length, crc32(content))
      put(content)
    }
    for (const { name, pieces, bytes, crc, sha256: digest } of parts) {
      begin(name, bytes, crc)
      const hash = createHash('sha256')
      pieces((piece) => {
        hash.update(piece)
        put(piece)
      })
      // It was read once for the manifest, and once more here.
      if (hash.digest('hex') !== digest)
        throw new DamagedFileError(`${name} was changed while it was bundled: no bundle is written.`)
    }
    put(directoryOf(members, at))
    file.close()
  } finally {
    file.abandon()
  }
}

function thereAlready(output: string): string {
  return `${output} is there already: a bundle is never written over.`
}
