import { fieldsOf, listOf, recordOf, textOf } from '../core/json-value.ts'
import { parseIsoTime } from '../core/iso-time.ts'
import type { JsonRecord } from '../core/json-value.ts'
import { parseJson } from '../core/parse-json.ts'
import { utf8 } from './bytes.ts'
import { canonicalJson, isCanonical } from './canonical-json.ts'
import { sha256 } from './digest.ts'

/** What was known of the machine's clock when an act was recorded. */
export interface ClockState {
  /** Whether the system says that its clock follows a time server; null where nothing says so. */
  readonly isSynchronised: boolean | null
  /** What said so; '' where nothing did. */
  readonly source: string
  /** The machine's time zone, as `Europe/Oslo`. */
  readonly zone: string
  /** Digest of the system's number of this run (from boot to boot): times of one run can be compared. '' where unknown. */
  readonly run: string
  /** Seconds since the machine was started, by a clock that nobody sets; null where unknown. */
  readonly upSeconds: number | null
}

/** An act on the case: who did what, when, with which version. Its hash covers the record before it. */
export interface CustodyRecord {
  readonly sequence: number
  /** ISO 8601, UTC, by the clock of the machine. */
  readonly at: string
  readonly act: string
  readonly by: string
  readonly version: string
  /** Data sets and when they were built. Absent in the first form of the ledger, as the next two. */
  readonly data?: readonly string[]
  /** The command line, without names of files and without values that could hold identifiers. */
  readonly command?: string
  readonly clock?: ClockState
  /** What the act was about: names, digests, settings. No identifiers. */
  readonly details: Readonly<Record<string, unknown>>
  /** Hash of the record before; 64 zeros for the first. */
  readonly previous: string
  readonly hash: string
}

/** Stands for the hash before the first record. */
const noPrevious: string = '0'.repeat(64)

/** What a record says, without its place in the chain. */
export type Act = Omit<CustodyRecord, 'sequence' | 'previous' | 'hash'>

/** The act in a record of the ledger: what it says without its place in the chain. */
export function actOf(record: CustodyRecord): Act {
  const act: Partial<CustodyRecord> = { ...record }
  for (const name of ['sequence', 'previous', 'hash'] as const) Reflect.deleteProperty(act, name)
  return act as Act
}

/** The next record of a chain. */
export function nextRecord(last: CustodyRecord | null, act: Act): CustodyRecord {
  const body = {
    ...act,
    sequence: last === null ? 1 : last.sequence + 1,
    previous: last === null ? noPrevious : last.hash,
  }
  return { ...body, hash: sha256(canonicalJson(body)) }
}

/** A record as its line in ledger.jsonl, with the line feed. */
export function ledgerLine(record: CustodyRecord): string {
  return `${canonicalJson(record)}\n`
}

/** A ledger that was read. `problems`: what does not hold, a clause for each; the records up to there are given. */
export interface ReadLedger {
  readonly records: readonly CustodyRecord[]
  readonly problems: readonly string[]
  /** Bytes of a last line that was not finished (a machine that stopped while writing): never acknowledged. */
  readonly tornBytes: number
}

/** Reads a ledger and checks the chain: order, links, hashes, and that every line is in its one form. */
export function readLedger(text: string): ReadLedger {
  return new LedgerReader().read(text)
}

/** Reads one ledger again and again, as who appends to it does: of one that only grew, what came since. */
export class LedgerReader {
  /** The lines that were read, with their line feeds. */
  private lines = ''
  private count = 0
  private previous: string = noPrevious
  private records: CustodyRecord[] = []
  private problems: string[] = []

  /** The same as {@link readLedger} of this text. */
  read(text: string): ReadLedger {
    if (!text.startsWith(this.lines)) this.forget()
    const rest = text.slice(this.lines.length).split('\n')
    const torn = rest.pop() ?? ''
    for (const line of rest) this.line(line)
    this.lines = torn === '' ? text : text.slice(0, -torn.length)
    return { records: [...this.records], problems: [...this.problems], tornBytes: utf8(torn).length }
  }

  private forget(): void {
    this.lines = ''
    this.count = 0
    this.previous = noPrevious
    this.records = []
    this.problems = []
  }

  private line(line: string): void {
    const { problems } = this
    const number = ++this.count
    const record = parseRecord(line)
    if (record === null) {
      problems.push(`ledger line ${number} is no record`)
      return
    }
    const { hash, ...body } = record
    // First: what is not in its one form may have none.
    if (!isCanonical(`${line}\n`)) problems.push(`ledger line ${number} is not in its one form`)
    else if (sha256(canonicalJson(body)) !== hash)
      problems.push(`ledger line ${number}: its hash does not hold`)
    if (record.previous !== this.previous)
      problems.push(`ledger line ${number} does not follow the line before it`)
    if (parseIsoTime(record.at) === null) problems.push(`ledger line ${number} is of no time`)
    if (record.sequence !== number) problems.push(`ledger line ${number} has the number ${record.sequence}`)
    this.previous = hash
    this.records.push(record)
  }
}

function parseRecord(line: string): CustodyRecord | null {
  const value = parseJson(line)
  if (typeof value !== 'object' || value === null) return null
  const fields = value as Record<string, unknown>
  const isRecord =
    typeof fields['hash'] === 'string' &&
    typeof fields['previous'] === 'string' &&
    typeof fields['sequence'] === 'number' &&
    ['act', 'at', 'by', 'version'].every((name) => typeof fields[name] === 'string') &&
    recordOf(fields['details']) !== null
  return isRecord ? (value as CustodyRecord) : null
}

/** The ledger's records of results, by their keys. */
export function scansOf(records: readonly CustodyRecord[]): ReadonlyMap<string, CustodyRecord['details']> {
  return new Map(
    records.filter(({ act }) => act === 'scan').map(({ details }) => [textOf(details['key']), details]),
  )
}

/** The digests of a result's files, by name. The first form of the ledger names that of scan.json only. */
export function resultDigestsOf(details: CustodyRecord['details']): JsonRecord {
  return details['files'] === undefined ? { 'scan.json': details['result'] } : fieldsOf(details['files'])
}

/** The act that says of evidence that it is one recording, which its program cut into files. */
export const joinAct = 'join'

/** The recordings that the ledger tells of: of each the digests of its files, in the order that the act gives. */
export function recordingsIn(records: readonly CustodyRecord[]): string[][] {
  return records.filter(({ act }) => act === joinAct).map(({ details }) => joinedDigests(details))
}

/** The digests that an act names as those of the files of one recording. */
export function joinedDigests(details: CustodyRecord['details']): string[] {
  return listOf(details['digests']).map(textOf)
}
