/** Something that counts from a moment on. */
interface Timed {
  /** Seconds. */
  readonly sec: number
}

/** Values in one row; a row of twice as many is cut in two. Moving that many costs as little as finding their place. */
const rowLength = 512

/**
 * Values in the order of their times, whatever order they come in: of those of one time, in that in which they came.
 * However many they are, and however late the earliest of them comes, none is moved with all others behind it.
 */
export class InOrderOfTime<T extends Timed> {
  /** None is empty but the only one. */
  private readonly rows: T[][] = [[]]
  private row = 0
  private at = -1

  /** The time of the last one; undefined where there is none. */
  get lastSec(): number | undefined {
    return this.rows.at(-1)?.at(-1)?.sec
  }

  /** Goes to the last value that is not after `sec`, and returns it; undefined where all are after it. */
  seek(sec: number): T | undefined {
    const { rows } = this
    this.row = Math.max(0, countNotAfter(rows.length, sec, (index) => rows[index]?.[0]?.sec ?? sec) - 1)
    const row = rows[this.row] as T[]
    const isAll = (row.at(-1)?.sec ?? sec) <= sec
    this.at = (isAll ? row.length : countNotAfter(row.length, sec, (index) => (row[index] as T).sec)) - 1
    return row[this.at]
  }

  /** The value behind the one that was gone to; undefined where there is none. */
  get next(): T | undefined {
    return this.rows[this.row]?.[this.at + 1] ?? this.rows[this.row + 1]?.[0]
  }

  /** Goes to the value before, and returns it; undefined where there is none. */
  back(): T | undefined {
    if (this.at > 0 || this.row === 0) return this.rows[this.row]?.[--this.at]
    const before = this.rows[--this.row] as T[]
    this.at = before.length - 1
    return before[this.at]
  }

  /** Puts a value behind the one that was gone to, which `seek` found for its time. */
  insert(value: T): void {
    const row = this.rows[this.row] as T[]
    if (++this.at === row.length) row.push(value)
    else row.splice(this.at, 0, value)
    if (row.length < 2 * rowLength) return
    this.rows.splice(this.row + 1, 0, row.splice(rowLength))
  }
}

/** How many of `count` times in their order are not after `sec`. */
function countNotAfter(count: number, sec: number, secAt: (index: number) => number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (secAt(middle) <= sec) low = middle + 1
    else high = middle
  }
  return low
}
