import type { BundlePart, Manifest } from '../manifest.ts'
import { ledgerName } from '../manifest.ts'
import { actOf, ledgerLine, nextRecord, readLedger } from '../ledger.ts'
import type { Act, CustodyRecord } from '../ledger.ts'
import type { CommittedValue } from './commitment.ts'
import { frameKind, framesPart } from './frames.ts'
import type { CommittedFrame } from './frames.ts'
import { mapTexts } from './map-texts.ts'
import { redactScan } from './redact-scan.ts'
import { Redactor } from './redactor.ts'
import type { Finder, KnownValue } from './redactor.ts'

/** What is redacted: texts of an original bundle, by the names of its parts. */
export interface Original {
  readonly manifest: Manifest
  /** Parts of {@link redactableParts}. */
  readonly texts: ReadonlyMap<string, string>
  /** Frames that results name, by the names of these; those that are too many are counted only. */
  readonly frames: ReadonlyMap<
    string,
    { readonly frames: readonly CommittedFrame[]; readonly leftOut: number }
  >
}

/** A redacted bundle but for manifest, signature and commitments. */
export interface RedactedParts {
  readonly parts: readonly { readonly name: string; readonly text: string }[]
  readonly committed: readonly CommittedValue[]
  readonly manifest: Pick<Manifest, 'case' | 'operator' | 'engine' | 'host'>
  /** The original's parts and Merkle root, digests as marks. */
  readonly original: { readonly merkleRoot: string; readonly parts: readonly OriginalPart[] }
}

/** A part of the original as the redacted bundle names it. */
export interface OriginalPart {
  readonly name: string
  readonly sha256: string
}

const caseName = 'case.yaml'
/** Beside a result, the list of its frames. */
export const framesName = 'frames.json'
const digestKind = 'digest'
const resultPart = /^results\/([^/]+)\/(scan\.json|evidence\.txt|recipe\.json)$/
/** Digests, and names that were made of them. */
const digestText = /[0-9a-f]{16,}/g

/** Parts of an original whose text goes into a redacted bundle. All others (captures, profile, keys, tables) stay out. */
export function redactableParts(parts: readonly BundlePart[]): string[] {
  return parts
    .map(({ name }) => name)
    .filter((name) => name === caseName || name === ledgerName || resultPart.test(name))
}

/**
 * Redacts the texts of a bundle. Digests of its parts are replaced as values are: with the digest of a result, whoever knows
 * all of it but one number could try numbers. The ledger is chained anew, for the same reason, with `act` (who redacted,
 * and when) at its end. `rest` is waited for again and again meanwhile.
 */
export async function redactParts(
  original: Original,
  values: readonly KnownValue[],
  kept: ReadonlySet<string>,
  finder: Finder,
  act: Act,
  rest?: () => Promise<void>,
): Promise<RedactedParts> {
  // Those of the parts are known for what they are: else each would be tried as the salted digest of every value.
  const known = original.manifest.parts.map(({ sha256 }) => ({
    identifier: digestKind,
    value: sha256,
    normal: sha256,
  }))
  const redactor = new Redactor(
    [...values.filter(({ identifier }) => !kept.has(identifier)), ...known],
    finder,
    rest,
  )
  const digest = (text: string): string => redactor.mark(digestKind, text)
  const withoutDigests = (text: string): string =>
    // Marks hold none: their numbers are short.
    redactor.alone(text).replaceAll(digestText, digest)
  const keys = new Map<string, string>()
  const nameOf = (name: string): string => {
    const match = resultPart.exec(name)
    if (match === null) return withoutDigests(name)
    const [, key = '', file = ''] = match
    if (!keys.has(key)) keys.set(key, String(keys.size + 1))
    return `results/${keys.get(key) ?? ''}/${file}`
  }
  const parts: { name: string; text: string }[] = []
  for (const [name, text] of original.texts) {
    if (name === ledgerName) parts.push({ name, text: ledgerText(text, withoutDigests, act) })
    else if (name.endsWith('/scan.json')) {
      const document = await redactScan(JSON.parse(text), redactor, kept)
      parts.push({
        name: nameOf(name),
        text: `${JSON.stringify(mapTexts(document, digests(digest)), null, 2)}\n`,
      })
      const named = original.frames.get(name)
      if (named === undefined) continue
      const listed = framesPart(named.frames, named.leftOut, (frame) => redactor.mark(frameKind, frame))
      parts.push({ name: nameOf(name).replace('scan.json', framesName), text: listed })
    } else
      parts.push({
        name: nameOf(name),
        text: (await redactor.lines(text)).replaceAll(digestText, digest),
      })
  }
  const { manifest } = original
  const words = (text: string): string => redactor.alone(text)
  return {
    parts,
    manifest: {
      case: {
        name: words(manifest.case.name),
        device: words(manifest.case.device),
        timeZone: manifest.case.timeZone,
      },
      operator: words(manifest.operator),
      engine: manifest.engine,
      host: manifest.host,
    },
    original: {
      merkleRoot: digest(manifest.merkleRoot),
      parts: manifest.parts.map(({ name, sha256 }) => ({ name: nameOf(name), sha256: digest(sha256) })),
    },
    committed: redactor.committed,
  }
}

/** Of a result, only whole digests of files are digests: other hex may be part of a path. */
function digests(digest: (text: string) => string): (text: string) => string {
  return (text) => text.replaceAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g, digest)
}

/** The ledger without values and digests, chained anew; the last record is that of the redaction. */
function ledgerText(text: string, change: (text: string) => string, act: Act): string {
  const acts = readLedger(text)
    .records.map(actOf)
    .map((record) => ({
      ...record,
      by: change(record.by),
      ...(record.command === undefined ? {} : { command: change(record.command) }),
      details: mapTexts(record.details, change) as CustodyRecord['details'],
    }))
  let last: CustodyRecord | null = null
  let lines = ''
  for (const one of [...acts, act]) {
    last = nextRecord(last, one)
    lines += ledgerLine(last)
  }
  return lines
}
