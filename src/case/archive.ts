/**
 * The evidence bundle's container: a zip file (PKWARE APPNOTE) that anyone can open, written in one form only. Files are
 * stored, not packed; there are no times, comments or extra fields; the directory repeats the files in their order. So
 * the bytes of a bundle follow from its files alone, and whoever changes one byte anywhere is found out.
 */
import { crc32 } from 'node:zlib'

/** A file in the archive. */
export interface ArchiveMember {
  /** `/` between folders. */
  readonly name: string
  readonly bytes: number
  readonly crc: number
  /** Where its content begins. */
  readonly start: number
}

const localBytes = 30
const centralBytes = 46
const endBytes = 22
/** Zip without its 64-bit extension holds no more. */
export const archiveBytesMax = 0xffff_fffe

/** The header that stands before a file's content. */
export function localHeader(name: string, bytes: number, crc: number): Buffer {
  const text = Buffer.from(name, 'utf8')
  const header = Buffer.alloc(localBytes + text.length)
  header.writeUInt32LE(0x04034b50, 0)
  writeCommon(header, 4, text.length, bytes, crc)
  text.copy(header, localBytes)
  return header
}

/** The directory and end record behind the last file, for members in their order. `start`: where it begins. */
export function directoryOf(members: readonly ArchiveMember[], start: number): Buffer {
  const parts: Buffer[] = []
  for (const { name, bytes, crc, start: content } of members) {
    const text = Buffer.from(name, 'utf8')
    const header = Buffer.alloc(centralBytes + text.length)
    header.writeUInt32LE(0x02014b50, 0)
    header.writeUInt16LE(20, 4)
    writeCommon(header, 6, text.length, bytes, crc)
    header.writeUInt32LE(content - localBytes - text.length, 42)
    text.copy(header, centralBytes)
    parts.push(header)
  }
  const length = parts.reduce((total, part) => total + part.length, 0)
  const end = Buffer.alloc(endBytes)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(start, 16)
  return Buffer.concat([...parts, end])
}

/** Version, flags (UTF-8 names), method, time, CRC-32, sizes and name length: the same in both headers. */
function writeCommon(header: Buffer, at: number, nameLength: number, bytes: number, crc: number): void {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(0x0800, at + 2)
  header.writeUInt16LE(0, at + 4)
  // 1980-01-01, the first day of the format: the bundle's times stand in its manifest.
  header.writeUInt16LE(0, at + 6)
  header.writeUInt16LE(0x21, at + 8)
  header.writeUInt32LE(crc, at + 10)
  header.writeUInt32LE(bytes, at + 14)
  header.writeUInt32LE(bytes, at + 18)
  header.writeUInt16LE(nameLength, at + 22)
}

/** Bytes with random access. */
export interface ArchiveSource {
  readonly size: number
  read(offset: number, length: number): Buffer
}

/** An archive that was read. `problem` says in a clause why it is not in the one form; '' where it is. */
export interface ReadArchive {
  readonly members: readonly ArchiveMember[]
  readonly problem: string
}

/**
 * Reads the directory and holds every byte outside of the files' contents against the one form. The contents themselves
 * are for the caller to hash. Total: whatever the bytes are, it gives a value.
 */
export function readArchive(source: ArchiveSource): ReadArchive {
  const broken = (problem: string): ReadArchive => ({ members: [], problem })
  if (source.size < endBytes) return broken('it is too short for a bundle')
  const end = source.read(source.size - endBytes, endBytes)
  if (end.readUInt32LE(0) !== 0x06054b50) return broken('it does not end as a bundle does')
  const count = end.readUInt16LE(10)
  const length = end.readUInt32LE(12)
  const start = end.readUInt32LE(16)
  if (start + length + endBytes !== source.size) return broken('its directory is not where it should be')
  const directory = source.read(start, length)
  const members: ArchiveMember[] = []
  let at = 0
  let next = 0
  for (let index = 0; index < count; index++) {
    if (at + centralBytes > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      return broken(`entry ${index + 1} of its directory is damaged`)
    const nameLength = directory.readUInt16LE(at + 28)
    if (at + centralBytes + nameLength > directory.length)
      return broken(`entry ${index + 1} of its directory is cut`)
    const name = directory.toString('utf8', at + centralBytes, at + centralBytes + nameLength)
    const crc = directory.readUInt32LE(at + 16)
    const bytes = directory.readUInt32LE(at + 20)
    const header = localHeader(name, bytes, crc)
    if (next + header.length + bytes > start)
      return broken(`the file ${index + 1} does not fit in front of the directory`)
    if (!source.read(next, header.length).equals(header)) return broken(`the header of ${name} was changed`)
    members.push({ name, bytes, crc, start: next + header.length })
    next += header.length + bytes
    at += centralBytes + nameLength
  }
  if (next !== start) return broken('there are bytes between the files and the directory')
  if (!directoryOf(members, start).equals(Buffer.concat([directory, end])))
    return broken('its directory was changed')
  return { members, problem: '' }
}

/** The archive of small files, in their order. */
export function archiveOf(files: readonly { readonly name: string; readonly content: Buffer }[]): Buffer {
  const parts: Buffer[] = []
  const members: ArchiveMember[] = []
  let at = 0
  for (const { name, content } of files) {
    const crc = crc32(content)
    const header = localHeader(name, content.length, crc)
    members.push({ name, bytes: content.length, crc, start: at + header.length })
    parts.push(header, content)
    at += header.length + content.length
  }
  return Buffer.concat([...parts, directoryOf(members, at)])
}
