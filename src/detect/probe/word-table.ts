import { alnumBit, classes } from './byte-roles.ts'
import { Matcher, edges } from '../spellings/matcher.ts'

/** Short known values, each by its first run of letters and digits. */
export class WordTable {
  private readonly isEmpty: boolean
  /** The first runs, to know of a whole message that it has none; null where one is too short for the search. */
  private readonly matcher: Matcher | null
  private readonly hashes: Int32Array
  private readonly used: Uint8Array
  private readonly mask: number

  constructor(values: readonly Buffer[]) {
    this.isEmpty = values.length === 0
    let size = 64
    while (size < values.length * 4) size *= 2
    this.mask = size - 1
    this.hashes = new Int32Array(size)
    this.used = new Uint8Array(size)
    const runs = values.map((value) => value.subarray(...firstWord(value)))
    this.matcher = runs.some((run) => run.length < 3)
      ? null
      : new Matcher(runs.map((bytes) => ({ bytes, edge: edges.none })))
    for (const run of runs) {
      const hash = hashOf(run, 0, run.length)
      let slot = this.slotOf(hash)
      while (this.used[slot] === 1 && this.hashes[slot] !== hash) slot = (slot + 1) & this.mask
      this.used[slot] = 1
      this.hashes[slot] = hash
    }
  }

  /** False where no beginning of a known value is in the bytes. */
  mayHaveAny(buf: Buffer, start: number, end: number): boolean {
    return !this.isEmpty && (this.matcher === null || this.matcher.contains(buf, start, end))
  }

  /** True where a run of letters and digits in the word is the beginning of a known value. */
  hasAny(buf: Buffer, start: number, end: number): boolean {
    let at = start
    while (at < end) {
      const from = at
      while (at < end && ((classes[buf[at] as number] as number) & alnumBit) !== 0) at++
      if (at > from && this.has(hashOf(buf, from, at))) return true
      at++
    }
    return false
  }

  private has(hash: number): boolean {
    let slot = this.slotOf(hash)
    while (this.used[slot] === 1) {
      if (this.hashes[slot] === hash) return true
      slot = (slot + 1) & this.mask
    }
    return false
  }

  private slotOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & this.mask
  }
}

function firstWord(value: Buffer): [number, number] {
  let from = 0
  while (from < value.length && ((classes[value[from] as number] as number) & alnumBit) === 0) from++
  let to = from
  while (to < value.length && ((classes[value[to] as number] as number) & alnumBit) !== 0) to++
  return [from, to]
}

function hashOf(buf: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (buf[at] as number), 0x01000193)
  return hash
}
