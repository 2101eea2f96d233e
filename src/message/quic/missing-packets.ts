import { limits } from '../../core/limits.ts'

/** Numbers `from` to `to`, both included, that were not seen; `isKnown`: the peer has the packets. */
interface Hole {
  from: number
  to: number
  isKnown: boolean
}

/**
 * Packets of one side that are not in the capture, though its peer acknowledged them. Senders may leave numbers out, and
 * what was lost before the capture comes again under another number: neither is ever acknowledged (RFC 9000, 13.1 and
 * 21.4). What an acknowledged packet carried does not come again; a whole stream can be lost with it, and leave no
 * hole in any other.
 */
export class MissingPackets {
  /** In the order of their numbers, none touching the next of its kind. */
  private holes: Hole[] = []
  /** -1: where it begins is not known yet. */
  private next = 0
  private awaited = 0
  /** Packets in holes that are not followed any longer. */
  private settled = 0
  /** Holes of which it will not be known whether anything of them was received. */
  lostSight = 0

  /** Packets known to be missing, as far as is known now: those that come later in the capture are taken back. */
  get count(): number {
    let count = this.settled
    for (const hole of this.holes) if (hole.isKnown) count += hole.to - hole.from + 1
    return count
  }

  /** The connection began before the capture: what is in front of the first number that is known now is not missing. */
  joinLate(): void {
    this.next = -1
  }

  /** A packet with this number is in the capture. */
  saw(number: number): void {
    if (this.next === -1) this.next = number
    if (number === this.next) {
      this.next++
      return
    }
    if (number > this.next) {
      this.add(this.next, number - 1)
      this.next = number + 1
      return
    }
    const index = this.holes.findIndex(({ from, to }) => from <= number && number <= to)
    const hole = this.holes[index]
    if (hole === undefined) return
    const { from, to, isKnown } = hole
    const rest = [
      { from, to: number - 1, isKnown },
      { from: number + 1, to, isKnown },
    ].filter((part) => part.from <= part.to)
    this.holes.splice(index, 1, ...rest)
    if (!isKnown) this.awaited += rest.length - 1
  }

  /** The peer has the packets with the numbers `from` to `to`, both included. */
  acknowledged(from: number, to: number): void {
    if (this.next === -1) this.next = to + 1
    if (to >= this.next) {
      this.add(this.next, to)
      this.next = to + 1
    }
    if (this.awaited === 0) return
    this.markKnown(from, to)
    this.bound()
  }

  /** Of the holes within `from` to `to`, all is known. Acknowledgements come by the thousand: only these are looked at. */
  private markKnown(from: number, to: number): void {
    const { holes } = this
    const first = this.firstReaching(from)
    let index = first
    let isNew = false
    for (; index < holes.length && (holes[index] as Hole).from <= to; index++)
      isNew ||= !(holes[index] as Hole).isKnown
    if (!isNew) return
    // With the neighbours, which they may come to touch.
    const start = Math.max(0, first - 1)
    const taken = holes.slice(start, index + 1)
    const made: Hole[] = []
    for (const hole of taken) {
      if (!hole.isKnown) this.awaited--
      if (hole.isKnown || hole.to < from || hole.from > to) {
        push(made, hole)
        continue
      }
      if (hole.from < from) push(made, { from: hole.from, to: from - 1, isKnown: false })
      push(made, { from: Math.max(from, hole.from), to: Math.min(to, hole.to), isKnown: true })
      if (hole.to > to) push(made, { from: to + 1, to: hole.to, isKnown: false })
    }
    for (const { isKnown } of made) if (!isKnown) this.awaited++
    holes.splice(start, taken.length, ...made)
  }

  /** The first hole that ends at `number` or behind it. */
  private firstReaching(number: number): number {
    let low = 0
    let high = this.holes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.holes[middle] as Hole).to < number) low = middle + 1
      else high = middle
    }
    return low
  }

  private add(from: number, to: number): void {
    this.holes.push({ from, to, isKnown: false })
    this.awaited++
    this.bound()
  }

  /** The oldest hole is not followed any longer: what is known of it is kept as a number. */
  private bound(): void {
    while (this.holes.length > limits.message.quicHolesMax) {
      const hole = this.holes.shift() as Hole
      if (hole.isKnown) this.settled += hole.to - hole.from + 1
      else {
        this.awaited--
        this.lostSight++
      }
    }
  }
}

/** Adds a hole behind the others; one that touches the last of its kind widens it. */
function push(holes: Hole[], hole: Hole): void {
  const last = holes.at(-1)
  if (last !== undefined && last.isKnown === hole.isKnown && last.to + 1 === hole.from) last.to = hole.to
  else holes.push({ ...hole })
}
