/**
 * Reads zip archives (PKWARE APPNOTE 6.3): stored and deflated files, Zip64, and archives that were cut off before
 * their directory. Bounded and total: whatever an archive says of itself, no more is read than it has, and no more is
 * unpacked than is asked for. Names are only names: nothing is ever written.
 */
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { daySeconds } from '../../core/day.ts'
import { inflateErrorCode } from '../../core/inflate-error.ts'
import { limits } from '../../core/limits.ts'
import { paddingBytes } from './padding-bytes.ts'

/** Bytes with random access. `read` returns fewer only at the end. */
export interface ByteSource {
  readonly size: number
  read(offset: number, length: number): Buffer
}

/** One file of an archive, as its directory describes it. */
export interface ZipMember {
  /** As it stands there, with `/` between folders; for people and for choosing, never a path to write to. */
  readonly name: string
  readonly isFolder: boolean
  readonly isEncrypted: boolean
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number
  readonly packedBytes: number
  /** Unpacked, as stated: not to be trusted. */
  readonly statedBytes: number
  /** CRC-32 of the unpacked bytes, as stated; -1 where it is not. */
  readonly crc: number
  /** Where its local header stands. */
  readonly offset: number
  /** When it was last changed, as stated; null where nothing is. */
  readonly changed: ZipTime | null
}

/** Seconds since 1970; `isLocal`: by a clock of an unknown zone, as if it were UTC. */
export interface ZipTime {
  readonly sec: number
  readonly isLocal: boolean
}

/** The files of an archive. `isCut`: its directory is missing or damaged, so they were found one behind the other. */
export interface ZipDirectory {
  readonly members: readonly ZipMember[]
  readonly isCut: boolean
  /** Files beyond the limit. */
  readonly leftOut: number
  /** Bytes from the limit on, where no directory says how many files they are. */
  readonly bytesLeftOut: number
  /** Bytes behind the end of the archive, which are no part of it (section 4.3.1: the end record is the last thing); padding in front of them aside. */
  readonly bytesBehind: number
  /** Bytes before its start: archives that were joined are the last of them, for every program that goes by the directory. */
  readonly bytesBefore: number
  /** Where the directory and the records of the end stand. */
  readonly records: readonly Extent[]
}

/** A range of bytes of the file. */
export interface Extent {
  readonly start: number
  readonly end: number
}

const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  descriptor: 0x08074b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  end64Locator: 0x07064b50,
} as const

const localBytes = 30
const centralBytes = 46
const endBytes = 22
const end64Bytes = 56
const locatorBytes = 20
const descriptorBytesMax = 24
const commentBytesMax = 65_535
const nameBytesMax = 1_024
const pieceBytes = 262_144
/** Files of so many bytes, packed and unpacked, are unpacked at once where they are as they say. */
const smallBytesMax = 65_536
/** Stands for a number that is in the Zip64 field instead. */
const in64 = 0xffff_ffff

/** Whether the bytes begin as a zip archive does: with a file, or (an empty archive) with the end of its directory. */
export function startsAsZip(buf: Uint8Array): boolean {
  return (
    buf.length >= 4 &&
    buf[0] === 0x50 &&
    buf[1] === 0x4b &&
    ((buf[2] === 3 && buf[3] === 4) || (buf[2] === 5 && buf[3] === 6))
  )
}

/** Lists the files of an archive; null where the bytes are no archive. */
export function readZipDirectory(source: ByteSource): ZipDirectory | null {
  if (!startsAsZip(source.read(0, 4))) return null
  return readCentral(source) ?? walkLocals(source)
}

/** Bytes of the archive that are of no file in its directory; 0 where that is not whole. */
export function unlistedBytes(source: ByteSource, directory: ZipDirectory): number {
  const { members, records, bytesBefore, leftOut, isCut } = directory
  if (isCut || leftOut > 0) return 0
  const extents = [...members.map((member) => extentOf(source, member)), ...records]
  extents.sort((left, right) => left.start - right.start)
  let at = bytesBefore
  let bytes = 0
  for (const { start, end } of extents) {
    bytes += Math.max(0, start - at)
    at = Math.max(at, end)
  }
  return bytes
}

