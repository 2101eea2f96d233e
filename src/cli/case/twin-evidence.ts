/**
 * The same capture twice in a case, packed in two ways: nothing can be taken out of a case, so it is read once. Where files
 * are being added, the second is refused.
 */
import { join } from 'node:path'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { itemsOf } from '../../case/folder/case-items.ts'
import { InputError } from '../../core/errors.ts'
import { captureDigests, isPacked } from '../../pipeline/reading/capture-digests.ts'
import { isRegularFile } from '../../pipeline/reading/open-file.ts'

/** Of these captures of a case those that hold what one before them holds. */
export async function twinEvidence(files: CaseFiles, captures: readonly string[]): Promise<string[]> {
  if (captures.length < 2) return []
  const seen = new Set<string>()
  const twins: string[] = []
  for (const path of captures) {
    const content = await contentOf(files, path)
    if (seen.has(content)) twins.push(path)
    seen.add(content)
  }
  return twins
}

/** Refuses a capture that the case, or a file before it, holds in another form. */
export async function refuseTwinEvidence(files: CaseFiles, paths: readonly string[]): Promise<void> {
  const evidence = itemsOf(files, 'evidence')
    .map(({ path }) => path)
    // What is none any more is said by who reads the case.
    .filter((path) => files.isFile(path))
  const added = paths.filter((path) => isRegularFile(path))
  const places = [...evidence.map((path) => at(files, path)), ...added]
  // What is not packed holds the same only where it is the same file, and that is known by its digest.
  if (places.length < 2 || !places.some(isPacked)) return
  const known = new Map<string, { file: string; path: string }>()
  for (const path of evidence)
    known.set(await contentOf(files, path), { file: digestIn(path), path: at(files, path) })
  for (const path of added) {
    const { file, content } = await captureDigests(path)
    const twin = known.get(content)
    if (twin !== undefined && twin.file !== file)
      throw new InputError(`${path} and ${twin.path} hold the same capture: a case keeps it once.`)
    known.set(content, { file, path })
  }
}

/** SHA-256 of what a capture of the case holds, unpacked. */
async function contentOf(files: CaseFiles, path: string): Promise<string> {
  const place = at(files, path)
  if (!isPacked(place)) return digestIn(path)
  try {
    return (await captureDigests(place)).content
  } catch (cause) {
    // What is no capture is left out, and what cannot be read any more is said, by others.
    if (cause instanceof InputError) return digestIn(path)
    throw cause
  }
}

/** Evidence is named by its SHA-256, in every case. */
function digestIn(path: string): string {
  return path.slice('evidence/'.length, 'evidence/'.length + 64)
}

function at(files: CaseFiles, path: string): string {
  return join(files.folder, path)
}
