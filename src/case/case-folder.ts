/**
 * A case: a folder that a person can read, copy and zip. Evidence never changes; results are added, never changed; every
 * act is a record in the chained ledger. Nothing is half-written: files are written beside their place, flushed and
 * renamed, and an act counts once its record is flushed to the ledger.
 */
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { FaultError, InputError } from '../core/errors.ts'
import { readError } from '../core/read-error.ts'
import { canonicalJson } from './canonical-json.ts'
import { factsText, factsName, marksName, marksText } from './case-facts.ts'
import type { CaseFacts } from './case-facts.ts'
import {
  CaseFiles,
  caseState,
  forgetAct,
  forgottenLine,
  hasNextKey,
  openCase,
  unfinishedPattern,
} from './case-files.ts'
import type { Content } from './case-files.ts'
import { settleKey } from './change-key.ts'
import { keyCost, keyName, newCaseKey, wrapKey } from './case-key.ts'
import type { KeyCost } from './case-key.ts'
import { sha256 } from './digest.ts'
import { codeOf, flushFolder, guarded, makeFolders, writeFully, writeWhole } from './durable.ts'
import { ledgerLine, nextRecord, readLedger } from './ledger.ts'
import type { ClockState, CustodyRecord } from './ledger.ts'
import { isOfLock, isOther, locked, markPattern, ownMark } from './lock.ts'
import { ledgerName } from './manifest.ts'
import { DamagedFileError } from './sealed-file.ts'
import { fingerprintOf } from './sign-manifest.ts'

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

/** Kinds of files that a case is given. */
export const itemKinds = ['evidence', 'events', 'profile', 'keys'] as const
/** What an item of a case is: a capture, device events, keys and so on. */
export type ItemKind = (typeof itemKinds)[number]

/** A file of evidence, named by its digest. */
export interface EvidenceItem {
  /** As it is known in the case: the SHA-256, or a keyed one (`CaseFiles.knownDigest`). */
  readonly digest: string
  /** Path in the case, `evidence/<digest>.<ext>`. */
  readonly path: string
  readonly bytes: number
}

/** A result: derived once, never changed. */
export interface CaseResult {
  /** Path in the case, `results/<key>/scan.json`. */
  readonly path: string
  readonly key: string
}

/** Name of the case's signing key. */
export const signingKeyName = 'keys/signing.pem'

const copyBytes = 1_048_576
/** How the name of a file begins whose act is recorded, or about to be. */
const pendingPattern = new RegExp(`^\\.pending-${markPattern}-`)
/** The name of anything that was begun, and what it is to be called. */
const begunPattern = new RegExp(`^\\.(?:adding|lock|writing|pending)-${markPattern}(?:-(.+))?$`)
const folders = ['evidence', 'results', 'events', 'reports', 'keys', 'profile', 'seals'] as const

/**
 * Makes a new case in an empty or missing folder, with a signing key of its own; encrypted where there is a passphrase.
 * What could not be made whole is removed again.
 */
export function initCase(
  folder: string,
  facts: CaseFacts,
  acting: Acting,
  passphrase: string | null = null,
  cost: KeyCost = keyCost,
  signingKey: string = newSigningKey(),
): CaseFiles {
  const isThere = existsSync(folder)
  refuseFilled(folder)
  const key = passphrase === null ? null : newCaseKey()
  const wrapped = key === null || passphrase === null ? null : wrapKey(key, passphrase, cost)
  const files = new CaseFiles(folder, key !== null, key)
  guarded(`${folder} cannot be made`, () => makeFolders(folder))
  try {
    locked(folder, () => {
      // Another command may have made a case there meanwhile.
      refuseFilled(folder)
      try {
        makeCase(files, facts, acting, wrapped, signingKey)
      } catch (cause) {
        // Only what this made: the folder was empty.
        for (const name of namesBesideLock(folder))
          rmSync(join(folder, name), { recursive: true, force: true })
        throw cause
      }
    })
  } catch (cause) {
    if (!isThere) removeEmpty(folder)
    throw cause
  }
  return files
}

function refuseFilled(folder: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory())
    throw new InputError(`${folder} is a file: give a new folder for the case.`)
  if (guarded(`${folder} cannot be read`, () => namesBesideLock(folder)).length > 0)
    throw new InputError(`${folder} is not empty: give a new folder for the case.`)
}

