import { join, resolve } from 'node:path'
import { canonicalJson } from '../../case/canonical-json.ts'
import type { CaseFiles, Content } from '../../case/folder/case-files.ts'
import { keepResult, resultsOf } from '../../case/folder/case-results.ts'
import type { Acting } from '../../case/folder/custody.ts'
import { sha256 } from '../../case/digest.ts'
import type { Recipe } from '../../case/manifest.ts'
import { tableFiles } from '../../case/tables/result-files.ts'
import { tablesVersion } from '../../case/tables/schema.ts'
import { evidencePieces } from '../../report/evidence-lines.ts'
import { jsonPieces } from '../../report/json.ts'
import { scanDocument } from '../../report/scan-document.ts'
import { printable } from '../../report/writing/printable.ts'
import { dataNames } from '../data-files.ts'
import { eventsReader } from '../options/event-options.ts'
import { scanFiles } from '../scan-files.ts'
import { version } from '../version.ts'
import { inputsOf, refuseChangedInputs } from './inputs.ts'
import { tellLeftOut, withLeftOut } from './left-out.ts'

/** Beside the evidence and the engine's version: what a result depends on. */
interface ScanSettings {
  /** Data sets and when they were built. */
  readonly data: readonly string[]
  readonly tables: string
}

function settings(): ScanSettings {
  return { data: dataNames(), tables: tablesVersion }
}

/** Key of the result that this engine derives from evidence: of the inputs, the settings and the version. */
export function resultKey(inputs: Omit<Recipe, 'result'>): string {
  return `${sha256(canonicalJson({ inputs, settings: settings() })).slice(0, 16)}-${version}`
}

/** A result of a case: what it was derived from, and its key. */
export interface ScannedCase {
  readonly inputs: Omit<Recipe, 'result'>
  readonly key: string
  /** False where it was there. */
  readonly isNew: boolean
  readonly findings: number
}

/** Scans the evidence of a case and keeps the result, where there is none yet of this engine with these settings. */
export async function scanCase(files: CaseFiles, acting: Acting): Promise<ScannedCase> {
  const inputs = await inputsOf(files)
  tellLeftOut(printable(files.folder), inputs)
  const key = resultKey(inputs)
  if (resultsOf(files).some((result) => result.key === key)) return { inputs, key, isNew: false, findings: 0 }
  refuseChangedInputs(files, inputs)
  const derived = await deriveResult(files.folder, inputs)
  keepResult(
    files,
    key,
    { ...derived.files, 'recipe.json': `${canonicalJson({ ...inputs, settings: settings() })}\n` },
    { evidence: inputs.captures },
    acting,
  )
  return { inputs, key, isNew: true, findings: derived.findings }
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
    },
    true,
    // Bundles of earlier versions hold both.
    { ...events, mayRepeat: true },
  )
  const result = withLeftOut(scanned, inputs)
  const [clear, masked] = [true, false].map((isRevealed) => {
    const document = scanDocument(result, isRevealed)
    const captures = document['captures'] as Record<string, unknown>[]
    captures.forEach((capture, index) => {
      capture['path'] = inputs.captures[index]
    })
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
      'evidence.txt': inPieces(() => evidencePieces(result, inputs.captures)),
      ...tableFiles(clear, masked),
    },
  }
}

function inPieces(texts: () => Iterable<string>): Content {
  return (write) => {
    for (const text of texts()) write(Buffer.from(text))
  }
}
