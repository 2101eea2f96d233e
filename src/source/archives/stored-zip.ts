/**
 * Zip archives of files that are stored as they are (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16): the form in which the
 * files of a recording that is an archive are handed on, one behind the other, and in which slices of it are written.
 */
import { crc32 } from 'node:zlib'
import { limits } from '../../core/limits.ts'

/** Bytes of a local header without the name. */
export const storedHeadBytes = 30
const directoryHeadBytes = 46
const endBytes = 22
const localSignature = 0x04034b50
const versionNeeded = 20
/** The names are UTF-8. */
const utf8Flag = 0x0800

/** A file with its local header before it. */
export function storedRecord(name: string, bytes: Buffer): Buffer {
  const nameBytes = Buffer.from(name)
  const head = Buffer.alloc(storedHeadBytes)
  head.writeUInt32LE(localSignature, 0)
  head.writeUInt16LE(versionNeeded, 4)
  head.writeUInt16LE(utf8Flag, 6)
  head.writeUInt32LE(crc32(bytes), 14)
  head.writeUInt32LE(bytes.length, 18)
  head.writeUInt32LE(bytes.length, 22)
  head.writeUInt16LE(nameBytes.length, 26)
  return Buffer.concat([head, nameBytes, bytes])
}

/** The directory behind records that stand at `offset` and in order behind it; `comment` is its last word. */
export function storedDirectory(records: readonly Buffer[], comment: string): Buffer {
  const parts: Buffer[] = []
  let at = 0
  for (const record of records) {
    const nameBytes = record.readUInt16LE(26)
    const entry = Buffer.alloc(directoryHeadBytes)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(versionNeeded, 4)
    // From the version that is needed to the lengths, as in the local header.
    record.copy(entry, 6, 4, storedHeadBytes)
    entry.writeUInt32LE(at, 42)
    parts.push(entry, record.subarray(storedHeadBytes, storedHeadBytes + nameBytes))
    at += storedHeadBytes + nameBytes + record.readUInt32LE(18)
  }
  const directoryBytes = parts.reduce((sum, part) => sum + part.length, 0)
  const text = Buffer.from(comment).subarray(0, 0xffff)
  const end = Buffer.alloc(endBytes)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(records.length, 8)
  end.writeUInt16LE(records.length, 10)
  end.writeUInt32LE(directoryBytes, 12)
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(text.length, 20)
  return Buffer.concat([...parts, end, text])
}

/** The header of a record, without what it holds: all that the directory needs. */
export function storedHead(record: Buffer): Buffer {
  return Buffer.from(record.subarray(0, storedHeadBytes + record.readUInt16LE(26)))
}

/** The record that begins at a place: what it is, where its bytes begin and end; null where none does that is stored as it is. */
export function storedRecordAt(
  bytes: Buffer,
  at: number,
): { readonly name: string; readonly dataAt: number; readonly end: number } | null {
  if (bytes.length - at < storedHeadBytes || bytes.readUInt32LE(at) !== localSignature) return null
  const isPacked = bytes.readUInt16LE(at + 8) !== 0
  const isEncryptedOrUnsized = (bytes.readUInt16LE(at + 6) & 9) !== 0
  if (isPacked || isEncryptedOrUnsized) return null
  const dataAt = at + storedHeadBytes + bytes.readUInt16LE(at + 26)
  const name = bytes.toString('utf8', at + storedHeadBytes, dataAt)
  return { name, dataAt, end: dataAt + bytes.readUInt32LE(at + 18) }
}

/** Takes records. */
export interface StoredZipSink {
  /** A record with its header; the bytes are its own. */
  record(name: string, record: Buffer, dataAt: number): void
}

/** Cuts such files into records, in pieces as they come: one is held at a time. */
export class StoredZipSlicer {
  /** Bytes that belong to no whole record: of one that goes on, or behind what is none. */
  restBytes = 0
  private pieces: Buffer[] = []
  private needBytes = storedHeadBytes
  private isBroken = false
  private readonly sink: StoredZipSink

  constructor(sink: StoredZipSink) {
    this.sink = sink
  }

  push(buf: Buffer, start: number, end: number): void {
    this.restBytes += end - start
    if (this.isBroken) return
    this.pieces.push(Buffer.from(buf.subarray(start, end)))
    if (this.restBytes < this.needBytes) return
    const bytes = Buffer.concat(this.pieces)
    let at = 0
    for (;;) {
      this.needBytes = storedHeadBytes
      if (bytes.length - at < storedHeadBytes) break
      const record = storedRecordAt(bytes, at)
      this.isBroken = record === null || record.end - record.dataAt > limits.source.entryBytesMax
      if (record === null || this.isBroken) break
      this.needBytes = record.end - at
      if (bytes.length < record.end) break
      this.sink.record(record.name, bytes.subarray(at, record.end), record.dataAt - at)
      at = record.end
    }
    this.restBytes = bytes.length - at
    this.pieces = this.isBroken ? [] : [bytes.subarray(at)]
  }
}
