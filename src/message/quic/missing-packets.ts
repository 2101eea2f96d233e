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
    const holes: Hole[] = []
    for (const hole of this.holes) {
      if (hole.isKnown || hole.to < from || hole.from > to) {
        push(holes, hole)
        continue
      }
      if (hole.from < from) push(holes, { from: hole.from, to: from - 1, isKnown: false })
      push(holes, { from: Math.max(from, hole.from), to: Math.min(to, hole.to), isKnown: true })
      if (hole.to > to) push(holes, { from: to + 1, to: hole.to, isKnown: false })
    }
    this.holes = holes
    this.awaited = holes.filter(({ isKnown }) => !isKnown).length
    this.bound()
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
