import { limits } from '../../core/limits.ts'

/** The last two bits of an id say of which type the stream is (RFC 9000, 2.1). */
const types = 4

/** Streams that are let go together where others between them never came: they are sorted for it. */
const letGo = 256

/** Of one type: all whose number is below `below`, and these. */
class FinishedOfType {
  private below = 0
  private readonly numbers: Set<number> = new Set()

  has(number: number): boolean {
    return number < this.below || this.numbers.has(number)
  }

  add(number: number): void {
    if (number < this.below) return
    this.numbers.add(number)
    this.rise(this.below)
    if (this.numbers.size <= limits.message.quicStreamsMax) return
    // Some streams in between never came: those before the first few that did are not waited for any longer.
    const first = [...this.numbers].sort((one, other) => one - other).slice(0, letGo)
    for (const one of first) this.numbers.delete(one)
    this.rise((first.at(-1) as number) + 1)
  }

  private rise(below: number): void {
    this.below = below
    while (this.numbers.delete(this.below)) this.below++
  }
}

/** Streams that are over, by their ids: what comes of them late is not taken for new ones. */
export class FinishedStreams {
  private readonly ofTypes: readonly FinishedOfType[] = Array.from(
    { length: types },
    () => new FinishedOfType(),
  )

  has(id: number): boolean {
    return (this.ofTypes[id % types] as FinishedOfType).has(Math.floor(id / types))
  }

  add(id: number): void {
    ;(this.ofTypes[id % types] as FinishedOfType).add(Math.floor(id / types))
  }
}