/** Header, content and, where its sizes stand behind it (section 4.3.9), descriptor of a file. */
function extentOf(source: ByteSource, { offset, packedBytes, statedBytes, crc }: ZipMember): Extent {
  const head = source.read(offset, localBytes)
  if (head.length < localBytes || head.readUInt32LE(0) !== signatures.local)
    return { start: offset, end: offset + localBytes + packedBytes }
  const end = offset + localBytes + head.readUInt16LE(26) + head.readUInt16LE(28) + packedBytes
  const descriptor = source.read(end, descriptorBytesMax)
  if ((head.readUInt16LE(6) & 8) === 0 || descriptor.length < descriptorBytesMax)
    return { start: offset, end }
  const at = descriptor.readUInt32LE(0) === signatures.descriptor ? 4 : 0
  if (descriptor.readUInt32LE(at) !== crc) return { start: offset, end }
  const isLong = number64(descriptor, at + 4) === packedBytes && number64(descriptor, at + 12) === statedBytes
  const isShort =
    descriptor.readUInt32LE(at + 4) === packedBytes && descriptor.readUInt32LE(at + 8) === statedBytes
  return { start: offset, end: end + (isLong ? at + 20 : isShort ? at + 12 : 0) }
}

/**
 * The unpacked bytes of a file, piece by piece, at most `bytesMax` of them. The value returned at the end says what is
 * wrong in a clause: '' where all was well and the length is as stated.
 */
export async function* zipPieces(
  source: ByteSource,
  member: ZipMember,
  bytesMax: number,
): AsyncGenerator<Buffer, string> {
  if (member.isEncrypted) return 'it is encrypted'
  if (member.method !== 0 && member.method !== 8)
    return `its compression (method ${member.method}) is not known`
  // An engine for each of 65,536 small files takes longer than all else.
  const { statedBytes } = member
  const isSmall = statedBytes > 0 && statedBytes <= Math.min(smallBytesMax, bytesMax)
  const whole = isSmall && member.crc >= 0 ? zipBytes(source, member, smallBytesMax) : null
  if (whole?.length === statedBytes) {
    yield whole
    return ''
  }
  const head = source.read(member.offset, localBytes)
  if (head.length < localBytes || head.readUInt32LE(0) !== signatures.local) return 'its header is damaged'
  const start = member.offset + localBytes + head.readUInt16LE(26) + head.readUInt16LE(28)
  const end = Math.min(source.size, start + member.packedBytes)
  const packed = piecesOf(source, start, end)
  let bytes = 0
  let crc = 0
  let fault = ''
  const unpacked = member.method === 0 ? packed : inflated(packed, (why) => (fault = why))
  for await (const piece of unpacked) {
    const kept = Math.min(piece.length, bytesMax - bytes)
    bytes += kept
    crc = crc32(piece, crc)
    yield piece.subarray(0, kept)
    if (kept < piece.length) return 'it is longer than is unpacked'
  }
  if (fault !== '') return fault
  if (end - start < member.packedBytes) return 'it is cut off'
  if (member.statedBytes >= 0 && bytes !== member.statedBytes) return 'its length is not as stated'
  return member.crc >= 0 && crc !== member.crc ? 'its checksum is wrong' : ''
}

/** A small file at once; null where it is longer than `bytesMax`, or can not be unpacked whole. */
export function zipBytes(source: ByteSource, member: ZipMember, bytesMax: number): Buffer | null {
  const { method, packedBytes, offset } = member
  if (member.isEncrypted || (method !== 0 && method !== 8) || packedBytes > bytesMax) return null
  const head = source.read(offset, localBytes)
  if (head.length < localBytes || head.readUInt32LE(0) !== signatures.local) return null
  const packed = source.read(offset + localBytes + head.readUInt16LE(26) + head.readUInt16LE(28), packedBytes)
  if (packed.length < packedBytes) return null
  try {
    // Node takes no limit of zero bytes.
    const bytes = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, bytesMax) })
    return member.crc >= 0 && crc32(bytes) !== member.crc ? null : bytes
  } catch (error) {
    inflateErrorCode(error)
    return null
  }
}

