/**
 * A case: a folder that a person can read, copy and zip. Evidence never changes; results are added, never changed; every
 * act is a record in the chained ledger. Nothing is half-written: files are written beside their place, flushed and
 * renamed, and an act counts once its record is flushed to the ledger.
 */
import { createHash, generateKeyPairSync } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { FaultError, InputError } from '../core/errors.ts'
import { ledgerLine, nextRecord, readLedger } from './ledger.ts'
import type { CustodyRecord } from './ledger.ts'

/** What the case is about, as its owner says. */
export interface CaseFacts {
  readonly name: string
  readonly device: string
  readonly timeZone: string
}

/** Who acts, with which version, at what time by the machine's clock. */
export interface Acting {
  readonly by: string
  readonly version: string
  readonly now: () => string
}

/** A file of evidence, named by its digest. */
export interface EvidenceItem {
  readonly sha256: string
  /** Path in the case, `evidence/<sha256>.<ext>`. */
  readonly path: string
  readonly bytes: number
}

/** A result: derived once, never changed. */
export interface CaseResult {
  /** Path in the case, `results/<key>/scan.json`. */
  readonly path: string
  readonly key: string
}

const copyBytes = 1_048_576
const folders = ['evidence', 'results', 'events', 'reports', 'keys', 'profile'] as const

/** Makes a new case in an empty or missing folder, with a signing key of its own. */
export function initCase(folder: string, facts: CaseFacts, acting: Acting): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new InputError(`${folder} is not empty: give a new folder for the case.`)
  guarded(`${folder} cannot be made`, () => {
    for (const name of folders) mkdirSync(join(folder, name), { recursive: true, mode: 0o700 })
  })
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  writeWhole(join(folder, 'keys/signing.pem'), pem, 0o600)
  // JSON texts are YAML texts, and cannot break out of their line.
  const yaml = Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
  writeWhole(
    join(folder, 'case.yaml'),
    `# A case of varde. Readable by hand; acts on it are in ledger.jsonl.\n${yaml.join('')}`,
    0o600,
  )
  record(folder, 'init', { name: facts.name }, acting)
}

/** Refuses a folder that is no case, in one line. */
export function requireCase(folder: string): void {
  if (!existsSync(join(folder, 'case.yaml')) || !existsSync(join(folder, 'ledger.jsonl')))
    throw new InputError(`${folder} is no case: make one with varde case init ${folder}.`)
}

/** Copies a file into the case under its digest. `isNew`: false where the case had it already. */
export function addEvidence(
  folder: string,
  file: string,
  acting: Acting,
  kind: 'evidence' | 'events' | 'profile' | 'keys' = 'evidence',
): EvidenceItem & { readonly isNew: boolean } {
  const temporary = join(folder, kind, `.adding-${process.pid}`)
  const { sha256, bytes } = copyFlushed(file, temporary)
  const name = `${sha256}${safeExtension(file)}`
  const isNew = settle(folder, kind, temporary, name, acting, 'add', {
    kind,
    sha256,
    bytes,
    name: basename(file),
  })
  return { sha256, path: `${kind}/${name}`, bytes, isNew }
}

/**
 * Puts what was written at `temporary` in its place and records the act: first the record, then the place, so that
 * nothing stands in the case that the ledger does not know. A machine that stops between the two leaves a file that
 * `sweepUnfinished` puts in its place. False where it was there and known.
 */
function settle(
  folder: string,
  kind: string,
  temporary: string,
  name: string,
  acting: Acting,
  act: string,
  details: Readonly<Record<string, unknown>>,
): boolean {
  const place = join(folder, kind, name)
  const isKnown = existsSync(place) && isRecorded(folder, name)
  const pending = join(folder, kind, `.pending-${process.pid}-${name}`)
  guarded(`${place} cannot be written`, () => {
    if (isKnown) rmSync(temporary, { recursive: true })
    else renameSync(temporary, pending)
  })
  if (isKnown) return false
  if (!isRecorded(folder, name)) record(folder, act, details, acting)
  guarded(`${place} cannot be written`, () => putInPlace(pending, place))
  return true
}

function putInPlace(pending: string, place: string): void {
  if (existsSync(place)) rmSync(pending, { recursive: true })
  else renameSync(pending, place)
  flushFolder(dirname(place))
}

