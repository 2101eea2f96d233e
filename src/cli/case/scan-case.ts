import { join, resolve } from 'node:path'
import { canonicalJson } from '../../case/canonical-json.ts'
import type { CaseFiles } from '../../case/case-files.ts'
import { keepResult, resultsOf } from '../../case/case-folder.ts'
import type { Acting } from '../../case/case-folder.ts'
import { sha256 } from '../../case/digest.ts'
import type { Recipe } from '../../case/manifest.ts'
import { evidenceLines } from '../../report/evidence-lines.ts'
import { scanDocument } from '../../report/json.ts'
import { eventsReader } from '../event-options.ts'
import { scanFiles } from '../scan-files.ts'
import { version } from '../version.ts'
import { inputsOf } from './inputs.ts'

/** Scans the evidence of a case and keeps the result, where this version has none of it yet. */
export async function scanCase(
  files: CaseFiles,
  acting: Acting,
): Promise<{ key: string; isNew: boolean; findings: number }> {
  const inputs = inputsOf(files)
  const key = `${sha256(canonicalJson(inputs)).slice(0, 16)}-${version}`
  if (resultsOf(files).some((result) => result.key === key)) return { key, isNew: false, findings: 0 }
  const { text, findings, lines } = await deriveResult(files.folder, inputs)
  keepResult(
    files,
    key,
    { 'scan.json': text, 'recipe.json': `${canonicalJson(inputs)}\n`, 'evidence.txt': lines },
    { evidence: inputs.captures },
    acting,
  )
  return { key, isNew: true, findings }
}

/** Scans evidence by its names in `folder`, and gives the document with these names in it. */
export async function deriveResult(
  folder: string,
  inputs: Omit<Recipe, 'result'>,
): Promise<{ text: string; findings: number; lines: string }> {
  const at = (path: string): string => join(resolve(folder), path)
  const events = inputs.events.length === 0 ? {} : { events: await eventsReader(inputs.events.map(at), {}) }
  const result = await scanFiles(
    inputs.captures.map(at),
    {
      keys: inputs.keys.map(at),
      ...(inputs.profile === null ? {} : { profile: at(inputs.profile) }),
    },
    true,
    events,
  )
  const document = scanDocument(result, true)
  const captures = document['captures'] as Record<string, unknown>[]
  captures.forEach((capture, index) => {
    capture['path'] = inputs.captures[index]
  })
  return {
    text: `${JSON.stringify(document, null, 2)}\n`,
    findings: result.findings.length,
    lines: evidenceLines(result, inputs.captures),
  }
}