async function* piecesOf(source: ByteSource, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const piece = source.read(at, Math.min(pieceBytes, end - at))
    if (piece.length === 0) return
    at += piece.length
    yield piece
  }
  await Promise.resolve()
}

/** Deflate is undone by the runtime's own stream: what it gives before a fault is kept. */
async function* inflated(
  packed: AsyncGenerator<Buffer>,
  onFault: (why: string) => void,
): AsyncGenerator<Buffer> {
  const engine = createInflateRaw({ chunkSize: pieceBytes })
  const feed = async (): Promise<void> => {
    for await (const piece of packed) {
      if (engine.destroyed) return
      if (!engine.write(piece)) {
        await new Promise<void>((resolve) => {
          const done = (): void => {
            for (const event of ['drain', 'close', 'error', 'end']) engine.off(event, done)
            resolve()
          }
          for (const event of ['drain', 'close', 'error', 'end']) engine.on(event, done)
        })
      }
    }
    engine.end()
  }
  // Its failure is the engine's, which the loop below is told of.
  const feeding = feed().catch((error: unknown) => engine.destroy(error instanceof Error ? error : undefined))
  try {
    for await (const piece of engine as AsyncIterable<Buffer>) yield piece
  } catch (error) {
    onFault(inflateErrorCode(error) === 'Z_BUF_ERROR' ? 'it is cut off' : 'it is damaged')
  } finally {
    engine.destroy()
    await feeding
  }
}

function readCentral(source: ByteSource): ZipDirectory | null {
  const end = findEnd(source)
  if (end === null) return null
  const { bytesBefore } = end
  const bytesBehind = withoutPadding(source, source.size - end.bytesBehind)
  const members: ZipMember[] = []
  const records: Extent[] = [...end.records]
  let at = end.directoryAt
  for (let index = 0; index < end.count; index++) {
    if (members.length >= limits.source.zipMembersMax) {
      const leftOut = end.count - members.length
      return { members, isCut: false, leftOut, bytesLeftOut: 0, bytesBehind, bytesBefore, records }
    }
    const head = source.read(at, centralBytes)
    if (head.length < centralBytes || head.readUInt32LE(0) !== signatures.central) break
    const nameBytes = head.readUInt16LE(28)
    const extraBytes = head.readUInt16LE(30)
    const rest = source.read(at + centralBytes, nameBytes + extraBytes)
    members.push(memberOf(head, rest.subarray(0, nameBytes), rest.subarray(nameBytes), bytesBefore))
    at += centralBytes + nameBytes + extraBytes + head.readUInt16LE(32)
  }
  records.push({ start: end.directoryAt, end: at })
  // A directory that breaks off is as none: the files may all be there.
  return members.length < end.count
    ? null
    : { members, isCut: false, leftOut: 0, bytesLeftOut: 0, bytesBehind, bytesBefore, records }
}

/** How many bytes stand behind `at`, without the padding that they begin with. */
function withoutPadding(source: ByteSource, at: number): number {
  for (let from = at; from < source.size; ) {
    const piece = source.read(from, Math.min(pieceBytes, source.size - from))
    const padding = paddingBytes(piece)
    from += padding
    if (padding < piece.length || piece.length === 0) return source.size - from
  }
  return 0
}

function memberOf(head: Buffer, name: Buffer, extra: Buffer, bytesBefore: number): ZipMember {
  const number = numbersIn64(extra)
  const statedBytes = number(head.readUInt32LE(24))
  const packedBytes = number(head.readUInt32LE(20))
  const offset = number(head.readUInt32LE(42))
  const text = name.subarray(0, nameBytesMax).toString('utf8')
  return {
    name: text,
    isFolder: text.endsWith('/'),
    isEncrypted: (head.readUInt16LE(8) & 1) !== 0,
    method: head.readUInt16LE(10),
    crc: head.readUInt32LE(16),
    statedBytes,
    packedBytes,
    offset: bytesBefore + offset,
    changed: changeTime(head.readUInt16LE(14), head.readUInt16LE(12), extra),
  }
}

/**
 * The date and time of MS-DOS (section 4.4.6), which are of the local clock; before them the extended timestamp of Info-ZIP
 * (0x5455), which is of UTC. Writers that know no time leave the fields empty, or write their first day.
 */
