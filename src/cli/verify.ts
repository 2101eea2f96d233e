import { closeSync, fstatSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import type { ArchiveMember } from '../case/archive.ts'
import { textOfUtf8 } from '../case/bytes.ts'
import { differencesOf } from '../case/differences.ts'
import { sha256 } from '../case/digest.ts'
import { manifestName, timeStampName } from '../case/manifest.ts'
import type { Manifest, Recipe, SliceRecord } from '../case/manifest.ts'
import { framesOf } from '../case/frame-ranges.ts'
import type { ArchiveSource } from '../case/reading.ts'
import { sliceDifferences } from '../case/slice-differences.ts'
import { stampBytesMax } from '../case/stamp-limit.ts'
import type { CheckedStamp, TimeStamp } from '../case/time-stamp.ts'
import { checkBundle } from '../case/verify-bundle.ts'
import type { Discrepancy } from '../case/verify-bundle.ts'
import { InputError } from '../core/errors.ts'
import { printable } from '../report/printable.ts'
import { deriveResult } from './case/scan-case.ts'
import { writeAll } from './output.ts'
import { writeVerifyPage } from './verify-page.ts'
import { stampedText } from './stamped-text.ts'
import { version } from './version.ts'

const differencesMax = 20
/** In a result, the one file that is not derived: it says from what. */
const recipeName = 'recipe.json'
const copyBytes = 1_048_576
/** A slice of more frames than that would be larger than any that is written. */
const sliceFramesMax = 67_108_864

interface VerifyFlags {
  readonly fingerprint?: string
  readonly tsaCa?: string
  readonly derive: boolean
  readonly page?: string
}

/** Adds `varde verify`: checks a bundle and derives its results from the packets again. */
export function addVerify(program: Command, setExit: (code: number) => void): void {
  program
    .command('verify')
    .description(
      'Check an evidence bundle: every byte, the signature, the ledger; and derive its results again.',
    )
    .argument('[bundle]')
    .option('--fingerprint <hex>', 'the key that must have signed it, as you were told by another way')
    .option('--tsa-ca <file>', 'certificates (PEM) that its time stamp must lead to')
    .option('--no-derive', 'check the bytes only')
    .option('--page <file>', 'write the page that checks bundles in a browser, without a network')
    .action(async (path: string | undefined, flags: VerifyFlags) => {
      if (flags.page !== undefined) {
        writeVerifyPage(flags.page)
        await writeAll(process.stdout, `wrote ${printable(flags.page)}: open it in any browser\n`)
      }
      if (path === undefined) {
        if (flags.page === undefined) throw new InputError('give a bundle to check, or --page FILE.')
        return
      }
      const file = openBundle(path)
      try {
        const { lines, holds } = await verify(sourceOf(file), flags)
        await writeAll(process.stdout, `${lines.map(printable).join('\n')}\n`)
        if (!holds) setExit(1)
      } finally {
        closeSync(file)
      }
    })
}

function openBundle(path: string): number {
  try {
    const file = openSync(path, 'r')
    if (fstatSync(file).isFile()) return file
    closeSync(file)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new InputError(
      `${path}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}.`,
      {
        cause,
      },
    )
  }
  throw new InputError(`${path} is no file.`)
}

function sourceOf(file: number): ArchiveSource {
  return {
    size: fstatSync(file).size,
    read(offset, length) {
      const buf = Buffer.alloc(length)
      let done = 0
      while (done < length) {
        const count = readSync(file, buf, done, length - done, offset + done)
        if (count === 0) break
        done += count
      }
      return buf.subarray(0, done)
    },
  }
}

async function verify(
  source: ArchiveSource,
  flags: VerifyFlags,
): Promise<{ lines: string[]; holds: boolean }> {
  const checked = checkBundle(source)
  const found: Discrepancy[] = [...checked.discrepancies]
  const { manifest, signature } = checked
  if (flags.fingerprint !== undefined && signature?.fingerprint !== flags.fingerprint.toLowerCase())
    found.push({
      part: 'signature.json',
      what: 'it was signed by another key than the one that was asked for',
    })
  const stamp = manifest === null ? null : await stampOf(source, checked.members, manifest, flags.tsaCa)
  for (const problem of stamp?.problems ?? []) found.push({ part: timeStampName, what: problem })
  const lines: string[] = []
  if (manifest !== null) {
    lines.push(`case ${manifest.case.name}, sealed ${manifest.sealedAt} by ${manifest.operator}`)
    lines.push(
      `${manifest.parts.length} parts, varde ${manifest.engine.version}, key ${signature?.fingerprint ?? 'none'}`,
    )
  }
  if (found.length > 0) {
    // Nothing is derived from evidence that may have been changed.
    return { lines: [...lines, ...found.map(({ part, what }) => `✗ ${part}: ${what}`)], holds: false }
  }
  lines.push('✓ every byte, the order of the parts, the Merkle root, the signature and the ledger hold')
  lines.push(stampLine(stamp?.stamp ?? null))
  if (!flags.derive || manifest === null) return { lines, holds: true }
  const differences = await deriveAgain(source, manifest, checked.members)
  if (differences.length === 0) lines.push(...derivedLines(manifest))
  else {
    if (manifest.engine.version !== version)
      lines.push(`the results were made by varde ${manifest.engine.version}; this is ${version}`)
    lines.push(...differences.map((difference) => `✗ ${difference}`))
  }
  return { lines, holds: differences.length === 0 }
}

/** The check of the bundle's time stamp; null where it has none. What is missing was said by the check of the parts. */
async function stampOf(
  source: ArchiveSource,
  members: ReadonlyMap<string, ArchiveMember>,
  manifest: Manifest,
  rootsFile: string | undefined,
): Promise<CheckedStamp | null> {
  const member = members.get(timeStampName)
  const text = members.get(manifestName)
  if ((manifest.timeStamp ?? null) === null && rootsFile !== undefined)
    return { stamp: null, problems: ['the bundle has no time stamp, and one was asked for'] }
  if (!manifest.timeStamp || member === undefined || text === undefined) return null
  const { checkTimeStamp, readRoots } = await import('./time-stamp-client.ts')
  const roots = rootsFile === undefined ? null : readRoots(rootsFile)
  const bytes = source.read(member.start, Math.min(member.bytes, stampBytesMax + 1))
  const { nonce } = manifest.timeStamp
  return checkTimeStamp(bytes, { digest: sha256(source.read(text.start, text.bytes)), nonce }, roots)
}

function stampLine(stamp: TimeStamp | null): string {
  if (stamp === null) return 'no time stamp: all times are those of the machine that made it'
  return `✓ ${stampedText(stamp)}`
}

async function deriveAgain(
  source: ArchiveSource,
  manifest: Manifest,
  members: ReadonlyMap<string, ArchiveMember>,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-verify-'))
  try {
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
      for (const name of inputs) extract(source, members.get(name) as ArchiveMember, join(folder, name))
      differences.push(...(await compare(source, members, folder, recipe)))
    }
    return differences
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Only names that a case gives are ever written, and only below the temporary folder. */
function isInputName(name: string): boolean {
  return /^(?:evidence|profile|keys|events|slices)\/[0-9a-f]{64}(?:\.[a-z0-9]{1,10})?$/.test(name)
}

function extract(source: ArchiveSource, member: ArchiveMember, path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
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
    return compareSlices(text, jsonOf(derived.files['scan.json'] ?? Buffer.of()), recipe, recipe.slices)
  }
  const place = recipe.result.slice(0, recipe.result.lastIndexOf('/') + 1)
  const found: string[] = []
  for (const [name, member] of members) {
    if (!name.startsWith(place) || name === `${place}${recipeName}`) continue
    const expected = derived.files[name.slice(place.length)]
    if (expected === undefined) found.push(`${name}: nothing derives it`)
    else {
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
    return JSON.parse(textOfUtf8(bytes))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
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

function derivedLines({ recipes }: Manifest): string[] {
  const slices = recipes.flatMap((recipe) => recipe.slices ?? [])
  if (slices.length === 0) return ['✓ every result was derived from the packets again, and is the same']
  return [
    '✓ every observation was derived from the slices again, and is the same; frames are numbered as in the originals',
    ...slices.map(
      ({ part, original }) =>
        `${part} was cut from a capture that is not in the bundle: SHA-256 ${original.sha256}`,
    ),
  ]
}
