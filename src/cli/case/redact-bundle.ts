import { randomBytes } from 'node:crypto'
import type { ArchiveMember } from '../../case/bundle/archive.ts'
import { textOfUtf8 } from '../../case/bytes.ts'
import type { Act } from '../../case/ledger.ts'
import { manifestName, signatureName } from '../../case/manifest.ts'
import type { Manifest } from '../../case/manifest.ts'
import type { ArchiveSource } from '../../case/bundle/reading.ts'
import { saltBytes } from '../../case/redact/commitment.ts'
import { linkTo } from '../../case/redact/link.ts'
import { redactableParts, redactParts } from '../../case/redact/redact-parts.ts'
import type { RedactedParts } from '../../case/redact/redact-parts.ts'
import { valuesIn } from '../../case/redact/redact-scan.ts'
import type { Finder, KnownValue } from '../../case/redact/redactor.ts'
import { bundleFrames } from './bundle-frames.ts'
import type { NamedFrames } from './bundle-frames.ts'
import { checkBundle } from '../../case/bundle/verify-bundle.ts'
import { FaultError, InputError } from '../../core/errors.ts'
import { writtenText } from '../../core/written-text.ts'
import { identifiers } from '../../detect/identifiers.gen.ts'
import { parseProfile } from '../../device/profile.ts'
import { leakFinders } from '../../pipeline/search/leak-finder.ts'
import { hearEnding } from '../on-ending.ts'

/** An original bundle that holds, read for redaction. */
export interface OriginalBundle {
  readonly manifest: Manifest
  readonly fingerprint: string
  readonly link: string
  readonly texts: ReadonlyMap<string, string>
  readonly values: readonly KnownValue[]
  readonly frames: ReadonlyMap<string, NamedFrames>
  readonly members: ReadonlyMap<string, ArchiveMember>
}

/** Longer results are not redacted: taking their text apart takes many times as much memory (the launcher gives 4 GB). */
const textBytesMax = 100_663_296

/** Reads an original. Throws an InputError where it does not hold, or is a redacted one itself. */
export async function readOriginal(source: ArchiveSource, path: string): Promise<OriginalBundle> {
  const { manifest, signature, members, discrepancies } = checkBundle(source)
  await hearEnding()
  const [first] = discrepancies
  if (first !== undefined || manifest === null || signature === null)
    throw new InputError(
      `${path} does not hold (${first?.part ?? 'bundle'}: ${first?.what ?? ''}): varde verify says all.`,
    )
  if (manifest.redaction !== undefined)
    throw new InputError(`${path} is a redacted bundle: give the original.`)
  const bytesOf = (name: string): Uint8Array => {
    const member = members.get(name) as ArchiveMember
    if (member.bytes > textBytesMax)
      throw new InputError(`${name} of ${path} is too large to be redacted (${member.bytes} bytes).`)
    return source.read(member.start, member.bytes)
  }
  const texts = new Map(redactableParts(manifest.parts).map((name) => [name, textOfUtf8(bytesOf(name))]))
  const values = [...texts].flatMap(([name, text]) =>
    name.endsWith('/scan.json') ? valuesIn(jsonOf(text, name)) : [],
  )
  for (const { name } of manifest.parts)
    if (name.startsWith('profile/')) values.push(...valuesOfProfile(writtenText(bytesOf(name), name), name))
  await hearEnding()
  return {
    manifest,
    fingerprint: signature.fingerprint,
    link: linkTo(bytesOf(signatureName), bytesOf(manifestName)),
    texts,
    values: namedFirst(values),
    frames: await bundleFrames(source, manifest, members, texts),
    members,
  }
}

/** A value that stands under two kinds is named in texts by the one that varde knows. */
function namedFirst(values: readonly KnownValue[]): KnownValue[] {
  const known = new Set(identifiers.map(({ name }) => name))
  return values.toSorted(
    (left, right) => Number(known.has(right.identifier)) - Number(known.has(left.identifier)),
  )
}

/** How reasons name a place of the profile: they tell where the hidden coordinates beside them are. */
const aroundPlace = ['"', '" of the profile'] as const

function valuesOfProfile(text: string, name: string): KnownValue[] {
  const profile = parseProfile(text, name, identifiers)
  const types = new Map(identifiers.map((type) => [type.name, type]))
  const known = (identifier: string, value: string): KnownValue => ({
    identifier,
    value,
    normal: types.get(identifier)?.normalise(value) || value.trim(),
  })
  return [
    ...[...profile.identifiers].flatMap(([identifier, values]) =>
      values.map((value) => known(identifier, value)),
    ),
    ...profile.places.flatMap(({ name: placeName, cells, bssids }) => [
      { identifier: 'place', value: placeName, normal: placeName, around: aroundPlace },
      ...cells.map((cell) => known('cell-id', cell)),
      ...bssids.map((bssid) => known('bssid', bssid)),
    ]),
  ]
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new InputError(`${name} is no result of varde.`, { cause })
    throw cause
  }
}

/** What looks for the values of an original that are not to stay: known by every way of writing them, which takes long to make. */
export function findersOf(original: OriginalBundle, kept: ReadonlySet<string>): Promise<() => Finder> {
  return leakFinders(hiddenValues(original, kept), kept, hearEnding)
}

/** Redacts an original. What it gives depends on its arguments alone: the same again, whoever runs it. */
export function redactOriginal(
  original: OriginalBundle,
  kept: ReadonlySet<string>,
  act: Act,
  finder: Finder,
): Promise<RedactedParts> {
  // Beside coordinates in clear the name of a place tells nothing more.
  const values = original.values.filter(({ around }) => around === undefined || !kept.has('location'))
  return redactParts(original, values, kept, finder, act, hearEnding)
}

function hiddenValues(original: OriginalBundle, kept: ReadonlySet<string>): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>()
  for (const { identifier, value, normal, around } of original.values) {
    if (kept.has(identifier) || around !== undefined) continue
    const texts = values.get(identifier) ?? new Set()
    values.set(identifier, texts.add(value).add(normal))
  }
  return values
}

/** Refuses what still shows a value somewhere, whatever its form: then nothing is written. */
export async function requireNoLeak(
  finder: Finder,
  parts: readonly { readonly name: string; readonly text: string }[],
): Promise<void> {
  for (const { name, text } of parts) {
    const [identifier] = finder(name.endsWith('.json') ? withoutNumbers(text) : text).identifiers
    if (identifier !== undefined)
      throw new FaultError(`${name} would still show a value of ${identifier}: nothing was written.`)
    await hearEnding()
  }
}

/** A document as it is written, but for its numbers: counts and places may be the same as a value by chance. */
function withoutNumbers(text: string): string {
  return JSON.stringify(JSON.parse(text), (_, value: unknown) => (typeof value === 'number' ? 0 : value), 2)
}

/** A random salt for one commitment, as hex of {@link saltBytes} bytes. */
export function newSalt(): string {
  return randomBytes(saltBytes).toString('hex')
}
