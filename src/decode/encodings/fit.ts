import { holdsAt } from '../../core/signs/holds-at.ts'
import type { Budget } from '../budget.ts'
import { exactPiece, transformedPiece } from '../encoding.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty } from '../encoding.ts'
import { isText } from '../text.ts'

/** The head: its own length, versions, the length of the data, `.FIT`, and (in longer ones) a checksum. */
const headBytesMin = 12
const magic = Buffer.from('.FIT')
const magicAt = 8

/** A field of a definition: its number in the message, its length, its base type. */
interface Field {
  readonly number: number
  readonly bytes: number
  readonly type: number
}

interface Definition {
  readonly message: number
  readonly isBig: boolean
  readonly fields: readonly Field[]
  /** Of all fields, those of developers included. */
  readonly bytes: number
}

/** Base types of fields. */
const types = { text: 7, signed32: 0x85, unsigned32: 0x86, nonZero32: 0x8c } as const
/** What stands for "no value". */
const invalid: ReadonlySet<number> = new Set([0x7fffffff, 0xffffffff, 0])

/** Messages and their fields that say where, or who: names of the profile in the format's documents. */
const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '20.0': 'position_lat',
    '20.1': 'position_long',
    '19.3': 'start_position_lat',
    '19.4': 'start_position_long',
    '19.5': 'end_position_lat',
    '19.6': 'end_position_long',
    '18.3': 'start_position_lat',
    '18.4': 'start_position_long',
    '18.38': 'end_position_lat',
    '18.39': 'end_position_long',
    '0.3': 'serial_number',
    '23.3': 'serial_number',
  }),
)
/** Positions that follow each other closer than this say nothing new: a track has one for each second. */
const stepDegrees = 0.001

/**
 * FIT, the files of watches and bicycle computers: definitions say which fields the messages behind them have. Texts,
 * serial numbers, and positions in degrees; of a track those that lie apart.
 */
export const encoding: Encoding = {
  name: 'fit',
  kind: 'container',
  title: 'FIT file',
  probe: (bytes) => (isFit(bytes) ? certainty.magic : certainty.no),
  decode(bytes, _hint, budget) {
    const reader = new Reader(bytes, budget)
    reader.read()
    return reader.pieces.length === 0 ? 'nothing in it' : { pieces: reader.pieces, isWhole: true }
  },
}

function isFit(bytes: Buffer): boolean {
  const head = bytes[0] as number
  return (
    bytes.length > headBytesMin &&
    (head === 12 || head === 14) &&
    bytes[magicAt] === magic[0] &&
    holdsAt(bytes, magicAt, magic)
  )
}

class Reader {
  readonly pieces: Piece[] = []
  private readonly bytes: Buffer
  private readonly budget: Budget
  private readonly definitions: Map<number, Definition> = new Map()
  private readonly counts: Map<number, number> = new Map()
  private lastLat = Number.NaN
  private lastLon = Number.NaN

  constructor(bytes: Buffer, budget: Budget) {
    this.bytes = bytes
    this.budget = budget
  }

  read(): void {
    const { bytes } = this
    const end = Math.min(bytes.length, (bytes[0] as number) + bytes.readUInt32LE(4))
    for (let at = bytes[0] as number; at < end; ) {
      const head = bytes[at] as number
      // A compressed time stands in the head of a message; else bit 6 says that a definition follows.
      const isTimed = (head & 0x80) !== 0
      const local = isTimed ? (head >> 5) & 3 : head & 15
      at++
      if (!isTimed && (head & 0x40) !== 0) {
        at = this.define(local, at, end, (head & 0x20) !== 0)
        if (at === 0) return
        continue
      }
      const definition = this.definitions.get(local)
      if (definition === undefined || at + definition.bytes > end) return
      if (!this.message(definition, at)) return
      at += definition.bytes
    }
  }

  /** Returns where the definition ends, 0 where it is cut. */
  private define(local: number, start: number, end: number, hasMore: boolean): number {
    const { bytes } = this
    if (start + 5 > end) return 0
    const isBig = bytes[start + 1] === 1
    const message = isBig ? bytes.readUInt16BE(start + 2) : bytes.readUInt16LE(start + 2)
    const fields: Field[] = []
    let size = 0
    let at = start + 5
    for (let left = bytes[start + 4] as number; left > 0; left--, at += 3) {
      if (at + 3 > end) return 0
      fields.push({
        number: bytes[at] as number,
        bytes: bytes[at + 1] as number,
        type: bytes[at + 2] as number,
      })
      size += bytes[at + 1] as number
    }
    if (hasMore) {
      if (at >= end) return 0
      const count = bytes[at++] as number
      for (let left = count; left > 0; left--, at += 3) {
        if (at + 3 > end) return 0
        size += bytes[at + 1] as number
      }
    }
    this.definitions.set(local, { message, isBig, fields, bytes: size })
    return at
  }

  /** False where no more is taken. */
  private message({ message, isBig, fields }: Definition, start: number): boolean {
    const { bytes, budget, pieces } = this
    const count = this.counts.get(message) ?? 0
    this.counts.set(message, count + 1)
    const found: Piece[] = []
    let [lat, lon] = [Number.NaN, Number.NaN]
    let at = start
    for (const field of fields) {
      const end = at + field.bytes
      const name = names.get(`${message}.${field.number}`) ?? ''
      const path = `${message}[${count}].${name === '' ? field.number : name}`
      if (field.type === types.text) {
        let stop = end
        while (stop > at && bytes[stop - 1] === 0) stop--
        if (stop > at && isText(bytes, at, stop))
          found.push(exactPiece('fit', path, '', bytes, at, stop, 'value'))
      } else if (name !== '' && field.bytes === 4) {
        const signed = isBig ? bytes.readInt32BE(at) : bytes.readInt32LE(at)
        const value = field.type === types.signed32 ? signed : signed >>> 0
        if (!invalid.has(value)) {
          const isAngle = field.type === types.signed32
          const degrees = Number(((value * 180) / 2 ** 31).toFixed(7))
          if (name === 'position_lat') lat = degrees
          if (name === 'position_long') lon = degrees
          const text = Buffer.from(isAngle ? degrees.toFixed(7) : String(value))
          found.push({ ...transformedPiece('fit', path, text, at, end, 'value'), key: name })
        }
      }
      at = end
    }
    if (Math.abs(lat - this.lastLat) < stepDegrees && Math.abs(lon - this.lastLon) < stepDegrees) return true
    if (!Number.isNaN(lat)) [this.lastLat, this.lastLon] = [lat, lon]
    if (pieces.length + found.length > budget.nodesLeft) {
      budget.reach('nodesMax')
      return false
    }
    pieces.push(...found)
    return true
  }
}
