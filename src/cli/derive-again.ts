import { closeSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { contentBytes } from '../case/folder/case-files.ts'
import { guarded, makeFolders } from '../case/folder/durable.ts'
import { parseJsonBytes } from '../core/parse-json-bytes.ts'
import type { ArchiveMember } from '../case/bundle/archive.ts'
import { textOfUtf8 } from '../case/bytes.ts'
import { differencesOf } from '../case/differences.ts'
import { framesOf, originalText, sliceText } from '../case/frame-ranges.ts'
import type { Manifest, Recipe, SliceRecord } from '../case/manifest.ts'
import type { ArchiveSource } from '../case/bundle/reading.ts'
import { sliceDifferences } from '../case/slice-differences.ts'
import { deriveResult } from './case/scan-case.ts'
import { isSliceList, sliceListName } from './case/slice-evidence.ts'
import { withTemporaryFolder } from './temporary-folder.ts'

const differencesMax = 20
/** In a result, the one file that is not derived: it says from what. */
const recipeName = 'recipe.json'
const copyBytes = 1_048_576
/** A slice of more frames than that would be larger than any that is written. */
const sliceFramesMax = 67_108_864

/** Derives every result from the packets; gives what differs. */
export async function deriveAgain(
  source: ArchiveSource,
  manifest: Manifest,
  members: ReadonlyMap<string, ArchiveMember>,
): Promise<string[]> {
  return withTemporaryFolder('varde-verify-', async (folder) => {
    const differences: string[] = []
    for (const recipe of manifest.recipes) {
      const recorded = members.get(recipe.result)
      const inputs = [
        ...recipe.captures,
        ...recipe.keys,
        ...recipe.events,
        ...(recipe.profile === null ? [] : [recipe.profile]),
      ]
      const missing = inputs.filter((name) => !isInputName(name) || !members.has(name))
      if (recorded === undefined || missing.length > 0) {
        differences.push(`${recipe.result}: its recipe names what is not in the bundle`)
        continue
      }
      if (recipe.captures.length === 0) {
        differences.push(`${recipe.result}: its recipe names no capture`)
        continue
      }
      guarded(
        `${dirname(folder)} cannot hold what is in the bundle, which is derived again there (TMPDIR names another place, and --no-derive checks the bytes only)`,
        () => {
          for (const name of inputs) extract(source, members.get(name) as ArchiveMember, join(folder, name))
        },
      )
      differences.push(...(await compare(source, members, folder, recipe)))
    }
    return differences
  })
}

/** Only names that a case gives are ever written, and only below the temporary folder. */
function isInputName(name: string): boolean {
  return /^(?:evidence|profile|keys|events|slices)\/[0-9a-f]{64}(?:\.[a-z0-9]{1,10})?$/.test(name)
}

function extract(source: ArchiveSource, member: ArchiveMember, path: string): void {
  makeFolders(dirname(path))
  const file = openSync(path, 'w', 0o600)
  try {
    for (let at = 0; at < member.bytes; ) {
      const piece = source.read(member.start + at, Math.min(copyBytes, member.bytes - at))
      for (let written = 0; written < piece.length; ) written += writeSync(file, piece, written)
      at += piece.length
    }
  } finally {
    closeSync(file)
  }
}

/** Holds every file of a result against what is derived from the packets now. */
async function compare(
  source: ArchiveSource,
  members: ReadonlyMap<string, ArchiveMember>,
  folder: string,
  recipe: Recipe,
): Promise<string[]> {
  const derived = await deriveResult(folder, recipe)
  if (recipe.slices !== undefined) {
    const recorded = members.get(recipe.result)
    const text = recorded === undefined ? undefined : jsonOf(source.read(recorded.start, recorded.bytes))
    const list = members.get(sliceListName)
    const isList =
      list !== undefined &&
      isSliceList(
        textOfUtf8(source.read(list.start, list.bytes)),
        recipe.slices,
        textOfUtf8(contentBytes(derived.files['evidence.txt'] ?? '')),
      )
    return [
      ...compareSlices(text, jsonOf(contentBytes(derived.files['scan.json'] ?? '')), recipe, recipe.slices),
      ...(isList ? [] : [`${sliceListName}: it is not what the slices give`]),
    ]
  }
  const place = recipe.result.slice(0, recipe.result.lastIndexOf('/') + 1)
  const found: string[] = []
  for (const [name, member] of members) {
    if (!name.startsWith(place) || name === `${place}${recipeName}`) continue
    const content = derived.files[name.slice(place.length)]
    if (content === undefined) found.push(`${name}: nothing derives it`)
    else {
      const expected = contentBytes(content)
      const recorded = source.read(member.start, member.bytes)
      if (!expected.equals(recorded)) found.push(...placesThatDiffer(name, recorded, expected))
    }
  }
  return found
}

/** Where a file differs: in JSON by paths, else at the first byte. */
function placesThatDiffer(name: string, recorded: Uint8Array, derived: Buffer): string[] {
  const document = name.endsWith('.json') ? jsonOf(recorded) : undefined
  if (document !== undefined) {
    const found = differencesOf(document, jsonOf(derived), differencesMax)
    return found.length === 0
      ? [`${name}: it is written in another way than it is derived`]
      : found.map(({ path, recorded: was, derived: is }) => `${name} ${path}: recorded ${was}, derived ${is}`)
  }
  const at = recorded.findIndex((byte, index) => byte !== derived[index])
  const first = at === -1 ? recorded.length : at
  return [
    `${name}: it has ${recorded.length} bytes, derived are ${derived.length}; they differ from byte ${first} on`,
  ]
}

/** JSON as a value; undefined where it is none. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJsonBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  } catch (error) {
    // RangeError: nested beyond the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}

/** Observations from slices against those of the whole captures: the same, but for the frames' numbers. */
function compareSlices(
  recorded: unknown,
  derived: unknown,
  recipe: Recipe,
  slices: readonly SliceRecord[],
): string[] {
  const maps = slices.map(({ capture, frames }) => ({ capture, frames: framesOf(frames, sliceFramesMax) }))
  const isInOrder = slices.map(({ part }) => part).join('\n') === recipe.captures.join('\n')
  if (!isInOrder || maps.some(({ frames }) => frames === null))
    return [`${recipe.result}: its recipe does not say what the slices are`]
  return sliceDifferences(
    recorded,
    derived,
    maps.map(({ capture, frames }) => ({ capture, frames: frames ?? [] })),
    differencesMax,
  ).map((difference) => `${recipe.result}: ${difference}`)
}

/** What deriving everything again showed, where nothing differs. */
export function derivedLines({ recipes }: Manifest): string[] {
  const slices = recipes.flatMap((recipe) => recipe.slices ?? [])
  if (slices.length === 0) return ['✓ every result was derived from the packets again, and is the same']
  return [
    '✓ every observation was derived from the slices again, and is the same; places are numbered as in the originals',
    ...slices.map((slice) =>
      slice.original.files === undefined
        ? `${slice.part} has ${sliceText(slice)} of a capture that is not in the bundle: SHA-256 ${slice.original.sha256}`
        : `${slice.part} has ${sliceText(slice)} of ${originalText(slice)}; it is not in the bundle`,
    ),
  ]
}
