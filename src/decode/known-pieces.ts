import { detachedText } from '../core/detached-text.ts'
import { valueNumber } from '../core/value-number.ts'
import type { Piece, Role } from './encoding.ts'

/**
 * Remembers what is made of values that come in each request: cookies, tokens, queries. As with `PlainValues`, what an encoding
 * makes of a value depends on its bytes, its name and where it stands alone, all of which are compared; which values are
 * remembered changes the time only, never what is made of a message, and no count.
 */

const slotsMax = 512
/** Shorter values cost as little to read as to compare. */
const valueBytesMin = 12
/** Of longer ones few come again, in bytes. */
export const piecedBytesMax = 4_096
/** All that is remembered of a value. */
const pieceBytesMax = 8_192
const piecesMax = 128
/** Of all values; with what the objects take about twice as much. */
const keptBytesMax = 1_048_576
/** What a piece takes beside its bytes. */
const pieceBytes = 128

/** A piece of a value, where its bytes are its own. */
interface KeptPiece extends Omit<Piece, 'bytes'> {
  /** null: the bytes of the range. */
  readonly bytes: Buffer | null
}

/** What decoding a value gave, and what it took. */
export interface KnownValue {
  readonly pieces: readonly Piece[]
  readonly explained: readonly number[] | undefined
  readonly transforms: number
  readonly expandedBytes: number
}

interface KeptValue extends Omit<KnownValue, 'pieces'> {
  readonly bytes: Buffer
  readonly role: Role
  readonly name: string
  readonly pieces: readonly KeptPiece[]
  /** Bytes that it takes here. */
  readonly size: number
}

/** Values of which pieces are made. */
export class KnownPieces {
  private readonly slots: (KeptValue | null)[] = Array.from<null>({ length: slotsMax }).fill(null)
  /** Numbers of the values that were last offered to each slot: a value is kept when it comes a second time. */
  private readonly offered: Int32Array = new Int32Array(slotsMax)
  private keptBytes = 0

  /** What is made of the value, where it is known; its pieces lie in `bytes`. `number`: that of the bytes and the name. */
  of(bytes: Buffer, role: Role, name: string, number: number = valueNumber(bytes, name)): KnownValue | null {
    if (!isOfLength(bytes)) return null
    const kept = this.slots[slotOf(number)] ?? null
    if (kept === null || kept.role !== role || kept.name !== name || !kept.bytes.equals(bytes)) return null
    const pieces = kept.pieces.map((piece) => ({
      ...piece,
      bytes: piece.bytes ?? bytes.subarray(piece.start, piece.end),
    }))
    return { ...kept, pieces }
  }

  /** Takes a value with what was made of it: nothing was cut off, and nothing odd was met. */
  offer(
    bytes: Buffer,
    role: Role,
    name: string,
    value: KnownValue,
    number: number = valueNumber(bytes, name),
  ): void {
    const { pieces, explained, transforms, expandedBytes } = value
    if (!isOfLength(bytes) || pieces.length > piecesMax) return
    const slot = slotOf(number)
    if (this.offered[slot] !== number) {
      this.offered[slot] = number
      return
    }
    const kept = pieces.map((piece) => keptPiece(piece, bytes))
    const own = kept.reduce((sum, piece) => sum + (piece.bytes?.length ?? 0) + pieceBytes, 0)
    if (own > pieceBytesMax + kept.length * pieceBytes) return
    const size = own + bytes.length
    this.keptBytes += size - (this.slots[slot]?.size ?? 0)
    if (this.keptBytes > keptBytesMax) {
      this.slots.fill(null)
      this.keptBytes = size
    }
    this.slots[slot] = {
      bytes: Buffer.from(bytes),
      role,
      name: detachedText(name),
      pieces: kept,
      explained,
      transforms,
      expandedBytes,
      size,
    }
  }
}

function isOfLength({ length }: Buffer): boolean {
  return length >= valueBytesMin && length <= piecedBytesMax
}

/** The piece without anything of the message that it was read in, which is gone with it. */
function keptPiece(piece: Piece, bytes: Buffer): KeptPiece {
  const { key, detail, start, end } = piece
  const isThere = piece.isExact && piece.bytes.equals(bytes.subarray(start, end))
  return {
    ...piece,
    bytes: isThere ? null : Buffer.from(piece.bytes),
    detail: detachedText(detail),
    key: key === null ? null : detachedText(key),
    contentType: detachedText(piece.contentType),
    coding: detachedText(piece.coding),
  }
}

function slotOf(number: number): number {
  return (number ^ (number >>> 9) ^ (number >>> 18)) & (slotsMax - 1)
}
