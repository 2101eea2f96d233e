import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { readError } from '../../core/read-error.ts'
import type { CaseFiles } from './case-files.ts'
import { guarded } from './durable.ts'
import { DamagedFileError } from '../keys/sealed-file.ts'
import type { Acting } from './custody.ts'
import { placeRecorded } from './place-recorded.ts'

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

const copyBytes = 1_048_576

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
  const known = files.namesIn(kind).find((name) => name.startsWith(digest))
  const path = `${kind}/${known ?? `${digest}${safeExtension(file)}`}`
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
