import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { canonicalJson } from '../../case/canonical-json.ts'
import type { CaseFiles, Content } from '../../case/folder/case-files.ts'
import { keepResult, resultsOf } from '../../case/folder/case-results.ts'
import { appendRecord, recordsOf } from '../../case/folder/custody.ts'
import type { Acting } from '../../case/folder/custody.ts'
import { sha256 } from '../../case/digest.ts'
import type { CustodyRecord } from '../../case/ledger.ts'
import type { Recipe } from '../../case/manifest.ts'
import { tableFiles } from '../../case/tables/result-files.ts'
import { tablesVersion } from '../../case/tables/schema.ts'
import { FaultError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { fieldsOf, textOf } from '../../core/json-value.ts'
import { parseJson } from '../../core/parse-json.ts'
import { evidencePieces } from '../../report/evidence-lines.ts'
import { jsonPieces } from '../../report/json.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { scanDocument } from '../../report/scan-document.ts'
import { printable } from '../../report/writing/printable.ts'
import { dataNames } from '../data-files.ts'
import { eventsReader } from '../options/event-options.ts'
import { scanFiles } from '../scan-files.ts'
import { build, version } from '../version.ts'
import { inputsOf, pathsIn, recordingsAt, refuseChangedInputs } from './inputs.ts'
import { tellLeftOut, withLeftOut } from './left-out.ts'
import { withPlaces } from './places-of-files.ts'

/** In a result, the one file that is not derived: it says from what. */
const recipeName = 'recipe.json'

/** Beside the evidence and the engine's version: what a result depends on. */
interface ScanSettings {
  /** Data sets and when they were built. */
  readonly data: readonly string[]
  readonly tables: string
  /** Which build of the version; absent where it makes no difference, '' where sources run as they are. */
  readonly build?: string
}

function settings(): ScanSettings {
  return { data: dataNames(), tables: tablesVersion }
}

function keyOf(inputs: Omit<Recipe, 'result'>, of: ScanSettings): string {
  return `${sha256(canonicalJson({ inputs, settings: of })).slice(0, 16)}-${version}`
}

function ownKeyOf(inputs: Omit<Recipe, 'result'>): string {
  return keyOf(inputs, { ...settings(), build })
}

/**
 * Keys of the result that this engine derives from evidence, of the inputs, the settings and the version, the surest first: the
 * one that names the build is there where another build of the version had derived another result.
 */
export function resultKeys(inputs: Omit<Recipe, 'result'>): readonly string[] {
  return [ownKeyOf(inputs), keyOf(inputs, settings())]
}

/** A result of a case: what it was derived from, and its key. */
export interface ScannedCase {
  readonly inputs: Omit<Recipe, 'result'>
  readonly key: string
  /** False where it was there. */
  readonly isNew: boolean
  readonly findings: number
}

/**
 * Scans the evidence of a case and keeps the result, where there is none yet of this engine with these settings. Of one that another
 * build of the same version made, only scanning shows whether this one finds the same: then it stays, else the new one is kept
 * beside it.
 */
export async function scanCase(files: CaseFiles, acting: Acting): Promise<ScannedCase> {
  const inputs = await inputsOf(files)
  tellLeftOut(printable(files.folder), inputs)
  const known = knownKey(files, inputs)
  if (known !== null) return { inputs, key: known, isNew: false, findings: 0 }
  refuseChangedInputs(files, inputs)
  const derived = await deriveResult(files.folder, inputs)
  const there = keysOf(files)
  const [own, usual] = [ownKeyOf(inputs), keyOf(inputs, settings())]
  if (there.has(usual) && isSameResult(files, usual, derived)) {
    recordDerivedAgain(files, usual, acting)
    return { inputs, key: usual, isNew: false, findings: derived.findings }
  }
  const key = there.has(usual) ? own : usual
  keepResult(
    files,
    key,
    {
      ...derived.files,
      // Sources that run as they are may change at any time: nothing names them.
      [recipeName]: `${canonicalJson({ ...inputs, settings: { ...settings(), ...(build === '' ? {} : { build }) } })}\n`,
    },
    { evidence: inputs.captures },
    acting,
  )
  return { inputs, key, isNew: true, findings: derived.findings }
}

function keysOf(files: CaseFiles): ReadonlySet<string> {
  return new Set(resultsOf(files).map(({ key }) => key))
}

/** Key of the result in the case that this build derives from these inputs; null where there is none, or another build made it. */
function knownKey(files: CaseFiles, inputs: Omit<Recipe, 'result'>): string | null {
  const there = keysOf(files)
  const [own, usual] = [ownKeyOf(inputs), keyOf(inputs, settings())]
  const isUsualOwn = (): boolean =>
    isByThisBuild(files, usual) || isDerivedAgain(recordsOf(files.folder), usual)
  if (there.has(own)) return own
  return there.has(usual) && isUsualOwn() ? usual : null
}

/**
 * The document of the case, by its name in it, that a scan of these inputs by this build would give again: null where the case has
 * none, where scanning takes less memory, and of sources that run as they are, which may have changed since.
 */
export function keptDocument(files: CaseFiles, inputs: Omit<Recipe, 'result'>): string | null {
  const key = build === '' ? null : knownKey(files, inputs)
  if (key === null) return null
  const path = `results/${key}/scan.json`
  return files.bytesOf(path) <= limits.pipeline.keptResultBytesMax ? path : null
}

/** Whether the recipe beside a result names this build. */
function isByThisBuild(files: CaseFiles, key: string): boolean {
  const name = `results/${key}/${recipeName}`
  const recipe = files.has(name) ? fieldsOf(parseJson(files.readText(name))) : {}
  return textOf(fieldsOf(recipe['settings'])['build']) === build
}

/** The act of deriving, byte for byte, the result that another build made. */
const derivedAgainAct = 'derive-again'

/** Whether the ledger says that this build derived the result of another one, and the same. */
function isDerivedAgain(records: readonly CustodyRecord[], key: string): boolean {
  return (
    build !== '' &&
    records.some(
      ({ act, details }) =>
        act === derivedAgainAct && details['result'] === key && details['build'] === build,
    )
  )
}

/** Records that this build derives the same, so that it need not do it each time. Where nothing can be written it does. */
function recordDerivedAgain(files: CaseFiles, key: string, acting: Acting): void {
  // Sources that run as they are may change at any time: nothing names them.
  if (build === '') return
  try {
    appendRecord(files, derivedAgainAct, { result: key, build }, acting, {}, (records) =>
      isDerivedAgain(records, key),
    )
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
  }
}

/** Whether a result that is there holds the same files as one that was derived, byte for byte. */
function isSameResult(files: CaseFiles, key: string, derived: DerivedResult): boolean {
  const names = Object.keys(derived.files)
  const there = files.namesIn(`results/${key}`).filter((name) => name !== recipeName)
  return (
    there.length === names.length &&
    names.every((name) => {
      const path = `results/${key}/${name}`
      return (
        files.has(path) &&
        digestOf((take) => files.pieces(path, take)) === digestOf(piecesOf(derived.files[name] ?? ''))
      )
    })
  )
}

type Pieces = (take: (piece: Uint8Array) => void) => void

function piecesOf(content: Content): Pieces {
  if (typeof content === 'function') return content
  return (take) => take(typeof content === 'string' ? Buffer.from(content) : content)
}

/** Of what may be of any length. */
function digestOf(pieces: Pieces): string {
  const hash = createHash('sha256')
  pieces((piece) => hash.update(piece))
  return hash.digest('hex')
}

/** What a scan of evidence gives. */
export interface DerivedResult {
  readonly findings: number
  /** Contents by their names beside each other; what grows with the captures is made while it is written. */
  readonly files: Readonly<Record<string, Content>>
}

/** Scans evidence by its names in `folder`, and gives the document, with these names in it, and all that follows from it. */
export async function deriveResult(folder: string, inputs: Omit<Recipe, 'result'>): Promise<DerivedResult> {
  const at = (path: string): string => join(resolve(folder), path)
  const zones = Object.entries(inputs.eventZones ?? {})
  const eventZones = new Map(zones.map(([path, zone]) => [at(path), zone]))
  const events =
    inputs.events.length === 0 ? {} : { events: await eventsReader(inputs.events.map(at), { eventZones }) }
  const scanned = await scanFiles(
    inputs.captures.map(at),
    {
      keys: inputs.keys.map(at),
      ...(inputs.profile === null ? {} : { profile: at(inputs.profile) }),
      ...recordingsAt(inputs, at),
    },
    true,
    // Bundles of earlier versions hold both.
    { ...events, mayRepeat: true },
  )
  const result = withLeftOut(
    withPlaces(scanned, new Map(pathsIn(inputs).map((path) => [at(path), path]))),
    inputs,
  )
  const [clear, masked] = [true, false].map((isRevealed) => {
    const document = scanDocument(result, isRevealed)
    nameCaptures(document, result)
    const { eventFiles } = document['reread'] as { eventFiles: Record<string, unknown>[] }
    eventFiles.forEach((file, index) => {
      file['path'] = inputs.events[index]
    })
    return document
  }) as [Record<string, unknown>, Record<string, unknown>]
  return {
    findings: result.findings.length,
    files: {
      'scan.json': inPieces(() => jsonPieces(clear)),
      'evidence.txt': inPieces(() => evidencePieces(result, namesOfCaptures(result))),
      ...tableFiles(clear, masked),
    },
  }
}

/** In a document, whatever it masks, captures and the files of recordings by their names in the case: they are made of digests. */
function nameCaptures(document: Record<string, unknown>, { captures, anomalies }: ScanResult): void {
  for (const [index, { path, files = [] }] of captures.entries()) {
    const told = (document['captures'] as NamedFile[])[index]
    nameFile(told, path)
    for (const [at, file] of files.entries()) nameFile(told?.files?.[at], file.path)
  }
  for (const [index, { tally }] of anomalies.entries()) {
    const told = (document['anomalies'] as NamedFile[])[index]
    for (const [at, file] of (tally.files ?? []).entries()) nameFile(told?.files?.[at], file.path)
    for (const [at, { file }] of tally.samples.entries()) {
      const sample = told?.samples?.[at]
      if (sample !== undefined && file !== undefined) sample.file = file
    }
  }
}

/** What a document says of a capture, of a file of one, or of an oddity in files. */
interface NamedFile {
  path?: string
  readonly files?: readonly NamedFile[]
  readonly samples?: readonly { file?: string }[]
}

function nameFile(told: NamedFile | undefined, path: string): void {
  if (told !== undefined) told.path = path
}

/** What captures are called in a case, and in its bundles: of a recording each of its files. */
function namesOfCaptures({ captures }: ScanResult): (string | string[])[] {
  return captures.map(({ path, files }) => files?.map((file) => file.path) ?? path)
}

function inPieces(texts: () => Iterable<string>): Content {
  return (write) => {
    for (const text of texts()) write(Buffer.from(text))
  }
}
