import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { canonicalJson } from '../canonical-json.ts'
import { plainText } from './case-folder.ts'
import { forgetAct, forgottenLine } from './open-case.ts'
import type { CaseFiles } from './case-files.ts'
import { flushFolder, guarded, writeFully } from './durable.ts'
import { ledgerLine, LedgerReader, nextRecord, readLedger } from '../ledger.ts'
import type { ClockState, CustodyRecord } from '../ledger.ts'
import { locked } from './lock.ts'
import { ledgerName } from '../manifest.ts'
import { DamagedFileError } from '../keys/sealed-file.ts'

/** Who acts, with which versions, by which command, at what time by the machine's clock. */
export interface Acting {
  readonly by: string
  readonly version: string
  /** Data sets and when they were built. */
  readonly data?: readonly string[]
  /** The command line, without names of files and without values. */
  readonly command?: string
  readonly now: () => string
  readonly clock?: () => ClockState
}

/** The records of the ledger of a case's folder, in order. */
export function recordsOf(folder: string): readonly CustodyRecord[] {
  const path = join(folder, ledgerName)
  return existsSync(path) ? readLedger(plainText(folder, ledgerName)).records : []
}

/** What does not hold in the ledger of a case's folder, a clause for each. */
export function ledgerProblems(folder: string): readonly string[] {
  return readLedger(plainText(folder, ledgerName)).problems
}

/** A record's details with what is sealed in them; as they are where the case is locked. */
export function detailsOf(
  files: CaseFiles,
  { details, sequence, at }: CustodyRecord,
): Readonly<Record<string, unknown>> {
  const { sealed, ...rest } = details
  if (typeof sealed !== 'string') return details
  const opened = files.openedDetails(`ledger ${at}`, sealed)
  if (opened === null)
    return files.isLocked ? details : { ...rest, damaged: `sealed details of record ${sequence}` }
  return { ...rest, ...(JSON.parse(opened) as Record<string, unknown>) }
}

/**
 * Appends an act to the ledger. It counts when this returns. `secret`: details that may hold identifiers (names of files,
 * of the case); in an encrypted case they are sealed.
 */
export function record(
  files: CaseFiles,
  act: string,
  details: Readonly<Record<string, unknown>>,
  acting: Acting,
  secret: Readonly<Record<string, unknown>> = {},
): CustodyRecord {
  return appendRecord(files, act, details, acting, secret, () => false)
}

/** What was read of the ledgers of cases that are open: each act is behind all others, and most are of one command. */
const readers: WeakMap<CaseFiles, LedgerReader> = new WeakMap()

function readerOf(files: CaseFiles): LedgerReader {
  const known = readers.get(files)
  if (known !== undefined) return known
  const reader = new LedgerReader()
  readers.set(files, reader)
  return reader
}

/** Appends an act, unless `isDone` says of the records that it is there; then the last record is given. */
export function appendRecord(
  files: CaseFiles,
  act: string,
  details: Readonly<Record<string, unknown>>,
  acting: Acting,
  secret: Readonly<Record<string, unknown>>,
  isDone: (records: readonly CustodyRecord[]) => boolean,
): CustodyRecord {
  const { folder } = files
  // Asked here first: it may start programs, and whoever waits for the lock would wait for them.
  acting.clock?.()
  return locked(folder, () =>
    guarded(`the ledger of ${folder} cannot be written`, () => {
      const path = join(folder, ledgerName)
      const isThere = existsSync(path)
      const text = isThere ? plainText(folder, ledgerName) : ''
      const { records, problems, tornBytes } = readerOf(files).read(text)
      const [problem] = problems
      // Behind a chain that is broken, a record would look as if it were not. Forgetting must be possible at any time.
      if (problem !== undefined && act !== forgetAct)
        throw new DamagedFileError(
          `the ledger of ${folder} does not hold (${problem}): nothing is added to it. varde case verify says all; a new case takes the files.`,
        )
      // Whatever was brought since its key was destroyed, nobody could read.
      if (records.some((one) => one.act === forgetAct)) throw new InputError(forgottenLine(folder))
      const last = records.at(-1) ?? null
      if (last !== null && isDone(records)) return last
      const file = openSync(path, 'a', 0o600)
      const wholeBytes = Buffer.byteLength(text) - tornBytes
      try {
        // What a machine that stopped had begun to write was never acknowledged.
        if (tornBytes > 0) ftruncateSync(file, wholeBytes)
        const { by, version, data, command } = acting
        const at = acting.now()
        const clock = acting.clock?.()
        const hasSecret = files.isEncrypted && Object.keys(secret).length > 0
        const said = hasSecret
          ? { ...details, sealed: files.sealedDetails(`ledger ${at}`, canonicalJson(secret)) }
          : { ...details, ...secret }
        const next = nextRecord(last, {
          at,
          act,
          by,
          version,
          details: said,
          ...(data === undefined ? {} : { data }),
          ...(command === undefined ? {} : { command }),
          ...(clock === undefined ? {} : { clock }),
        })
        try {
          writeFully(file, Buffer.from(ledgerLine(next)))
          fsyncSync(file)
          if (!isThere) flushFolder(folder)
        } catch (cause) {
          ftruncateSync(file, wholeBytes)
          throw cause
        }
        return next
      } finally {
        closeSync(file)
      }
    }),
  )
}
