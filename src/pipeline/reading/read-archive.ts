/**
 * Reads the logs in a zip archive (and in archives inside it) as one: phones zip what they log, in one file for each day. The
 * first file in it whose format is known decides; further ones are read where they are of the same log. An archive of several
 * captures is refused: what is said of the first would be taken for what is true of all.
 */
import { caseArchiveKind, caseArchiveLine, ZippedCaseError } from '../../case/case-archive.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { FaultError, InputError, OtherKindError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { sessionFileOf } from '../../source/recorders/fiddler.ts'
import { isEntryFormat } from '../../source/open-entry-reader.ts'
import { sniffFormat } from '../../source/sniff.ts'
import { storedRecord } from '../../source/archives/stored-zip.ts'
import type { ByteSource, ZipMember } from '../../source/archives/zip.ts'
import {
  readZipDirectory,
  startsAsZip,
  unlistedBytes,
  zipBytes,
  zipPieces,
} from '../../source/archives/zip.ts'
import { Utf16Text, utf16OrderOf } from '../../source/utf16.ts'
import type { CaptureFeeder } from './feeder.ts'
import { gunzipInto, gzipAnomalies, hasGzipMagic } from './gunzip.ts'
import type { GzipFault } from './gunzip.ts'
import type { OpenFile } from './open-file.ts'

/** Oddities of zip archives. */
const archiveAnomalies: {
  readonly [name in 'cut' | 'damaged' | 'followed' | 'joined' | 'unlisted' | 'notRead' | 'limit']: AnomalyCode
} = {
  cut: {
    code: 'source.zip.cut',
    kind: 'short_capture',
    sentence:
      'The directory of the archive is missing or damaged: the files in it were read one behind the other, as far as they go.',
  },
  damaged: {
    code: 'source.zip.damaged',
    kind: 'malformed',
    sentence: 'A file in the archive can not be unpacked whole: it was read as far as it goes.',
  },
  followed: {
    code: 'source.zip.followed',
    kind: 'malformed',
    sentence: 'Behind the end of the archive stand other bytes: they were not read.',
  },
  joined: {
    code: 'source.zip.joined',
    kind: 'malformed',
    sentence:
      'Archives were joined in the file: the last one was read, as other programs do, and what stands before it was not. Give each as a file of its own.',
  },
  unlisted: {
    code: 'source.zip.unlisted',
    kind: 'malformed',
    sentence:
      'The archive holds bytes of no file that its directory names, such as a file that was replaced: they were not read.',
  },
  notRead: {
    code: 'source.zip.not_read',
    kind: 'unsupported',
    sentence:
      'A file in the archive is not of the log that was read: it was left out. Unpack it to have it read.',
  },
  limit: {
    code: 'source.zip.limit',
    kind: 'limit',
    sentence: 'The archive holds more than the limit: the rest was not unpacked.',
  },
}

/** The files of a session, in the order in which they are read. */
const sessionOrder: readonly string[] = ['client', 'server', 'socket', 'facts']

/** What Fiddler writes beside its sessions: their list for people, and types of files. */
const fiddlerOwnFile = /^(?:\[Content_Types\]\.xml|_index\.htm|metadata\.xml)$/i

/** First bytes of a file in an archive that its format is told by. */
const sniffedBytes = 65_536

/** An open file as bytes with random access. */
export function fileBytesOf(file: OpenFile, path: string, onRead: (bytes: number) => void): ByteSource {
  const { size } = file
  return {
    size,
    read(offset: number, length: number): Buffer {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)))
      if (bytes.length === 0) return bytes
      try {
        const count = file.read(bytes, 0, bytes.length, offset)
        onRead(Math.min(size, offset + count))
        return bytes.subarray(0, count)
      } catch (cause) {
        if (cause instanceof FaultError) throw cause
        throw new InputError(`${path}: reading failed at byte ${offset}.`, { cause })
      }
    },
  }
}

/** Bytes in memory with random access. */
export function heldBytesOf(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length)),
  }
}