function namesBesideLock(folder: string): string[] {
  return readdirSync(folder).filter((name) => !isOfLock(name))
}

function makeCase(
  files: CaseFiles,
  facts: CaseFacts,
  acting: Acting,
  wrapped: string | null,
  signingKey: string,
): void {
  const { folder } = files
  guarded(`${folder} cannot be made`, () => {
    for (const name of folders) makeFolders(join(folder, name))
  })
  if (wrapped !== null) writeWhole(join(folder, keyName), wrapped)
  files.write(signingKeyName, signingKey)
  if (files.isEncrypted) files.write(factsName, factsText(facts))
  files.write(marksName, marksText(files.isEncrypted, files.isEncrypted ? null : facts))
  const marks = sha256(files.read(marksName))
  const own = files.isEncrypted
    ? {
        marks,
        facts: files.knownDigest('facts', sha256(files.read(factsName))),
        keyFile: sha256(wrapped ?? ''),
      }
    : { marks }
  const signed = { ...own, signingKey: fingerprintOf(createPublicKey(signingKey)) }
  record(files, 'init', signed, acting, { name: facts.name })
  guarded(`${folder} cannot be made`, () => flushFolder(dirname(resolve(folder))))
}

/** Removes a folder; where another command has begun something in it, it stays. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (cause) {
    if (codeOf(cause) === '') throw cause
  }
}

/** A new Ed25519 key, PKCS 8 in PEM. */
function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/**
 * Copies a file into the case under its digest. `isNew`: false where the case had it already. `secret`: what the ledger is to
 * say of it beside its name.
 */
export function addEvidence(
  files: CaseFiles,
  file: string,
  acting: Acting,
  kind: ItemKind = 'evidence',
  secret: Readonly<Record<string, unknown>> = {},
): EvidenceItem & { readonly isNew: boolean } {
  const temporary = join(files.folder, kind, `.adding-${process.pid}`)
  const copied = copyFlushed(files, file, temporary, kind)
  const digest = files.knownDigest(kind, copied.sha256)
  // The same file under another ending is the same file.
  const known = itemsOf(files, kind).find((item) => item.digest === digest)
  const path = known?.path ?? `${kind}/${digest}${safeExtension(file)}`
  const isNew = placeRecorded(
    files,
    temporary,
    path,
    acting,
    'add',
    { kind, digest, bytes: copied.bytes },
    { name: basename(file), ...secret },
  )
  return { digest, path, bytes: copied.bytes, isNew }
}

/**
 * Puts what was written at `temporary` in its place and records the act: first the record, then the place, so that
 * nothing stands in the case that the ledger does not know. A machine that stops between the two leaves a file that
 * `sweepUnfinished` puts in its place. False where this recorded nothing: the ledger knew it, or another command brought
 * it at the same time (what that recorded stays, and nothing else is put in its place), or it is not due any more: `isDue`
 * is asked with the records behind which it would come.
 */
export function placeRecorded(
  files: CaseFiles,
  temporary: string,
  path: string,
  acting: Acting,
  act: string,
  details: Readonly<Record<string, unknown>>,
  secret: Readonly<Record<string, unknown>> = {},
  isDue: (records: readonly CustodyRecord[]) => boolean = () => true,
): boolean {
  const { folder } = files
  const place = join(folder, act === 'scan' ? path : files.stored(path))
  const name = basename(place)
  const isKnown = existsSync(place) && isRecorded(folder, name)
  const pending = join(dirname(place), `.pending-${ownMark()}-${name}`)
  guarded(`${place} cannot be written`, () => {
    if (isKnown) rmSync(temporary, { recursive: true })
    else {
      renameSync(temporary, pending)
      // The ledger must not know of what a power cut can take away.
      flushFolder(dirname(place))
    }
  })
  if (isKnown) return false
  let isNew = true
  let isSame = true
  try {
    appendRecord(files, act, details, acting, secret, (records) => {
      // Two commands may bring the same: one record is enough.
      const other = records.find((one) => isAbout(one, name))
      isNew = other === undefined && isDue(records)
      isSame = isNew || (other !== undefined && says(other, details) && !isComing(pending, other))
      return !isNew
    })
  } catch (cause) {
    // Where the ledger has the record nevertheless, what belongs to it stays.
    if (!isRecorded(folder, name)) rmSync(pending, { recursive: true, force: true })
    throw cause
  }
  guarded(`${place} cannot be written`, () => {
    if (isSame) putInPlace(pending, place)
    else rmSync(pending, { recursive: true, force: true })
  })
  return isNew
}