/** Whether the ledger knows a file (by its digest) or a result (by its key). */
function isRecorded(folder: string, name: string): boolean {
  return recordsOf(folder).some(
    ({ act, details }) =>
      (act === 'add' && details['sha256'] === name.slice(0, 64)) ||
      (act === 'scan' && details['key'] === name),
  )
}

/** The case's files of a kind, in the order of their names. */
export function itemsOf(folder: string, kind: 'evidence' | 'events' | 'profile' | 'keys'): EvidenceItem[] {
  return readdirSync(join(folder, kind))
    .filter((name) => /^[0-9a-f]{64}/.test(name))
    .sort()
    .map((name) => ({
      sha256: name.slice(0, 64),
      path: `${kind}/${name}`,
      bytes: statSync(join(folder, kind, name)).size,
    }))
}

/** Keeps a result under its key. Doing it twice is a no-op: the first one stays. */
export function keepResult(
  folder: string,
  key: string,
  files: Readonly<Record<string, string>>,
  details: Readonly<Record<string, unknown>>,
  acting: Acting,
): CaseResult {
  if (existsSync(join(folder, 'results', key)) && isRecorded(folder, key))
    return { path: `results/${key}/scan.json`, key }
  const temporary = join(folder, 'results', `.writing-${process.pid}-${key}`)
  rmSync(temporary, { recursive: true, force: true })
  guarded(`results/${key} cannot be written`, () => {
    mkdirSync(temporary, { recursive: true, mode: 0o700 })
    for (const [name, text] of Object.entries(files)) writeWhole(join(temporary, name), text, 0o600)
    flushFolder(temporary)
  })
  settle(folder, 'results', temporary, key, acting, 'scan', { key, ...details })
  return { path: `results/${key}/scan.json`, key }
}

/** The case's results, in the order of their keys. */
export function resultsOf(folder: string): CaseResult[] {
  return readdirSync(join(folder, 'results'))
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((key) => ({ key, path: `results/${key}/scan.json` }))
}

/** The records of the ledger, in order. */
export function recordsOf(folder: string): readonly CustodyRecord[] {
  const path = join(folder, 'ledger.jsonl')
  return existsSync(path) ? readLedger(readFileSync(path, 'utf8')).records : []
}

/** Ends or removes what processes that are no more had begun: what the ledger knows is put in its place. */
export function sweepUnfinished(folder: string): void {
  for (const kind of ['', ...folders]) {
    const place = join(folder, kind)
    for (const entry of existsSync(place) ? readdirSync(place) : []) {
      const match = /^(?:\.(?:adding|lock|writing|pending)|.*\.writing)-(\d+)(?:-(.+))?/.exec(entry)
      if (match === null || isRunning(Number(match[1]))) continue
      const name = match[2] ?? ''
      if (entry.startsWith('.pending-') && isRecorded(folder, name))
        putInPlace(join(place, entry), join(place, name))
      else rmSync(join(place, entry), { recursive: true, force: true })
    }
  }
}

/** Appends an act to the ledger. It counts when this returns. */
export function record(
  folder: string,
  act: string,
  details: Readonly<Record<string, unknown>>,
  acting: Acting,
): CustodyRecord {
  return locked(folder, () =>
    guarded(`the ledger of ${folder} cannot be written`, () => {
      const path = join(folder, 'ledger.jsonl')
      const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
      const { records, tornBytes } = readLedger(text)
      const file = openSync(path, 'a', 0o600)
      try {
        // What a machine that stopped had begun to write was never acknowledged.
        if (tornBytes > 0) ftruncateSync(file, Buffer.byteLength(text) - tornBytes)
        const { by, version } = acting
        const next = nextRecord(records.at(-1) ?? null, { at: acting.now(), act, by, version, details })
        writeSync(file, ledgerLine(next))
        fsyncSync(file)
        return next
      } finally {
        closeSync(file)
      }
    }),
  )
}