/** Feeds all that the archive holds of one log. Where it holds none, or is a case, the user is told. */
export async function readArchive(
  source: ByteSource,
  path: string,
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
): Promise<void> {
  // A log that is evidence in a case is not read as if it lay there by itself.
  const names = readZipDirectory(source)?.members.map(({ name }) => name) ?? []
  const caseLine = caseArchiveLine(path, names)
  if (caseArchiveKind(names) === 'case') throw new ZippedCaseError(caseLine)
  if (caseLine !== '') throw new InputError(caseLine)
  const reading = new ArchiveReading(path, feeder, anomalies)
  await reading.archive(source, 1)
  if (reading.filesRead === 0) {
    const some = reading.names.length === 0 ? 'nothing' : reading.names.join(', ')
    throw new OtherKindError(
      'evidence',
      path,
      `${path} is a zip archive that holds no capture or log that varde reads (it holds ${some}).`,
    )
  }
}

/** Rotated logs are named by date: by name they are in order of time, the further ones of a day (`…-1.txt`) behind its first. */
function byName({ name: left }: ZipMember, { name: right }: ZipMember): number {
  const [leftStem, rightStem] = [left, right].map((name) => name.replace(/\.[^./]*$/, '')) as [string, string]
  if (leftStem !== rightStem) return leftStem < rightStem ? -1 : 1
  return left < right ? -1 : left > right ? 1 : 0
}

/** A file of the archive, as far as it was read. */
interface MemberReading {
  /** Its first bytes, until they tell what it is; of an archive all of them. */
  readonly held: Buffer[]
  heldBytes: number
  isFeeding: boolean
  isArchive: boolean
}

/** What is wrong with a gzip file, in a clause. */
const gzipFaults: Readonly<Record<Exclude<GzipFault, 'followed'>, string>> = {
  cut: 'it is cut off',
  damaged: 'it is damaged',
  'wrong-checksum': 'its checksum is wrong',
}

function clauseOf(faults: readonly (GzipFault | 'left')[]): string {
  // What follows has a code of its own, and so has what is longer than the limit.
  return faults
    .flatMap((fault) => (fault === 'left' || fault === 'followed' ? [] : [gzipFaults[fault]]))
    .join(', and ')
}

/** The first piece of a file, and those behind it. */
async function* behind(
  first: Buffer,
  pieces: AsyncGenerator<Buffer, string>,
  onEnd: (why: string) => void,
): AsyncGenerator<Buffer> {
  yield first
  for (;;) {
    const next = await pieces.next()
    if (next.done === true) {
      onEnd(next.value)
      return
    }
    yield next.value
  }
}

class ArchiveReading {
  filesRead = 0
  readonly names: string[] = []
  private readonly path: string
  private readonly feeder: CaptureFeeder
  private readonly anomalies: AnomalyLog
  /** Name of the first file that is read. */
  private firstName = ''
  /** Of the file that is being read, where it is text in UTF-16. */
  private recoder: Utf16Text | null = null
  private bytesLeft: number = limits.source.zipBytesMax

  constructor(path: string, feeder: CaptureFeeder, anomalies: AnomalyLog) {
    this.path = path
    this.feeder = feeder
    this.anomalies = anomalies
  }

  async archive(source: ByteSource, depth: number): Promise<void> {
    const directory = readZipDirectory(source)
    if (directory === null) return
    if (directory.isCut) this.anomalies.note(archiveAnomalies.cut, 0)
    this.leave(archiveAnomalies.followed, directory.bytesBehind)
    this.leave(archiveAnomalies.joined, directory.bytesBefore)
    this.leave(archiveAnomalies.unlisted, unlistedBytes(source, directory))
    this.leave(archiveAnomalies.limit, directory.bytesLeftOut)
    if (directory.leftOut > 0) this.anomalies.note(archiveAnomalies.limit, 0, `${directory.leftOut} files`)
    const files = directory.members.filter((member) => !member.isFolder).sort(byName)
    const isFiddler = files.some(({ name }) => sessionFileOf(name)?.part === 'client')
    if (isFiddler) return this.sessions(source, files)
    const [recording, ...others] = files.filter(({ name }) => /\.har$/i.test(name))
    if (recording === undefined || others.length > 0 || this.filesRead > 0) {
      for (const member of files) await this.file(source, member, depth)
      return
    }
    const isAttached = this.attach(source, recording, files)
    await this.file(source, recording, depth)
    for (const member of files)
      if (member !== recording && !isAttached(member)) await this.file(source, member, depth)
  }

