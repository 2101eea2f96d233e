/**
 * Files that captures, keys, events and results are read from. They lie on the disk, or below a folder that was mounted:
 * there somebody else opens them (an encrypted case does, and nothing clear of it is ever written to the disk).
 */
import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { FaultError, InputError } from '../../core/errors.ts'
import { readError } from '../../core/read-error.ts'

/** An open regular file with random access. */
export interface OpenFile {
  readonly size: number
  /** Milliseconds since 1970 at which it was last written. */
  readonly modifiedMs: number
  read(into: Uint8Array, offset: number, length: number, position: number): number
  close(): void
}

/** Opens files of a mounted folder by their path in it, with `/` between folders; null where there is none. */
export type OpenBelow = (name: string) => OpenFile | null

const mounts: Map<string, OpenBelow> = new Map()
const pieceBytes = 1_048_576

/** Has the files below `folder` opened by `open`, for the life of the process or until the function given is called. */
export function mount(folder: string, open: OpenBelow): () => void {
  const place = resolve(folder)
  mounts.set(place, open)
  return () => void mounts.delete(place)
}

/** Opens a file below a mounted folder; null where it does not lie below one. Throws ENOENT as the disk does. */
export function openMounted(path: string): OpenFile | null {
  if (mounts.size === 0) return null
  const full = resolve(path)
  for (const [folder, open] of mounts) {
    if (!full.startsWith(folder + sep)) continue
    const file = open(full.slice(folder.length + 1).replaceAll(sep, '/'))
    if (file === null)
      throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' })
    return file
  }
  return null
}

/** Opens a file wherever it lies. Throws what the system throws. */
export function openFile(path: string): OpenFile {
  return openMounted(path) ?? openOnDisk(path)
}

/** Whether a path is a regular file that can be read again. */
export function isRegularFile(path: string): boolean {
  try {
    const mounted = mounts.size === 0 ? null : openMounted(path)
    mounted?.close()
    return mounted !== null || statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch (error) {
    // Who opens it says why that cannot be done.
    if (error instanceof Error && 'syscall' in error) return false
    throw error
  }
}

/** The open file descriptor of the file at `path` as an OpenFile, which closes it. */
export function fileOf(file: number, path: string): OpenFile {
  const status = fstatSync(file)
  // A pipe is read in order, and has no places.
  const isPlaced = status.isFile()
  return {
    size: status.size,
    modifiedMs: status.mtimeMs,
    read: (into, offset, length, position) =>
      readPlaced(path, file, into, offset, length, isPlaced ? position : null),
    close: () => closeSync(file),
  }
}

/** Reads, and names the file where its disk, card or share fails; throws else what the system throws. */
function readPlaced(
  path: string,
  file: number,
  into: Uint8Array,
  offset: number,
  length: number,
  position: number | null,
): number {
  try {
    return readSync(file, into, offset, length, position)
  } catch (cause) {
    const error = readError(path, cause)
    throw error instanceof FaultError ? error : cause
  }
}

/** As much of a file as tells its format: what {@link readHead} reads. */
export const headBytes = 65_536

/** The first bytes of a file, up to 64 KiB. Throws what the system throws. */
export function readHead(path: string): Buffer {
  const file = openFile(path)
  try {
    const head = Buffer.alloc(headBytes)
    return head.subarray(0, file.read(head, 0, head.length, 0))
  } finally {
    file.close()
  }
}

/** A file's bytes as a stream, from its start; of one on the disk no more than `bytesMax`. */
export function streamOf(path: string, bytesMax: number = Number.POSITIVE_INFINITY): Readable {
  const file = openMounted(path)
  if (file === null) return createReadStream(path, { highWaterMark: pieceBytes, end: bytesMax - 1 })
  return Readable.from(piecesOf(file), { objectMode: false, highWaterMark: pieceBytes })
}

/**
 * A whole file, for those that are known to be small. Throws what the system throws, and an InputError for more than
 * `bytesMax`: a device has no end.
 */
export function readWholeFile(
  path: string,
  bytesMax: number = Number.POSITIVE_INFINITY,
  advice = '',
): Buffer {
  const file = openFile(path)
  try {
    const parts: Buffer[] = []
    for (let at = 0; ; ) {
      const piece = Buffer.allocUnsafe(pieceBytes)
      const count = file.read(piece, 0, piece.length, at)
      if (count === 0) return Buffer.concat(parts)
      parts.push(piece.subarray(0, count))
      at += count
      if (at > bytesMax) throw new InputError(`${path} is longer than ${bytesMax} bytes${advice}.`)
    }
  } finally {
    file.close()
  }
}

function openOnDisk(path: string): OpenFile {
  const file = openSync(path, 'r')
  try {
    return fileOf(file, path)
  } catch (cause) {
    closeSync(file)
    throw cause
  }
}

function* piecesOf(file: OpenFile): Generator<Buffer> {
  try {
    for (let at = 0; ; ) {
      const piece = Buffer.allocUnsafe(pieceBytes)
      const count = file.read(piece, 0, piece.length, at)
      if (count === 0) return
      yield piece.subarray(0, count)
      at += count
    }
  } finally {
    file.close()
  }
}
