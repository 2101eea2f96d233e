/**
 * Commitments to values. A commitment shows nothing of its value, since a random salt of 256 bits is hashed with it: whoever
 * tries all IMEIs finds none. Who has value and salt can show that this value, and no other, was meant.
 */
import { parseJson } from '../../core/parse-json.ts'
import { bytesOfHex, hex, joined, utf8 } from '../bytes.ts'
import { newDigest } from '../primitives.ts'

/** Part of a redacted bundle that holds the commitments. */
export const commitmentsName = 'commitments.json'

/** What stands in the place of a value: its number is in the marks. */
export interface Commitment {
  /** Kind of value: the name of an identifier, or `digest`. */
  readonly identifier: string
  /** From 1 within its kind, in the order in which the values are met. */
  readonly number: number
  /** SHA-256 as hex, see {@link commitmentTo}. */
  readonly commitment: string
}

/** What opens a commitment. The holder keeps it. */
export interface Opening {
  readonly identifier: string
  readonly number: number
  readonly value: string
  /** 32 bytes as hex. */
  readonly salt: string
}

/** A value before it is committed to. */
export type CommittedValue = Pick<Opening, 'identifier' | 'number' | 'value'>

/** Length of a salt: as much as the digest, so that trying salts is no easier than trying digests. */
export const saltBytes = 32
const domain = utf8('varde/commitment@1\0')

/**
 * SHA-256 over the domain, then identifier and value (each behind its length in bytes, 32 bits, most significant first), then
 * the salt: no two openings are written the same way.
 */
export function commitmentTo({ identifier, value, salt }: Omit<Opening, 'number'>): string {
  const digest = newDigest()
  digest.update(joined([domain, withLength(utf8(identifier)), withLength(utf8(value)), bytesOfHex(salt)]))
  return hex(digest.bytes())
}

/** Bytes behind their length. */
export function withLength(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length)
  return joined([length, bytes])
}

/** What stands in a text for a value. The signs around it stand nowhere else in a redacted text. */
export function markOf({ identifier, number }: Pick<Commitment, 'identifier' | 'number'>): string {
  return `⟦${identifier} ${number}⟧`
}

/** The text of the part. */
export function commitmentsText(commitments: readonly Commitment[]): string {
  return `${JSON.stringify({ schema: 'varde/commitments@1', commitments }, null, 2)}\n`
}

/** Reads the part; null where it is none. */
export function readCommitments(text: string): Commitment[] | null {
  const listed = listIn(text, 'varde/commitments@1', 'commitments')
  if (listed === null) return null
  const commitments = listed.flatMap((entry): Commitment[] => {
    const { number, identifier, commitment } = entry
    return typeof number === 'number' &&
      typeof identifier === 'string' &&
      typeof commitment === 'string' &&
      /^[0-9a-f]{64}$/.test(commitment)
      ? [{ identifier, number, commitment }]
      : []
  })
  const isWhole = commitments.length === listed.length
  return isWhole && new Set(commitments.map(markOf)).size === commitments.length ? commitments : null
}

/** Openings as a file: all of them (the holder's secrets), or those that are revealed. */
export interface OpeningsFile {
  /** SHA-256 of the manifest of the redacted bundle that they belong to. */
  readonly manifest: string
  readonly openings: readonly Opening[]
}

/** The file of openings (`varde/openings@1`), as {@link readOpenings} reads it. */
export function openingsText({ manifest, openings }: OpeningsFile): string {
  return `${JSON.stringify({ schema: 'varde/openings@1', manifest, openings }, null, 2)}\n`
}

/** Reads such a file; null where it is none. */
export function readOpenings(text: string): OpeningsFile | null {
  const listed = listIn(text, 'varde/openings@1', 'openings')
  if (listed === null) return null
  const openings = listed.flatMap((entry): Opening[] => {
    const { number, identifier, value, salt } = entry
    return typeof number === 'number' &&
      typeof identifier === 'string' &&
      typeof value === 'string' &&
      typeof salt === 'string' &&
      /^[0-9a-f]{64}$/.test(salt)
      ? [{ identifier, number, value, salt }]
      : []
  })
  const { manifest } = JSON.parse(text) as Record<string, unknown>
  return openings.length === listed.length && typeof manifest === 'string' ? { manifest, openings } : null
}

function listIn(text: string, schema: string, name: string): Record<string, unknown>[] | null {
  const document = parseJson(text)
  if (typeof document !== 'object' || document === null) return null
  const fields = document as Record<string, unknown>
  const list = fields[name]
  if (fields['schema'] !== schema || !Array.isArray(list)) return null
  return list.map((entry: unknown) =>
    typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {},
  )
}

/** Of openings, those that open a commitment of the bundle, and what does not hold of the others, as clauses. */
export function checkOpenings(
  commitments: readonly Commitment[],
  file: OpeningsFile,
  manifestDigest: string,
): { readonly opened: readonly Opening[]; readonly problems: readonly string[] } {
  if (file.manifest !== manifestDigest)
    return { opened: [], problems: ['the openings were made for another bundle'] }
  const byMark = new Map(commitments.map((stated) => [markOf(stated), stated]))
  const opened: Opening[] = []
  const problems: string[] = []
  for (const opening of file.openings) {
    const stated = byMark.get(markOf(opening))
    const name = `${opening.identifier} ${opening.number}`
    if (stated === undefined) problems.push(`${name}: the bundle has no such commitment`)
    else if (commitmentTo(opening) !== stated.commitment)
      problems.push(`${name}: value and salt do not open the commitment`)
    else opened.push(opening)
  }
  return { opened, problems }
}
