import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { exifAt, isPicture } from '../../core/signs/picture.ts'

/** Tags of directories (EXIF 2.32, 4.6.3), of texts, and of the place (4.6.6). */
const directoryTags: ReadonlySet<number> = new Set([0x8769, 0x8825])
const names: ReadonlyMap<number, string> = new Map([
  [0x010e, 'ImageDescription'],
  [0x010f, 'Make'],
  [0x0110, 'Model'],
  [0x013b, 'Artist'],
  [0x8298, 'Copyright'],
  [0x9286, 'UserComment'],
  [0xa420, 'ImageUniqueID'],
  [0xa430, 'CameraOwnerName'],
  [0xa431, 'BodySerialNumber'],
  [0xa435, 'LensSerialNumber'],
])
const gps = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4 } as const
const gpsTag = 0x8825
/** Of a text whose first eight bytes name its characters. */
const commentTag = 0x9286
const commentHeadBytes = 8
const types = { ascii: 2, rational: 5, undefined: 7 } as const
const entryBytes = 12
const headBytes = 8
/** Three fractions of two numbers: degrees, minutes, seconds. */
const angleBytes = 24
const directoriesMax = 8
const entriesMax = 256
/** A tenth of a second of arc is three metres. */
const decimals = 6

/**
 * What a camera writes into a picture (EXIF in JPEG, PNG, WebP, HEIC and TIFF, of which raw photographs are, or alone): where it was taken, by which device and whom.
 * Coordinates are handed on in degrees, texts as they stand.
 */
export const encoding: Encoding = {
  name: 'exif',
  kind: 'container',
  title: 'EXIF',
  probe: (bytes) =>
    isPicture(bytes) && exifAt(bytes, 0, bytes.length) >= 0 ? certainty.magic : certainty.no,
  decode(bytes, _hint, budget) {
    const start = exifAt(bytes, 0, bytes.length)
    if (start < 0) return 'no EXIF'
    const all = new Tiff(bytes, start).pieces()
    if (all.length > budget.nodesLeft) budget.reach('nodesMax')
    const pieces = all.slice(0, budget.nodesLeft)
    // The picture itself stays for others to search.
    return pieces.length === 0 ? 'no texts and no place' : { pieces, isWhole: false }
  },
}

/** One field of a directory, with where its value stands. */
interface Entry {
  readonly tag: number
  readonly type: number
  readonly count: number
  readonly at: number
}

/** Directories of fields, each of which says where its value stands (TIFF 6.0, section 2). */
class Tiff {
  private readonly bytes: Buffer
  private readonly start: number
  private readonly isLittle: boolean
  private readonly found: Piece[] = []

  constructor(bytes: Buffer, start: number) {
    this.bytes = bytes
    this.start = start
    this.isLittle = bytes[start] === 0x49
  }

  pieces(): readonly Piece[] {
    const directories = [{ at: this.start + this.u32(this.start + 4), isGps: false }]
    for (let index = 0; index < Math.min(directories.length, directoriesMax); index++) {
      const { at, isGps } = directories[index] as (typeof directories)[number]
      const entries = this.entriesAt(at)
      if (isGps) this.addPlace(entries)
      else for (const entry of entries) this.addText(entry)
      for (const { tag, at: pointer } of entries)
        if (directoryTags.has(tag) && !isGps)
          directories.push({ at: this.start + this.u32(pointer), isGps: tag === gpsTag })
    }
    return this.found
  }

  private entriesAt(at: number): readonly Entry[] {
    const count = Math.min(this.u16(at), entriesMax)
    const entries: Entry[] = []
    for (let index = 0; index < count; index++) {
      const head = at + 2 + index * entryBytes
      if (at < this.start + headBytes || head + entryBytes > this.bytes.length) break
      const type = this.u16(head + 2)
      const length = this.u32(head + 4)
      const bytes =
        length * (type === types.rational ? 8 : type === types.ascii || type === types.undefined ? 1 : 4)
      // Up to four bytes stand in the field itself.
      const value = bytes <= 4 ? head + 8 : this.start + this.u32(head + 8)
      if (value + bytes <= this.bytes.length)
        entries.push({ tag: this.u16(head), type, count: length, at: value })
    }
    return entries
  }

  private addText({ tag, type, count, at }: Entry): void {
    const name = names.get(tag)
    if (name === undefined || (type !== types.ascii && type !== types.undefined)) return
    const from = tag === commentTag ? at + commentHeadBytes : at
    let to = at + count
    while (to > from && (this.bytes[to - 1] === 0 || this.bytes[to - 1] === 0x20)) to--
    if (to > from) this.found.push(exactPiece('exif', name, name, this.bytes, from, to, 'value'))
  }

  private addPlace(entries: readonly Entry[]): void {
    this.addAngle(entries, 'GPSLatitude', gps.latitude, gps.latitudeRef, 'S')
    this.addAngle(entries, 'GPSLongitude', gps.longitude, gps.longitudeRef, 'W')
  }

  private addAngle(
    entries: readonly Entry[],
    name: string,
    tag: number,
    refTag: number,
    negative: string,
  ): void {
    const angle = entries.find(
      (entry) => entry.tag === tag && entry.type === types.rational && entry.count === 3,
    )
    const ref = entries.find((entry) => entry.tag === refTag)
    if (angle === undefined || ref === undefined) return
    const [degrees = 0, minutes = 0, seconds = 0] = [0, 8, 16].map(
      (offset) => this.u32(angle.at + offset) / Math.max(1, this.u32(angle.at + offset + 4)),
    )
    const size = degrees + minutes / 60 + seconds / 3_600
    const isNegative = this.bytes.toString('latin1', ref.at, ref.at + 1) === negative
    const text = (isNegative ? -size : size).toFixed(decimals)
    const end = angle.at + angleBytes
    this.found.push({
      ...transformedPiece('exif', name, Buffer.from(text), angle.at, end, 'value'),
      key: name,
    })
  }

  /** 0 behind the end. */
  private u16(at: number): number {
    if (at < 0 || at + 2 > this.bytes.length) return 0
    return this.isLittle ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at)
  }

  private u32(at: number): number {
    if (at < 0 || at + 4 > this.bytes.length) return 0
    return this.isLittle ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at)
  }
}