function changeTime(date: number, time: number, extra: Buffer): ZipTime | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    const isStamp = extra.readUInt16LE(at) === 0x5455 && extra.readUInt16LE(at + 2) >= 5
    if (isStamp && at + 9 <= extra.length && ((extra[at + 4] ?? 0) & 1) === 1)
      return { sec: extra.readUInt32LE(at + 5), isLocal: false }
  }
  const year = 1980 + (date >> 9)
  const midnight = daySeconds(year, (date >> 5) & 15, date & 31)
  if (midnight === null || year === 1980) return null
  return { sec: midnight + (time >> 11) * 3_600 + ((time >> 5) & 63) * 60 + (time & 31) * 2, isLocal: true }
}

/**
 * Takes the numbers of a header one by one, and gives those that did not fit into it from its Zip64 extended information
 * (section 4.5.3), where they stand in the same order.
 */
function numbersIn64(extra: Buffer): (number: number) => number {
  let from = 0
  let end = 0
  for (let at = 0; at + 4 <= extra.length && end === 0; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    from = at + 4
    end = Math.min(extra.length, from + extra.readUInt16LE(at + 2))
  }
  return (number) => {
    if (number !== in64 || from + 8 > end) return number
    from += 8
    return number64(extra, from - 8)
  }
}

/** What the record at an archive's end says. */
interface ArchiveEnd {
  readonly count: number
  readonly directoryAt: number
  readonly bytesBehind: number
  readonly bytesBefore: number
  readonly records: readonly Extent[]
}

/** What the record says of its directory, whose offset counts from the start of the archive. */
interface StatedDirectory {
  readonly count: number
  readonly bytes: number
  readonly offset: number
  /** Where it must end. */
  readonly end: number
}

/** The last record of an end (sections 4.3.14 to 4.3.16) that tells where a directory is. */
function findEnd(source: ByteSource): ArchiveEnd | null {
  let left = limits.source.zipEndsMax
  for (const at of endsFromBehind(source)) {
    const end = endAt(source, at)
    if (end !== null) return end
    if (--left === 0) break
  }
  return null
}

/** Where the signature of an end stands, the last first. */
function* endsFromBehind(source: ByteSource): Generator<number> {
  const signature = Buffer.alloc(4)
  signature.writeUInt32LE(signatures.end)
  // The last piece holds the end of every archive that nothing follows.
  let length = endBytes + commentBytesMax
  for (let to = source.size; to > 0; length = pieceBytes) {
    const from = Math.max(0, to - length)
    const piece = source.read(from, Math.min(source.size, to + signature.length - 1) - from)
    for (let at = piece.lastIndexOf(signature); at >= 0; ) {
      yield from + at
      at = at === 0 ? -1 : piece.lastIndexOf(signature, at - 1)
    }
    to = from
  }
}

function endAt(source: ByteSource, at: number): ArchiveEnd | null {
  const record = source.read(at, endBytes)
  if (record.length < endBytes) return null
  const bytesBehind = Math.max(0, source.size - at - endBytes - record.readUInt16LE(20))
  const stated: StatedDirectory = {
    count: record.readUInt16LE(10),
    bytes: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
    end: at,
  }
  const records: Extent[] = [{ start: at, end: source.size - bytesBehind }]
  // Who can not know how much will come writes records of Zip64 also where all numbers fit.
  const end64 = findEnd64(source, at - locatorBytes)
  if (end64 !== null) records.push(...end64.records)
  const isIn64 = stated.count === 0xffff || stated.offset === in64
  const { count, bytes, offset, end } = (isIn64 ? end64 : null) ?? { ...stated, end: end64?.end ?? at }
  const directoryAt = end - bytes
  const bytesBefore = directoryAt - offset
  if (bytesBefore > 0 && isDirectory(source, directoryAt, bytes) && hasEndAt(source, bytesBefore))
    return { count, directoryAt, bytesBehind, bytesBefore, records }
  const isThere = count === 0 ? offset === end : startsWith(source, offset, signatures.central)
  return isThere ? { count, directoryAt: offset, bytesBehind, bytesBefore: 0, records } : null
}