/** Whether what was added by a record is there, or is just brought by another command, under whatever ending. */
function isComing(pending: string, { act, details }: CustodyRecord): boolean {
  const digest = digestOfRecord(details)
  return (
    act === 'add' &&
    readdirSync(dirname(pending)).some(
      (entry) => entry !== basename(pending) && entry.replace(pendingPattern, '').startsWith(String(digest)),
    )
  )
}

/** Whether a record tells of the same bytes as these details: what is added goes by its digest, of others all is told. */
function says(record: CustodyRecord, details: Readonly<Record<string, unknown>>): boolean {
  return (
    record.act === 'add' ||
    Object.entries(details).every(
      ([name, value]) => canonicalJson(record.details[name] ?? null) === canonicalJson(value),
    )
  )
}

function putInPlace(pending: string, place: string): void {
  if (existsSync(place)) rmSync(pending, { recursive: true, force: true })
  else {
    try {
      renameSync(pending, place)
    } catch (cause) {
      // Another command that opens the case may have put it there meanwhile.
      if (!existsSync(place)) throw cause
    }
  }
  flushFolder(dirname(place))
}

/** Whether the ledger knows a file (by its digest or name) or a result (by its key). */
function isRecorded(folder: string, name: string): boolean {
  return recordsOf(folder).some((record) => isAbout(record, name))
}

function isAbout({ act, details }: CustodyRecord, name: string): boolean {
  return (
    (act === 'add' && digestOfRecord(details) === name.slice(0, 64)) ||
    (act === 'scan' && details['key'] === name) ||
    details['file'] === name.replace(/\.enc$/, '')
  )
}

/** The digest that an `add` names. Ledgers of the first form say `sha256`. */
function digestOfRecord(details: Readonly<Record<string, unknown>>): unknown {
  return details['digest'] ?? details['sha256']
}

/** The case's files of a kind, in the order of their names. */
export function itemsOf(files: CaseFiles, kind: ItemKind): EvidenceItem[] {
  return files
    .namesIn(kind)
    .filter((name) => /^[0-9a-f]{64}/.test(name))
    .map((name) => ({
      digest: name.slice(0, 64),
      path: `${kind}/${name}`,
      bytes: files.bytesOf(`${kind}/${name}`),
    }))
}

/**
 * Refuses a file that was added to the case and is not any more what it was, by its SHA-256: nothing is derived from it
 * and nothing of it is handed on. Throws a DamagedFileError.
 */
export function refuseChanged(files: CaseFiles, path: string, digest: string): void {
  const [, kind, known] = /^(evidence|events|profile|keys)\/([0-9a-f]{64})/.exec(path) ?? []
  if (kind !== undefined && files.knownDigest(kind, digest) !== known)
    throw new DamagedFileError(`${path} was changed: see varde case verify.`)
}

/**
 * Keeps a result under its key: `contents` by the names of its files. Doing it twice is a no-op: the first one stays.
 * Contents that are large are given piece by piece.
 */
export function keepResult(
  files: CaseFiles,
  key: string,
  contents: Readonly<Record<string, Content>>,
  details: Readonly<Record<string, unknown>>,
  acting: Acting,
): CaseResult {
  const { folder } = files
  const path = `results/${key}`
  if (existsSync(join(folder, path)) && isRecorded(folder, key)) return { path: `${path}/scan.json`, key }
  const temporary = join(folder, 'results', `.writing-${process.pid}-${key}`)
  rmSync(temporary, { recursive: true, force: true })
  const digests: Record<string, string> = {}
  try {
    guarded(`${path} cannot be written`, () => makeFolders(temporary))
    for (const [name, content] of Object.entries(contents)) {
      const hash = createHash('sha256')
      files.writeAt(
        join(temporary, files.stored(`${path}/${name}`).slice(path.length + 1)),
        `${path}/${name}`,
        (write) => {
          const put = (bytes: Uint8Array): void => {
            hash.update(bytes)
            write(bytes)
          }
          if (typeof content === 'function') content(put)
          else put(typeof content === 'string' ? Buffer.from(content) : content)
        },
      )
      digests[name] = files.knownDigest('results', hash.digest('hex'))
    }
    guarded(`${path} cannot be written`, () => flushFolder(temporary))
  } catch (cause) {
    rmSync(temporary, { recursive: true, force: true })
    throw cause
  }
  placeRecorded(files, temporary, path, acting, 'scan', { key, files: digests, ...details })
  return { path: `${path}/scan.json`, key }
}

