/**
 * All reading and writing of a case's files goes through here: names are paths in the case with `/` between folders,
 * contents are clear, and on the disk they are clear or encrypted as the case is. Nothing clear of an encrypted case is
 * ever written; what is read is held in memory, a chunk at a time.
 */

import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { factsName, marksName, parseFacts } from '../case-facts.ts'
import type { CaseFacts } from '../case-facts.ts'
import { entriesOf, statsOf } from './case-folder.ts'
import { keyedDigest, keyName, openText, sealText } from '../keys/case-key.ts'
import { flushFolder, guarded, makeFolders, writeFully } from './durable.ts'
import { ledgerName } from '../manifest.ts'
import { DamagedFileError, openSealed, sealedContentBytes, sealedSink } from '../keys/sealed-file.ts'
import type { ByteFile, ByteSink } from '../keys/sealed-file.ts'

/** What a file is to hold: all of it, or what is given piece by piece. */
export type Content = string | Uint8Array | ((write: (bytes: Uint8Array) => void) => void)

/** All of a content at once: for what is compared with bytes that are held anyway. */
export function contentBytes(content: Content): Buffer {
  if (typeof content !== 'function') return Buffer.from(content)
  const parts: Uint8Array[] = []
  content((bytes) => parts.push(bytes))
  return Buffer.concat(parts)
}

/** Ending of encrypted files on the disk; their names in the case have none. */
const sealedEnding = '.enc'
/** Files that are never encrypted: they hold no identifiers and are needed without the passphrase. */
const plainNames: ReadonlySet<string> = new Set([marksName, keyName, ledgerName])
/** Where people put what they wrote: it stays as they put it, also in an encrypted case. */
const reportsPlace = 'reports'
const pieceBytes = 1_048_576

/** Whether a name is one that a file has while it is written. */
function isUnfinished(name: string): boolean {
  return unfinishedPattern.test(name)
}

/** Such a name, with the number of the process that writes. */
export const unfinishedPattern: RegExp = /\.writing-(\d+)(?:-[0-9a-f]{8})?$/

/** The files of one case. Without its key (`isLocked`), an encrypted case shows names and sizes only. */
export class CaseFiles {
  readonly folder: string
  readonly isEncrypted: boolean
  private readonly key: Uint8Array | null

  constructor(folder: string, isEncrypted: boolean, key: Uint8Array | null) {
    this.folder = folder
    this.isEncrypted = isEncrypted
    this.key = key
  }

  get isLocked(): boolean {
    return this.isEncrypted && this.key === null
  }

  /** What the case is about. */
  get facts(): CaseFacts {
    return parseFacts(this.readText(this.factsPlace))
  }

