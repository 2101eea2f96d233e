import { AnomalyLog } from '../../src/core/anomaly.ts'
import type { Entry, EntryCounts, EntryFormat } from '../../src/source/entry.ts'
import { openEntryReader } from '../../src/source/open-entry-reader.ts'

export interface ReadEntries {
  /** Entries with their numbers, their bytes copied. */
  readonly entries: readonly { readonly number: number; readonly entry: Entry }[]
  readonly counts: EntryCounts
  readonly refusal: string
  /** Codes of the anomalies with their counts. */
  readonly codes: Record<string, number>
}

/** Reads a file of entries in memory, pushed in pieces of `chunkBytes`; each piece is overwritten after its push. */
export function readEntries(
  format: EntryFormat,
  bytes: Buffer,
  chunkBytes: number = bytes.length,
): ReadEntries {
  const anomalies = new AnomalyLog()
  const entries: { number: number; entry: Entry }[] = []
  const reader = openEntryReader(
    format,
    { entry: (entry, number) => entries.push({ number, entry: structuredCloneOf(entry) }) },
    anomalies,
  )
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const piece = Buffer.from(bytes.subarray(at, at + chunkBytes))
    reader.push(piece, 0, piece.length)
    piece.fill(0xee)
  }
  reader.end()
  const codes = Object.fromEntries([...anomalies.tallies].map(([code, tally]) => [code, tally.count]))
  return { entries, counts: reader.counts, refusal: reader.refusal, codes }
}

/** Bytes that the file's parts add up to: the size of the file. */
export function accountedBytes({ counts }: ReadEntries): number {
  return counts.containerBytes + counts.entryBytes + counts.unreadBytes
}

/** A copy that keeps Buffers as such. */
function structuredCloneOf<T>(value: T): T {
  if (Buffer.isBuffer(value)) return Buffer.from(value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => structuredCloneOf(item)) as T
  if (typeof value !== 'object' || value === null) return value
  const copied = Object.entries(value).map(([name, member]) => [name, structuredCloneOf(member as unknown)])
  return Object.fromEntries(copied) as T
}
