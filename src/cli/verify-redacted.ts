import { basename } from 'node:path'
import { parseJson } from '../core/parse-json.ts'
import { count } from '../correlate/words.ts'
import type { ArchiveMember } from '../case/bundle/archive.ts'
import { textOfUtf8 } from '../case/bytes.ts'
import { sha256 } from '../case/digest.ts'
import { actOf, readLedger } from '../case/ledger.ts'
import { ledgerName, manifestName } from '../case/manifest.ts'
import type { Manifest, Redaction } from '../case/manifest.ts'
import type { ArchiveSource } from '../case/bundle/reading.ts'
import { checkOpenings, commitmentsName, markOf, readCommitments } from '../case/redact/commitment.ts'
import type { Opening } from '../case/redact/commitment.ts'
import { frameKind, readFramesPart } from '../case/redact/frames.ts'
import { framesName } from '../case/redact/redact-parts.ts'
import { marksIn } from '../case/redact/marks-in.ts'
import { mask } from '../report/masking/mask.ts'
import { openingsIn } from './case/reveal.ts'
import { findersOf, readOriginal, redactOriginal } from './case/redact-bundle.ts'
import { deriveAgain } from './derive-again.ts'
import { withBundle } from './open-bundle.ts'
import { otherBuildLines } from './other-build.ts'
import { version } from './version.ts'

interface RedactedFlags {
  readonly original?: string
  readonly revealFile?: string
  readonly reveal?: boolean
  readonly derive: boolean
}

interface Redacted {
  readonly manifest: Manifest
  readonly members: ReadonlyMap<string, ArchiveMember>
}

/** What a redacted bundle shows beyond its bytes: what it was made from, and what was revealed of it. */
export async function verifyRedacted(
  source: ArchiveSource,
  bundle: Redacted,
  redaction: Redaction,
  flags: RedactedFlags,
): Promise<{ lines: string[]; holds: boolean }> {
  const textOf = (name: string): string => {
    const member = bundle.members.get(name)
    return member === undefined ? '' : textOfUtf8(source.read(member.start, member.bytes))
  }
  const commitments = readCommitments(textOf(commitmentsName)) ?? []
  const kept = redaction.kept.length === 0 ? '' : `; in clear: ${redaction.kept.join(', ')}`
  const lines = [
    // Whoever redacts can name any key: only the original shows which one signed it.
    `it says that varde ${redaction.version} redacted it from a bundle that the key ${redaction.fingerprint} signed: ${count(commitments.length, 'commitment')}${kept}`,
  ]
  const problems: string[] = []
  if (flags.original === undefined)
    lines.push(
      'neither that is checked nor its results derived again: captures and values are not in it. With the bundle that it was made from, --original FILE does both',
    )
  else {
    const against = await holdAgainst(flags.original, bundle, redaction, textOf, flags.derive)
    lines.push(...against.lines)
    problems.push(...against.problems)
  }
  if (flags.revealFile !== undefined) {
    const manifest = bundle.members.get(manifestName) as ArchiveMember
    const digest = sha256(source.read(manifest.start, manifest.bytes))
    const checked = checkOpenings(commitments, openingsIn(flags.revealFile), digest)
    problems.push(...checked.problems.map((problem) => `${basename(flags.revealFile ?? '')}: ${problem}`))
    const results = bundle.manifest.parts.filter(({ name }) => name.endsWith('/scan.json'))
    const places = marksIn(results.map(({ name }) => parseJson(textOf(name))))
    const values = checked.opened.filter(({ identifier }) => identifier !== frameKind)
    lines.push(...values.map((opening) => openedLine(opening, places, flags.reveal === true)))
    const listed = bundle.manifest.parts
      .filter(({ name }) => name.endsWith(`/${framesName}`))
      .flatMap(({ name }) => readFramesPart(textOf(name)) ?? [])
    const { revealedFrames } = await import('./revealed-frames.ts')
    const shown = await revealedFrames(
      checked.opened,
      listed,
      results.map(({ name }) => parseJson(textOf(name))),
    )
    lines.push(...shown.lines)
    problems.push(...shown.problems.map((problem) => `${basename(flags.revealFile ?? '')}: ${problem}`))
  }
  return { lines: [...lines, ...problems.map((problem) => `✗ ${problem}`)], holds: problems.length === 0 }
}

function openedLine(
  opening: Opening,
  places: ReadonlyMap<string, readonly string[]>,
  isRevealed: boolean,
): string {
  const { identifier, number, value } = opening
  // A digest names a file, not a person.
  const shown = isRevealed || identifier === 'digest' ? value : mask(value)
  const observations = places.get(markOf(opening)) ?? []
  const first = observations.slice(0, observationsShown).join(', ')
  const more =
    observations.length > observationsShown ? ` and ${observations.length - observationsShown} more` : ''
  const where = observations.length === 0 ? '' : `: ${first}${more}`
  return `✓ ${identifier} ${number} is ${shown}${where}`
}

const observationsShown = 8

/** Holds a redacted bundle against its original: whether it is that one, whether that holds, and what redacting it again gives. */
async function holdAgainst(
  path: string,
  bundle: Redacted,
  redaction: Redaction,
  textOf: (name: string) => string,
  derives: boolean,
): Promise<{ lines: string[]; problems: string[] }> {
  return withBundle(path, async (source) => {
    const original = await readOriginal(source, path)
    if (original.link !== redaction.original || original.fingerprint !== redaction.fingerprint)
      return { lines: [], problems: [`${path} is not the bundle that it was made from`] }
    const lines = [`✓ it was made from ${path}, whose bytes hold`]
    const problems: string[] = []
    const last = readLedger(textOf(ledgerName)).records.at(-1)
    if (last === undefined) return { lines, problems: [`${ledgerName} has no record`] }
    const kept = new Set(redaction.kept)
    const newFinder = await findersOf(original, kept)
    const again = await redactOriginal(original, kept, actOf(last), newFinder())
    for (const { name, text } of again.parts)
      if (textOf(name) !== text) problems.push(`${name}: redacting the original again gives another text`)
    const names = new Set([...again.parts.map(({ name }) => name), commitmentsName])
    for (const { name } of bundle.manifest.parts)
      if (!names.has(name)) problems.push(`${name}: nothing of the original gives it`)
    const commitments = readCommitments(textOf(commitmentsName)) ?? []
    if (commitments.map(markOf).join('\n') !== again.committed.map(markOf).join('\n'))
      problems.push(`${commitmentsName}: its commitments are not those to the values of the original`)
    if (
      again.original.merkleRoot !== redaction.merkleRoot ||
      JSON.stringify(again.original.parts) !== JSON.stringify(redaction.parts)
    )
      problems.push(`${manifestName}: what it says of the original is not so`)
    if (problems.length > 0 && redaction.version !== version)
      lines.push(
        `varde ${redaction.version} redacted it, and this is ${version}, which redacts otherwise: that alone shows no change, and rules none out`,
      )
    if (problems.length === 0)
      lines.push('✓ redacting the original again gives every part of it, byte for byte')
    if (!derives) return { lines, problems }
    const { manifest } = original
    const differences = await deriveAgain(source, manifest, original.members)
    if (differences.length === 0)
      lines.push('✓ the results of the original were derived from the packets again')
    else lines.push(...otherBuildLines(manifest, path))
    return { lines, problems: [...problems, ...differences] }
  })
}