/** What does not hold in the folder: evidence under another digest, the chain, what was left half-done. */
export function caseProblems(folder: string): string[] {
  const { records, problems, tornBytes } = readLedger(readFileSync(join(folder, 'ledger.jsonl'), 'utf8'))
  const found = [...problems]
  if (tornBytes > 0)
    found.push(`the ledger ends in ${tornBytes} bytes that were not finished: the next act drops them`)
  const added = new Set(records.filter(({ act }) => act === 'add').map(({ details }) => details['sha256']))
  for (const kind of ['evidence', 'events', 'profile', 'keys'] as const) {
    for (const item of itemsOf(folder, kind)) {
      if (digestOfFile(join(folder, item.path)) !== item.sha256) found.push(`${item.path} was changed`)
      if (!added.has(item.sha256)) found.push(`${item.path} is not in the ledger`)
    }
  }
  const present = new Set(
    (['evidence', 'events', 'profile', 'keys'] as const).flatMap((kind) =>
      itemsOf(folder, kind).map(({ sha256 }) => sha256),
    ),
  )
  for (const digest of added)
    if (!present.has(String(digest))) found.push(`${String(digest)} was added and is missing`)
  return found
}

function digestOfFile(path: string): string {
  const hash = createHash('sha256')
  const file = openSync(path, 'r')
  try {
    const buf = Buffer.allocUnsafe(copyBytes)
    for (;;) {
      const count = readSync(file, buf, 0, buf.length, null)
      if (count === 0) return hash.digest('hex')
      hash.update(buf.subarray(0, count))
    }
  } finally {
    closeSync(file)
  }
}

function copyFlushed(from: string, to: string): { sha256: string; bytes: number } {
  let source: number
  try {
    if (!statSync(from).isFile()) throw new InputError(`${from} is no regular file: a case keeps files.`)
    source = openSync(from, 'r')
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    const code = codeOf(cause)
    throw new InputError(
      `${from}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}.`,
      { cause },
    )
  }
  const hash = createHash('sha256')
  let bytes = 0
  try {
    guarded(`${to} cannot be written`, () => {
      const target = openSync(to, 'w', 0o600)
      try {
        const buf = Buffer.allocUnsafe(copyBytes)
        for (;;) {
          const count = readSync(source, buf, 0, buf.length, null)
          if (count === 0) break
          hash.update(buf.subarray(0, count))
          for (let written = 0; written < count; ) written += writeSync(target, buf, written, count - written)
          bytes += count
        }
        fsyncSync(target)
      } finally {
        closeSync(target)
      }
    })
  } finally {
    closeSync(source)
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** Writes a file beside its place, flushes and renames it: it is there whole, or not at all. */
export function writeWhole(path: string, text: string | Buffer, mode = 0o600): void {
  guarded(`${path} cannot be written`, () => {
    const temporary = `${path}.writing-${process.pid}`
    const file = openSync(temporary, 'w', mode)
    try {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    flushFolder(dirname(path))
  })
}

function flushFolder(folder: string): void {
  const file = openSync(folder, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** One act at a time: a lock file with the number of its process, taken over from one that is no more. */
function locked<T>(folder: string, work: () => T): T {
  const path = join(folder, 'case.lock')
  const own = join(folder, `.lock-${process.pid}`)
  guarded(`${folder} cannot be locked`, () => {
    const file = openSync(own, 'w', 0o600)
    writeSync(file, String(process.pid))
    closeSync(file)
  })
  try {
    for (let tries = 0; !isLinked(own, path); tries++) {
      const holder = holderOf(path)
      // Renaming succeeds for one of those who try.
      if (holder !== null && !isRunning(holder)) renameIfThere(path, `${own}.stale`)
      else if (tries > lockTriesMax) throw new FaultError(`${folder} is in use by another varde.`)
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lockWaitMs)
    }
    try {
      return work()
    } finally {
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(own, { force: true })
    rmSync(`${own}.stale`, { force: true })
  }
}

const lockTriesMax = 400
const lockWaitMs = 25

/** A link is made whole or not at all, so a lock always holds its process's number. */
function isLinked(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw new FaultError(`${path} cannot be made (${codeOf(cause)}).`, { cause })
  }
}

function holderOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw cause
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return codeOf(cause) !== 'ESRCH'
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

function guarded<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof FaultError) throw cause
    const code = codeOf(cause)
    const why =
      { ENOSPC: 'the disk is full', EROFS: 'the disk is read-only', EACCES: 'no permission' }[code] ??
      (code === '' ? String(cause) : code)
    throw new FaultError(`${what}: ${why}.`, { cause })
  }
}

/** The file's ending where it is a plain one. */
function safeExtension(file: string): string {
  const extension = extname(file).toLowerCase()
  return /^\.[a-z0-9]{1,10}$/.test(extension) ? extension : ''
}
