import { firstAtLeast } from './sorted.ts'

/** More elements in a cell than this are halved, as bursts are. */
const walkedMax = 8

/**
 * Finds in sorted numbers the first that is at least a value, for very many values: a table of equal cells says where to
 * look. The cell of a number never falls as the number grows, so all in the cells below are less, and all above are more.
 */
export class FirstAtLeast {
  private readonly sorted: Float64Array
  private readonly low: number
  private readonly scale: number
  /** By cell: index of the first element that lies in it or in one above. */
  private readonly starts: Int32Array

  constructor(sorted: Float64Array) {
    this.sorted = sorted
    const { length } = sorted
    this.low = length > 0 ? (sorted[0] as number) : 0
    const range = length > 0 ? (sorted[length - 1] as number) - this.low : 0
    this.scale = range > 0 ? length / range : 0
    this.starts = new Int32Array(length + 2).fill(length)
    for (let at = length - 1; at >= 0; at--) this.starts[this.cellOf(sorted[at] as number)] = at
    for (let cell = length; cell >= 0; cell--)
      this.starts[cell] = Math.min(this.starts[cell] as number, this.starts[cell + 1] as number)
  }

  indexOf(value: number): number {
    const { sorted, starts } = this
    const cell = this.cellOf(value)
    let at = starts[cell] as number
    const end = starts[cell + 1] as number
    if (end - at > walkedMax) return firstAtLeast(sorted, value, at, end)
    while (at < end && (sorted[at] as number) < value) at++
    return at
  }

  /** Index of the first that is more than `value`. */
  indexAbove(value: number): number {
    const { sorted } = this
    let at = this.indexOf(value)
    while (at < sorted.length && sorted[at] === value) at++
    return at
  }

  private cellOf(value: number): number {
    const cell = (value - this.low) * this.scale
    const last = this.starts.length - 2
    return cell < 0 ? 0 : cell > last ? last : cell | 0
  }
}