  /** Says of bytes of the archive, or of the file `name` in it, that they are not read, and counts them. */
  private leave(code: AnomalyCode, bytes: number, name = ''): void {
    if (bytes === 0) return
    this.anomalies.note(code, 0, `${name === '' ? '' : `${name}: `}${bytes} bytes`)
    this.feeder.leave(bytes)
  }

  /** Lets a recording have the bodies that lie beside it; tells of each file afterwards whether it was one. */
  private attach(
    source: ByteSource,
    recording: ZipMember,
    files: readonly ZipMember[],
  ): (member: ZipMember) => boolean {
    const folder = recording.name.slice(0, recording.name.lastIndexOf('/') + 1)
    const byName = new Map(files.map((member) => [member.name, member]))
    const used = new Set<ZipMember>()
    this.feeder.attachments = (name) => {
      const member = byName.get(folder + name)
      if (member === undefined || member === recording) return null
      const bytes = zipBytes(source, member, Math.min(this.bytesLeft, limits.source.entryBytesMax))
      if (bytes === null) return null
      this.bytesLeft -= bytes.length
      used.add(member)
      return bytes
    }
    return (member) => used.has(member)
  }

  /** An archive of Fiddler is one recording: the files of each session go to its reader, one session behind the other. */
  private async sessions(source: ByteSource, files: readonly ZipMember[]): Promise<void> {
    const known: { member: ZipMember; session: number; place: number }[] = []
    for (const member of files) {
      const file = sessionFileOf(member.name)
      if (file !== null) known.push({ member, session: file.session, place: sessionOrder.indexOf(file.part) })
      else if (!fiddlerOwnFile.test(member.name))
        this.anomalies.note(archiveAnomalies.notRead, 0, member.name)
    }
    const hasOther = this.filesRead > 0
    known.sort((left, right) => left.session - right.session || left.place - right.place)
    for (const { member } of known) {
      const bytes = await this.whole(source, member)
      if (bytes === null) continue
      if (hasOther) this.refuseSeveral(member.name)
      this.firstName ||= member.name
      this.filesRead++
      this.feeder.push(storedRecord(member.name, bytes))
    }
  }

  /** All bytes of a file, up to the limit; null where not one of them can be had. */
  private async whole(source: ByteSource, member: ZipMember): Promise<Buffer | null> {
    const pieces = zipPieces(source, member, Math.min(this.bytesLeft, limits.source.entryBytesMax))
    const held: Buffer[] = []
    let fault: string
    for (;;) {
      const next = await pieces.next()
      if (next.done === true) {
        fault = next.value
        break
      }
      this.bytesLeft -= next.value.length
      held.push(Buffer.from(next.value))
    }
    if (fault !== '') {
      if (held.length === 0) this.sawName(`${member.name}: ${fault}`)
      this.anomalies.note(archiveAnomalies.damaged, 0, `${member.name}: ${fault}`)
    }
    return held.length === 0 && fault !== '' ? null : Buffer.concat(held)
  }

  private refuseSeveral(name: string): never {
    throw new InputError(
      `${this.path} is an archive of several captures (${[this.firstName, name].toSorted().join(', ')}): unpack it, and name them one by one.`,
    )
  }

  private async file(source: ByteSource, member: ZipMember, depth: number): Promise<void> {
    const pieces = zipPieces(source, member, this.bytesLeft)
    try {
      await this.take(pieces, member, depth)
    } finally {
      await pieces.return('')
    }
  }

