/** Reads a bundle for the page: first every check, then what it shows. */
import type { ArchiveMember } from '../case/bundle/archive.ts'
import { textOfUtf8 } from '../case/bytes.ts'
import { sha256 } from '../case/digest.ts'
import { readLedger } from '../case/ledger.ts'
import type { CustodyRecord } from '../case/ledger.ts'
import { ledgerName, manifestName } from '../case/manifest.ts'
import type { Redaction } from '../case/manifest.ts'
import { bytesAt } from '../case/bundle/reading.ts'
import type { AskingWork } from '../case/bundle/reading.ts'
import { commitmentsName, readCommitments } from '../case/redact/commitment.ts'
import type { Commitment } from '../case/redact/commitment.ts'
import { checkingBundle } from '../case/bundle/verify-bundle.ts'
import type { CheckedBundle } from '../case/bundle/verify-bundle.ts'
import { readScan } from './scan-document.ts'
import type { ShownScan } from './scan-document.ts'

/** Larger results are not shown: a browser would take too long. */
const resultBytesMax = 268_435_456

/** What a bundle shows, and what the checks say of it. */
export interface BundleEvidence {
  readonly checked: CheckedBundle
  /** Empty where the bundle does not hold: nothing of it is read any further then. */
  readonly ledger: readonly CustodyRecord[]
  readonly results: readonly ShownResult[]
  /** Of a redacted bundle; null where it is none. */
  readonly redacted: RedactedEvidence | null
}

/** What a redacted bundle commits to. */
export interface RedactedEvidence {
  readonly redaction: Redaction
  readonly commitments: readonly Commitment[]
  /** SHA-256 of the manifest, which openings name. */
  readonly manifestDigest: string
}

/** A result of the bundle, by its name in it. */
export interface ShownResult {
  readonly name: string
  readonly scan: ShownScan | null
  /** Why there is no scan; '' where there is one. */
  readonly problem: string
}

/** Reads a bundle of `size` bytes. Discrepancies are in what it returns, never thrown. */
export function* readingEvidence(size: number): AskingWork<BundleEvidence> {
  const checked = yield* checkingBundle(size)
  if (checked.discrepancies.length > 0 || checked.manifest === null)
    return { checked, ledger: [], results: [], redacted: null }
  const ledgerMember = checked.members.get(ledgerName)
  const ledger = ledgerMember === undefined ? [] : readLedger(yield* textOf(ledgerMember)).records
  const results: ShownResult[] = []
  for (const [name, member] of checked.members) {
    if (!/^results\/[^/]+\/scan\.json$/.test(name)) continue
    if (member.bytes > resultBytesMax) {
      results.push({ name, scan: null, problem: 'it is too large to be shown here' })
      continue
    }
    const scan = readScan(yield* textOf(member))
    results.push({ name, scan, problem: scan === null ? 'it is no result that this page can read' : '' })
  }
  return { checked, ledger, results, redacted: yield* redactedEvidence(checked) }
}

function* redactedEvidence({ manifest, members }: CheckedBundle): AskingWork<RedactedEvidence | null> {
  const stated = members.get(commitmentsName)
  const own = members.get(manifestName)
  if (manifest?.redaction === undefined || stated === undefined || own === undefined) return null
  return {
    redaction: manifest.redaction,
    commitments: readCommitments(yield* textOf(stated)) ?? [],
    manifestDigest: sha256(yield* bytesAt(own.start, own.bytes)),
  }
}

function* textOf(member: ArchiveMember): AskingWork<string> {
  return textOfUtf8(yield* bytesAt(member.start, member.bytes))
}