/** The case's results, in the order of their keys. */
export function resultsOf(files: CaseFiles): CaseResult[] {
  return files.namesIn('results').map((key) => ({ key, path: `results/${key}/scan.json` }))
}

/** The records of the ledger of a case's folder, in order. */
export function recordsOf(folder: string): readonly CustodyRecord[] {
  const path = join(folder, ledgerName)
  return existsSync(path) ? readLedger(readFileSync(path, 'utf8')).records : []
}

/** What does not hold in the ledger of a case's folder, a clause for each. */
export function ledgerProblems(folder: string): readonly string[] {
  return readLedger(readFileSync(join(folder, ledgerName), 'utf8')).problems
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
 * Ends or removes what processes that are no more had begun: what the ledger knows is put in its place. A folder that
 * cannot be written is left as it is: reading it is no less right. Whether something was put in its place.
 */
export function sweepUnfinished(folder: string): boolean {
  let isPut = false
  try {
    for (const kind of ['', ...folders]) if (sweepPlace(folder, join(folder, kind))) isPut = true
    if (settleKey(folder)) isPut = true
  } catch (cause) {
    const reason = cause instanceof FaultError ? cause.cause : cause
    if (!['EROFS', 'EACCES', 'EPERM'].includes(codeOf(reason))) throw cause
  }
  return isPut
}

/** Whether a command that is at work has something recorded, or about to be, that is not in its place yet. */
export function hasPending(folder: string): boolean {
  if (hasNextKey(folder)) return true
  return folders.some((kind) => {
    const place = join(folder, kind)
    return (existsSync(place) ? readdirSync(place) : []).some((entry) => {
      const maker = pendingPattern.exec(entry)?.[1]
      return maker !== undefined && isOther(maker)
    })
  })
}

function sweepPlace(folder: string, place: string): boolean {
  let isPut = false
  for (const entry of existsSync(place) ? readdirSync(place) : []) {
    const match = begunPattern.exec(entry) ?? unfinishedPattern.exec(entry)
    if (match === null || isOther(match[1] ?? '')) continue
    const name = match[2] ?? ''
    if (entry.startsWith('.pending-') && isRecorded(folder, name)) {
      putInPlace(join(place, entry), join(place, name))
      isPut = true
    } else rmSync(join(place, entry), { recursive: true, force: true })
  }
  return isPut
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

/** Appends an act, unless `isDone` says of the records that it is there; then the last record is given. */
function appendRecord(
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
      const text = isThere ? readFileSync(path, 'utf8') : ''
      const { records, problems, tornBytes } = readLedger(text)
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

/** Opens a case for the next act, and ends what others had begun in it. */
export function enterCase(folder: string, passphrase: string | null): CaseFiles {
  // First of all: nothing is tidied in what is no case, or a newer one.
  caseState(folder)
  sweepUnfinished(folder)
  return openCase(folder, passphrase)
}

function copyFlushed(
  files: CaseFiles,
  from: string,
  to: string,
  kind: ItemKind,
): { sha256: string; bytes: number } {
  let source: number
  try {
    if (!statSync(from).isFile()) throw new InputError(`${from} is no regular file: a case keeps files.`)
    source = openSync(from, 'r')
  } catch (cause) {
    throw readError(from, cause)
  }
  const hash = createHash('sha256')
  let bytes = 0
  try {
    files.writeAt(to, `${kind}/${'0'.repeat(64)}`, (write) => {
      const buf = Buffer.allocUnsafe(copyBytes)
      for (;;) {
        const count = guarded(`${from} cannot be read`, () => readSync(source, buf, 0, buf.length, null))
        if (count === 0) break
        hash.update(buf.subarray(0, count))
        write(buf.subarray(0, count))
        bytes += count
      }
    })
  } finally {
    closeSync(source)
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** The file's ending where it is a plain one. */
function safeExtension(file: string): string {
  const extension = extname(file).toLowerCase()
  return /^\.[a-z0-9]{1,10}$/.test(extension) && extension !== '.enc' ? extension : ''
}