  /** Reads a file as it comes out of the archive, and out of gzip, in which monitors keep their rotated logs. */
  private async take(
    pieces: AsyncGenerator<Buffer, string>,
    member: ZipMember,
    depth: number,
  ): Promise<void> {
    const reading: MemberReading = { held: [], heldBytes: 0, isFeeding: false, isArchive: false }
    const first = await pieces.next()
    let fault = ''
    let bytesBehind = 0
    let isWanted = true
    const push = (piece: Buffer): boolean => {
      isWanted = this.piece(piece, member, depth, reading)
      return isWanted
    }
    if (first.done !== true && hasGzipMagic(first.value)) {
      let why = ''
      const packed = behind(first.value, pieces, (said) => (why = said))
      const faults = await gunzipInto(
        packed,
        (piece) => {
          if (piece.length <= this.bytesLeft) return push(piece)
          why = 'it is longer than is unpacked'
          return false
        },
        (bytes) => (bytesBehind += bytes),
      )
      fault = why || clauseOf(faults)
    } else {
      let next = first
      while (next.done !== true && push(next.value)) next = await pieces.next()
      if (next.done === true) fault = next.value
    }
    if (!isWanted) return
    const { held, isArchive } = reading
    if (!reading.isFeeding && !isArchive) reading.isFeeding = this.begin(member, held, true)
    if (reading.isFeeding && this.recoder !== null) this.feeder.push(this.recoder.end())
    // Of a file that is left out not one byte is counted.
    if (reading.isFeeding || isArchive) this.leave(gzipAnomalies.followed, bytesBehind, member.name)
    if (fault !== '' && held.length === 0) this.sawName(`${member.name}: ${fault}`)
    if (fault !== '') this.anomalies.note(archiveAnomalies.damaged, 0, `${member.name}: ${fault}`)
    if (isArchive) await this.archive(heldBytesOf(Buffer.concat(held)), depth + 1)
  }

  /** Takes unpacked bytes of a file; whether more of it is wanted. */
  private piece(piece: Buffer, member: ZipMember, depth: number, reading: MemberReading): boolean {
    const { held } = reading
    this.bytesLeft -= piece.length
    if (reading.isFeeding) {
      this.feeder.push(this.recoder?.push(piece) ?? piece)
      return true
    }
    held.push(Buffer.from(piece))
    reading.heldBytes += piece.length
    if (held.length === 1) reading.isArchive = startsAsZip(piece)
    const isTooLarge = reading.isArchive && reading.heldBytes > limits.source.zipNestedBytesMax
    const { zipDepthMax, zipNestedBytesMax } = limits.source
    if (isTooLarge || (reading.isArchive && depth >= zipDepthMax)) {
      const why = isTooLarge
        ? `it is an archive of more than ${zipNestedBytesMax} bytes in another: unpack it`
        : `it is nested too deep, and archives in archives are opened ${zipDepthMax} deep: unpack them`
      this.sawName(`${member.name}: ${why}`)
      this.anomalies.note(archiveAnomalies.limit, 0, member.name)
      return false
    }
    if (reading.isArchive || reading.heldBytes < sniffedBytes) return true
    reading.isFeeding = this.begin(member, held, false)
    return reading.isFeeding
  }

  /** A file that was not read, and why, as far as the user is told. */
  private sawName(name: string): void {
    if (this.names.length < 3) this.names.push(name)
  }

  /** Feeds the first bytes of a file if it is one to be read; false where it is not. */
  private begin(member: ZipMember, held: readonly Buffer[], isLast: boolean): boolean {
    const { feeder } = this
    const whole = Buffer.concat(held)
    if (whole.length === 0) return false
    const order = utf16OrderOf(whole, 0, whole.length)
    this.recoder = order === 'little' || order === 'big' ? new Utf16Text(order) : null
    const first = this.recoder?.push(whole) ?? whole
    const format = sniffFormat(first, 0, first.length, isLast || this.recoder !== null)
    const isFirst = this.filesRead === 0
    const reader = feeder.entryReader
    const isKnown = format === 'pcap' || format === 'pcapng' || isEntryFormat(format)
    const isMore = reader?.nextFile !== undefined && format === reader.format
    if (!isFirst && !isMore && (isKnown || format === 'gzip')) this.refuseSeveral(member.name)
    if (!isKnown && !isMore) {
      this.sawName(member.name)
      if (this.filesRead > 0 || format !== 'unknown')
        this.anomalies.note(archiveAnomalies.notRead, 0, member.name)
      else this.leftOut.push(member.name)
      return false
    }
    if (isMore) reader?.nextFile?.()
    else this.firstName = member.name
    this.filesRead++
    for (const name of this.leftOut.splice(0)) this.anomalies.note(archiveAnomalies.notRead, 0, name)
    feeder.push(first)
    return true
  }

  /** Files of no known format that came before the first that is read. */
  private readonly leftOut: string[] = []
}
