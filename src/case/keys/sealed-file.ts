/**
 * An encrypted file of a case: AES-256-GCM in chunks, after the STREAM construction (Hoang, Reyhanitabar, Rogaway and
 * Vizár 2015) that age uses, too. Chunks are read and written one at a time, so that a file of any size takes the memory
 * of one; each carries its number and whether it is the last, so that a chunk that was changed, moved, repeated or cut
 * off is found. The key of a file follows from the case's key, a salt and the place that the file belongs to: a file in
 * another's place does not open.
 *
 *     "VARDEENC" | version, 1 byte | log2 of the chunk, 1 byte | 6 zeros | salt, 32 bytes | chunks
 *     chunk: up to 256 KiB encrypted | tag, 16 bytes;  nonce: number, 11 bytes, big end first | 1 for the last, else 0
 */
import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, fstatSync, readSync } from 'node:fs'
import { FaultError } from '../../core/errors.ts'
import { writeFully } from '../folder/durable.ts'
import { openGcm } from './open-gcm.ts'

const magic = 'VARDEENC'
const formatVersion = 1
const chunkBits = 18
const chunkBytes = 1 << chunkBits
const saltBytes = 32
const headerBytes = 16 + saltBytes
const tagBytes = 16

/** A file of the case is not as it was written. Everything that reads says so in one line; nothing of it is used. Exit code 1: a case that does not hold. */
export class DamagedFileError extends FaultError {
  override readonly name = 'DamagedFileError'
}

/** An open file with random access. */
export interface ByteFile {
  /** Size of what is read, in bytes. */
  readonly size: number
  /** Milliseconds since 1970 at which the file was last written. */
  readonly modifiedMs: number
  /** Reads up to `length` bytes at `position` into `into`; returns how many, 0 at the end. */
  read(into: Uint8Array, offset: number, length: number, position: number): number
  close(): void
}

/** Takes the bytes of a file in order. */
export interface ByteSink {
  write(bytes: Uint8Array): void
  /** Ends the file; nothing is written afterwards. */
  end(): void
}

/** Bytes that a sealed file of `storedBytes` holds; null where no sealed file has this size. */
export function sealedContentBytes(storedBytes: number): number | null {
  const body = storedBytes - headerBytes
  const chunks = Math.ceil(body / (chunkBytes + tagBytes))
  const content = body - chunks * tagBytes
  const isPossible = chunks >= 1 && content >= (chunks - 1) * chunkBytes && (chunks === 1 || content > 0)
  return isPossible ? content : null
}

/** Writes a sealed file into an open, empty one. `place`: what the file belongs to. */
export function sealedSink(file: number, key: Uint8Array, place: string): ByteSink {
  const header = Buffer.alloc(headerBytes)
  header.write(magic, 'latin1')
  header[8] = formatVersion
  header[9] = chunkBits
  randomBytes(saltBytes).copy(header, headerBytes - saltBytes)
  const fileKey = fileKeyOf(key, header, place)
  const held = Buffer.alloc(chunkBytes)
  let heldBytes = 0
  let chunk = 0
  writeFully(file, header)
  const put = (isLast: boolean): void => {
    const cipher = createCipheriv('aes-256-gcm', fileKey, nonceOf(chunk++, isLast))
    const sealed = cipher.update(held.subarray(0, heldBytes))
    cipher.final()
    writeFully(file, Buffer.concat([sealed, cipher.getAuthTag()]))
    heldBytes = 0
  }
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        // A full chunk waits for the next byte: only then is it known not to be the last.
        if (heldBytes === chunkBytes) put(false)
        const count = Math.min(chunkBytes - heldBytes, bytes.length - at)
        held.set(bytes.subarray(at, at + count), heldBytes)
        heldBytes += count
        at += count
      }
    },
    end: () => put(true),
  }
}

/**
 * Opens a sealed file that lies in an open one, which is closed with it. `name` is for what is said to the user. The last
 * chunk is checked at once, each other when it is read. Throws a DamagedFileError.
 */
export function openSealed(file: number, key: Uint8Array, place: string, name: string): ByteFile {
  const { size: storedBytes, mtimeMs } = fstatSync(file)
  const header = Buffer.alloc(headerBytes)
  const size = sealedContentBytes(storedBytes)
  const isSealed =
    readSync(file, header, 0, headerBytes, 0) === headerBytes &&
    header.toString('latin1', 0, magic.length) === magic
  if (!isSealed || size === null)
    throw new DamagedFileError(`${name} is damaged: it is no whole encrypted file any more.`)
  if (header[8] !== formatVersion || header[9] !== chunkBits)
    throw new DamagedFileError(`${name} is damaged, or was written by a newer varde.`)
  const fileKey = fileKeyOf(key, header, place)
  const chunks = Math.max(1, Math.ceil(size / chunkBytes))
  let held: Buffer = Buffer.alloc(0)
  let heldChunk = -1
  const load = (chunk: number): void => {
    const bytes = Math.min(chunkBytes, size - chunk * chunkBytes)
    const sealed = Buffer.allocUnsafe(bytes + tagBytes)
    const count = readSync(file, sealed, 0, sealed.length, headerBytes + chunk * (chunkBytes + tagBytes))
    const opened =
      count === sealed.length ? openChunk(fileKey, nonceOf(chunk, chunk === chunks - 1), sealed) : null
    if (opened === null)
      throw new DamagedFileError(
        `${name} is damaged: part ${chunk + 1} of ${chunks} was changed, moved or cut.`,
      )
    held = opened
    heldChunk = chunk
  }
  load(chunks - 1)
  return {
    size,
    modifiedMs: mtimeMs,
    read(into, offset, length, position) {
      let done = 0
      while (done < length && position + done < size) {
        const at = position + done
        const chunk = Math.floor(at / chunkBytes)
        if (chunk !== heldChunk) load(chunk)
        const start = at - chunk * chunkBytes
        const count = Math.min(length - done, held.length - start)
        into.set(held.subarray(start, start + count), offset + done)
        done += count
      }
      return done
    },
    close: () => closeSync(file),
  }
}

function openChunk(fileKey: Uint8Array, nonce: Buffer, sealed: Buffer): Buffer | null {
  return openGcm(fileKey, nonce, sealed.subarray(0, -tagBytes), sealed.subarray(-tagBytes))
}

function fileKeyOf(key: Uint8Array, header: Buffer, place: string): Buffer {
  const context = Buffer.concat([header.subarray(0, 16), Buffer.from(`varde case file\0${place}`)])
  return Buffer.from(hkdfSync('sha256', key, header.subarray(headerBytes - saltBytes), context, 32))
}

function nonceOf(chunk: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(chunk, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}