  /** Name of the file with the facts. */
  get factsPlace(): string {
    return this.isEncrypted ? factsName : marksName
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, this.stored(name)))
  }

  /** Names in a folder of the case, in order, without what is not finished. */
  namesIn(place: string): string[] {
    return entriesOf(join(this.folder, place))
      .filter((entry) => !entry.startsWith('.') && !isUnfinished(entry))
      .map((entry) =>
        this.isEncrypted && entry.endsWith(sealedEnding) ? entry.slice(0, -sealedEnding.length) : entry,
      )
      .sort()
  }

  /** What people put into the case's reports, also in folders of their own there: names in the case, in order. */
  reports(): string[] {
    const path = join(this.folder, reportsPlace)
    if (!this.isFolder(reportsPlace)) return []
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .map((entry) => `${reportsPlace}/${entry.split(sep).join('/')}`)
      .filter((name) => !name.includes('/.') && !isUnfinished(name) && this.isFile(name))
      .sort()
  }

  /** Makes a folder of the case where it is missing, as in those of the first form. */
  makeFolder(place: string): void {
    const path = join(this.folder, place)
    guarded(`${path} cannot be made`, () => makeFolders(path))
  }

  /** Size of a file's content; 0 where a link leads nowhere. */
  bytesOf(name: string): number {
    const size = statsOf(join(this.folder, this.stored(name)))?.size ?? 0
    return this.isSealed(name) ? (sealedContentBytes(size) ?? 0) : size
  }

  /** False for a folder or pipe that stands in the place of a file, which nothing must wait for or read. */
  isFile(name: string): boolean {
    return statsOf(join(this.folder, this.stored(name)))?.isFile() === true
  }

  /** False for what was put beside the folders of a place. */
  isFolder(name: string): boolean {
    return statsOf(join(this.folder, name))?.isDirectory() === true
  }

  /** Opens a file for reading. Throws an InputError where the case is locked, a DamagedFileError where it does not hold. */
  open(name: string): ByteFile {
    const path = join(this.folder, this.stored(name))
    const key = this.isSealed(name) ? this.requireKey() : null
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined && !this.isFile(name))
      throw new DamagedFileError(`${name} is no file any more.`)
    const file = guarded(`${path} cannot be read`, () => openSync(path, 'r'))
    try {
      return key === null ? openPlain(file, path) : openSealed(file, key, placeOf(name), name)
    } catch (cause) {
      closeSync(file)
      throw cause
    }
  }

  /** A file's content, piece by piece. The pieces are valid until `take` returns. */
  pieces(name: string, take: (piece: Buffer) => void): void {
    const file = this.open(name)
    try {
      const buf = Buffer.allocUnsafe(pieceBytes)
      for (let at = 0; ; ) {
        const count = file.read(buf, 0, buf.length, at)
        if (count === 0) return
        take(buf.subarray(0, count))
        at += count
      }
    } finally {
      file.close()
    }
  }

  /** A file's whole content: for those that are known to be small. */
  read(name: string): Buffer {
    const parts: Buffer[] = []
    this.pieces(name, (piece) => parts.push(Buffer.from(piece)))
    return Buffer.concat(parts)
  }

  readText(name: string): string {
    return this.read(name).toString('utf8')
  }

  /** Writes a file beside its place, flushes and renames it: it is there whole, or not at all. */
  write(name: string, content: Content): void {
    const path = join(this.folder, this.stored(name))
    const temporary = `${path}.writing-${process.pid}`
    this.writeAt(temporary, name, content)
    guarded(`${path} cannot be written`, () => {
      renameSync(temporary, path)
      flushFolder(dirname(path))
    })
  }

  /** Writes and flushes what will be the file `name` at another path of the disk: to be renamed by the caller. */
  writeAt(path: string, name: string, content: Content): void {
    guarded(`${path} cannot be written`, () => {
      try {
        const file = openSync(path, 'w', 0o600)
        try {
          const sink = this.sinkOf(file, name)
          if (typeof content === 'function') content((bytes) => sink.write(bytes))
          else sink.write(typeof content === 'string' ? Buffer.from(content) : content)
          sink.end()
          fsyncSync(file)
        } finally {
          closeSync(file)
        }
      } catch (cause) {
        rmSync(path, { force: true })
        throw cause
      }
    })
  }

  /** Path of a file in the folder, as it lies on the disk. */
  stored(name: string): string {
    return this.isSealed(name) ? `${name}${sealedEnding}` : name
  }

  /**
   * The digest that a file is known by in names and in the ledger: of evidence always its SHA-256. Of what could be
   * guessed (a profile is a number of fifteen digits) a keyed one, where the case is encrypted.
   */
  knownDigest(kind: string, digest: string): string {
    return this.isEncrypted && kind !== 'evidence' ? keyedDigest(this.requireKey(), digest) : digest
  }

  /** What the ledger must not say in clear, as it stands there. `place` binds it to its record. */
  sealedDetails(place: string, details: string): string {
    return sealText(this.requireKey(), place, details)
  }

  /** What `sealedDetails` made; null where it was changed, or the case is locked. */
  openedDetails(place: string, sealed: string): string | null {
    return this.key === null ? null : openText(this.key, place, sealed)
  }

  /** What `wrap` makes of the case's key: the key itself does not leave. */
  rewrapped(wrap: (key: Uint8Array) => string): string {
    return wrap(this.requireKey())
  }

  private isSealed(name: string): boolean {
    return this.isEncrypted && !plainNames.has(name) && !name.startsWith(`${reportsPlace}/`)
  }

  private requireKey(): Uint8Array {
    if (this.key === null) throw new InputError(`${this.folder} is encrypted: give its passphrase.`)
    return this.key
  }

  private sinkOf(file: number, name: string): ByteSink {
    return this.isSealed(name)
      ? sealedSink(file, this.requireKey(), placeOf(name))
      : { write: (bytes) => writeFully(file, bytes), end: () => undefined }
  }
}

/**
 * What a sealed file is bound to. Files that are named by their digest are bound to their kind, since the name is known
 * only when they are written, and holds their content anyway; all others to their name.
 */
function placeOf(name: string): string {
  const kind = /^(evidence|events|profile|keys)\/[0-9a-f]{64}/.exec(name)?.[1]
  return kind ?? name
}

function openPlain(file: number, path: string): ByteFile {
  const { size, mtimeMs } = fstatSync(file)
  return {
    size,
    modifiedMs: mtimeMs,
    read: (into, offset, length, position) =>
      guarded(`${path} cannot be read`, () => readSync(file, into, offset, length, position)),
    close: () => closeSync(file),
  }
}

/** SHA-256 of a file's content. Throws a DamagedFileError where it cannot be read whole. */
export function digestOfFile(files: CaseFiles, name: string): string {
  const hash = createHash('sha256')
  files.pieces(name, (piece) => hash.update(piece))
  return hash.digest('hex')
}