/**
 * Whether an archive ends exactly there. An archive that is a file of one that was cut off has bytes before it, too, and
 * these end in the header of the file.
 */
function hasEndAt(source: ByteSource, end: number): boolean {
  const from = Math.max(0, end - endBytes - commentBytesMax)
  const tail = source.read(from, end - from)
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (
      tail.readUInt32LE(at) !== signatures.end ||
      at + endBytes + tail.readUInt16LE(at + 20) !== tail.length
    )
      continue
    const found = from + at
    const bytes = tail.readUInt32LE(at + 12)
    const in64At = findEnd64(source, found - locatorBytes)
    return isDirectory(source, (in64At?.end ?? found) - (in64At?.bytes ?? bytes), in64At?.bytes ?? bytes)
  }
  return false
}

function isDirectory(source: ByteSource, at: number, bytes: number): boolean {
  return bytes === 0 || (at >= 0 && startsWith(source, at, signatures.central))
}

function startsWith(source: ByteSource, at: number, signature: number): boolean {
  const head = source.read(at, 4)
  return head.length === 4 && head.readUInt32LE(0) === signature
}

function findEnd64(source: ByteSource, at: number): (StatedDirectory & Pick<ArchiveEnd, 'records'>) | null {
  if (at < 0 || !startsWith(source, at, signatures.end64Locator)) return null
  // Where archives were joined it stands before its locator all the same.
  const stated = number64(source.read(at, locatorBytes), 8)
  const end = startsWith(source, at - end64Bytes, signatures.end64) ? at - end64Bytes : stated
  const record = source.read(end, end64Bytes)
  if (record.length < end64Bytes || record.readUInt32LE(0) !== signatures.end64) return null
  // What the record says to hold beyond is not read, and must not pass for a part that was.
  const records = [
    { start: end, end: end + end64Bytes },
    { start: at, end: at + locatorBytes },
  ]
  return {
    count: number64(record, 32),
    bytes: number64(record, 40),
    offset: number64(record, 48),
    end,
    records,
  }
}

/** The files one behind the other, from the start, as far as each says where it ends. */
function walkLocals(source: ByteSource): ZipDirectory {
  const members: ZipMember[] = []
  let at = 0
  let bytesLeftOut = 0
  for (;;) {
    const head = source.read(at, localBytes)
    if (head.length < localBytes || head.readUInt32LE(0) !== signatures.local) break
    if (members.length >= limits.source.zipMembersMax) {
      bytesLeftOut = source.size - at
      break
    }
    const nameBytes = head.readUInt16LE(26)
    const extraBytes = head.readUInt16LE(28)
    const dataAt = at + localBytes + nameBytes + extraBytes
    const extra = source.read(at + localBytes + nameBytes, extraBytes)
    const number = numbersIn64(extra)
    const statedBytes = number(head.readUInt32LE(22))
    const sizedBytes = number(head.readUInt32LE(18))
    const flags = head.readUInt16LE(6)
    // Bit 3: the sizes follow behind the data. Where nothing says where it ends, it is the last that is found.
    const isUnsized = (flags & 8) !== 0 || sizedBytes === in64
    const packedBytes = isUnsized ? Math.max(0, source.size - dataAt) : sizedBytes
    const name = source.read(at + localBytes, Math.min(nameBytes, nameBytesMax)).toString('utf8')
    members.push({
      name,
      isFolder: name.endsWith('/'),
      isEncrypted: (flags & 1) !== 0,
      method: head.readUInt16LE(8),
      packedBytes,
      crc: isUnsized ? -1 : head.readUInt32LE(14),
      statedBytes: isUnsized ? -1 : statedBytes,
      offset: at,
      changed: changeTime(head.readUInt16LE(12), head.readUInt16LE(10), extra),
    })
    if (isUnsized) break
    at = dataAt + packedBytes
  }
  return { members, isCut: true, leftOut: 0, bytesLeftOut, bytesBehind: 0, bytesBefore: 0, records: [] }
}

/** Beyond 2^53 is beyond every file: any such number does. */
function number64(buf: Buffer, at: number): number {
  return buf.readUInt32LE(at) + buf.readUInt32LE(at + 4) * 2 ** 32
}
