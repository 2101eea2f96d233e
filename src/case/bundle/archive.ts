/**
 * The evidence bundle's container: a zip file (PKWARE APPNOTE) that anyone can open, written in one form only. Files are
 * stored, not packed; there are no times, comments or extra fields; the directory repeats the files in their order. So
 * the bytes of a bundle follow from its files alone, and whoever changes one byte anywhere is found out.
 */
import { isSame, joined, textOfUtf8, utf8 } from '../bytes.ts'
import { crc32 } from '../primitives.ts'
import { bytesAt } from './reading.ts'
import type { AskingWork } from './reading.ts'

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
export function localHeader(name: string, bytes: number, crc: number): Uint8Array {
  const text = utf8(name)
  const header = new Uint8Array(localBytes + text.length)
  const view = viewOf(header)
  view.setUint32(0, 0x04034b50, true)
  writeCommon(view, 4, text.length, bytes, crc)
  header.set(text, localBytes)
  return header
}

/** The directory and end record behind the last file, for members in their order. `start`: where it begins. */
export function directoryOf(members: readonly ArchiveMember[], start: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (const { name, bytes, crc, start: content } of members) {
    const text = utf8(name)
    const header = new Uint8Array(centralBytes + text.length)
    const view = viewOf(header)
    view.setUint32(0, 0x02014b50, true)
    view.setUint16(4, 20, true)
    writeCommon(view, 6, text.length, bytes, crc)
    view.setUint32(42, content - localBytes - text.length, true)
    header.set(text, centralBytes)
    parts.push(header)
  }
  const length = parts.reduce((total, part) => total + part.length, 0)
  const end = new Uint8Array(endBytes)
  const view = viewOf(end)
  view.setUint32(0, 0x06054b50, true)
  view.setUint16(8, members.length, true)
  view.setUint16(10, members.length, true)
  view.setUint32(12, length, true)
  view.setUint32(16, start, true)
  return joined([...parts, end])
}

/** Version, flags (UTF-8 names), method, time, CRC-32, sizes and name length: the same in both headers. */
function writeCommon(view: DataView, at: number, nameLength: number, bytes: number, crc: number): void {
  view.setUint16(at, 20, true)
  view.setUint16(at + 2, 0x0800, true)
  view.setUint16(at + 4, 0, true)
  // 1980-01-01, the first day of the format: the bundle's times stand in its manifest.
  view.setUint16(at + 6, 0, true)
  view.setUint16(at + 8, 0x21, true)
  view.setUint32(at + 10, crc, true)
  view.setUint32(at + 14, bytes, true)
  view.setUint32(at + 18, bytes, true)
  view.setUint16(at + 22, nameLength, true)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** An archive that was read. `problem` says in a clause why it is not in the one form; '' where it is. */
export interface ReadArchive {
  readonly members: readonly ArchiveMember[]
  readonly problem: string
}

/**
 * Reads the directory and holds every byte outside of the files' contents against the one form. The contents themselves
 * are for the caller to hash. Total: whatever the bytes are, it gives a value. `size`: bytes of the whole.
 */
export function* readArchive(size: number): AskingWork<ReadArchive> {
  const broken = (problem: string): ReadArchive => ({ members: [], problem })
  if (size < endBytes) return broken('it is too short for a bundle')
  const end = yield* bytesAt(size - endBytes, endBytes)
  if (end.length < endBytes) return broken('it became shorter while it was read')
  const endView = viewOf(end)
  if (endView.getUint32(0, true) !== 0x06054b50) return broken('it does not end as a bundle does')
  const count = endView.getUint16(10, true)
  const length = endView.getUint32(12, true)
  const start = endView.getUint32(16, true)
  if (start + length + endBytes !== size) return broken('its directory is not where it should be')
  const directory = yield* bytesAt(start, length)
  const view = viewOf(directory)
  const members: ArchiveMember[] = []
  let at = 0
  let next = 0
  for (let index = 0; index < count; index++) {
    if (at + centralBytes > directory.length || view.getUint32(at, true) !== 0x02014b50)
      return broken(`entry ${index + 1} of its directory is damaged`)
    const nameLength = view.getUint16(at + 28, true)
    if (at + centralBytes + nameLength > directory.length)
      return broken(`entry ${index + 1} of its directory is cut`)
    const name = textOfUtf8(directory.subarray(at + centralBytes, at + centralBytes + nameLength))
    const crc = view.getUint32(at + 16, true)
    const bytes = view.getUint32(at + 20, true)
    const header = localHeader(name, bytes, crc)
    if (next + header.length + bytes > start)
      return broken(`the file ${index + 1} does not fit in front of the directory`)
    if (!isSame(yield* bytesAt(next, header.length), header))
      return broken(`the header of ${name} was changed`)
    members.push({ name, bytes, crc, start: next + header.length })
    next += header.length + bytes
    at += centralBytes + nameLength
  }
  if (next !== start) return broken('there are bytes between the files and the directory')
  if (!isSame(directoryOf(members, start), joined([directory, end])))
    return broken('its directory was changed')
  return { members, problem: '' }
}

/** The archive of small files, in their order. */
export function archiveOf(
  files: readonly { readonly name: string; readonly content: Uint8Array }[],
): Uint8Array {
  const parts: Uint8Array[] = []
  const members: ArchiveMember[] = []
  let at = 0
  for (const { name, content } of files) {
    const crc = crc32(content)
    const header = localHeader(name, content.length, crc)
    members.push({ name, bytes: content.length, crc, start: at + header.length })
    parts.push(header, content)
    at += header.length + content.length
  }
  return joined([...parts, directoryOf(members, at)])
}
