import { limits } from '../core/limits.ts'
import type { Budget } from './budget.ts'
import { exactPiece, transformedPiece } from './encoding.ts'
import type { Piece } from './encoding.ts'
import { isText } from './text.ts'

/** Where a part of a value stands. */
export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * Collects the values of a self-describing binary format (MessagePack, CBOR, BSON, property lists): texts and bytes as
 * they stand, numbers as decimal text, each with its name and path. One reader walks once; what contradicts the format
 * sets `isBroken`.
 */
export class BinaryValues {
  readonly pieces: Piece[] = []
  isBroken = false
  /** Texts among the values: a format is proved by what is legible in it. */
  texts = 0
  names = 0
  private readonly step: string
  private readonly bytes: Buffer
  private readonly budget: Budget

  constructor(step: string, bytes: Buffer, budget: Budget) {
    this.step = step
    this.bytes = bytes
    this.budget = budget
  }

  /** False where no more is taken. */
  get hasRoom(): boolean {
    if (this.pieces.length < this.budget.nodesLeft) return true
    this.budget.reach('nodesMax')
    return false
  }

  isTooDeep(depth: number): boolean {
    if (depth < limits.decode.jsonDepthMax) return false
    this.budget.reach('jsonDepthMax')
    return true
  }

  span(path: string, key: string, start: number, end: number, isText: boolean): void {
    if (isText) this.texts++
    if (end > start && this.hasRoom)
      this.pieces.push(exactPiece(this.step, path, key, this.bytes, start, end, 'value'))
  }

  /** A value that is written in parts with lengths between them, put together: it stands from the first to the last of them. */
  joined(path: string, key: string, parts: readonly Range[], isString: boolean): void {
    const [first] = parts
    const last = parts.at(-1)
    if (isString) this.texts++
    if (first === undefined || last === undefined || !this.hasRoom) return
    const size = parts.reduce((sum, { start, end }) => sum + end - start, 0)
    if (!this.budget.takeBytes(size)) return
    const bytes = Buffer.concat(
      parts.map(({ start, end }) => this.bytes.subarray(start, end)),
      size,
    )
    if (isString && !isText(bytes, 0, size)) this.isBroken = true
    this.pieces.push({
      ...transformedPiece(this.step, path, bytes, first.start, last.end, 'value'),
      key,
    })
  }

  /** What the bytes of a value stand for, as people write it. */
  written(path: string, key: string, text: string, start: number, end: number): void {
    if (this.hasRoom)
      this.pieces.push({
        ...transformedPiece(this.step, path, Buffer.from(text), start, end, 'value'),
        key,
      })
  }

  number(path: string, key: string, value: number | bigint, start: number, end: number): void {
    // Small numbers without a name say nothing.
    if (key === '' && Math.abs(Number(value)) < 10_000) return
    if (!this.hasRoom) return
    const text =
      typeof value === 'bigint' || Number.isInteger(value) ? String(value) : String(Number(value.toFixed(7)))
    this.pieces.push({ ...transformedPiece(this.step, path, Buffer.from(text), start, end, 'value'), key })
  }
}
