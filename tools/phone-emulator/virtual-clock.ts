/**
 * The phone's clock. While bytes are under way it runs as fast as the real one; when nothing is under way
 * and nothing is due, it jumps to the next thing planned. So a day takes a minute or two, and every delay
 * between packets of one burst is a real one. Each jump is told, for the capture's times to follow it.
 */
export interface Jump {
  /** Real milliseconds since 1970 at which the clock jumped. */
  readonly realMs: number
  /** What the emulated clock said from then on. */
  readonly emulatedMs: number
}

interface Planned {
  readonly atMs: number
  readonly order: number
  readonly act: () => void
  isCancelled: boolean
}

/** Real quiet before a jump, for the kernel's last acknowledgements to be sent at their own time. */
const SETTLE_MS = 70
/** Waits shorter than this are waited, not jumped. */
const JUMP_MIN_MS = 250

export class VirtualClock {
  readonly jumps: Jump[] = []
  private readonly planned: Planned[] = []
  private underWay = 0
  private order = 0
  private wake: (() => void) | null = null
  private readonly onJump: (jump: Jump) => Promise<void>
  private readonly realMs: () => number
  private base: Jump

  constructor(startMs: number, realMs: () => number, onJump: (jump: Jump) => Promise<void>) {
    this.realMs = realMs
    this.onJump = onJump
    this.base = { realMs: realMs(), emulatedMs: startMs }
    this.jumps.push(this.base)
  }

  nowMs(): number {
    return this.base.emulatedMs + (this.realMs() - this.base.realMs)
  }

  at(atMs: number, act: () => void): () => void {
    const item: Planned = { atMs, order: this.order++, act, isCancelled: false }
    let index = this.planned.length
    while (index > 0 && isAfter(this.planned[index - 1], item)) index--
    this.planned.splice(index, 0, item)
    this.wake?.()
    return () => {
      item.isCancelled = true
    }
  }

  after(ms: number, act: () => void): () => void {
    return this.at(this.nowMs() + ms, act)
  }

  /** A pause of the phone: may be jumped over. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve)
    })
  }

  /** Marks `work` as bytes under way: no jump until it is over. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.underWay++
    try {
      return await work
    } finally {
      this.underWay--
      this.wake?.()
    }
  }

  /** Runs what is planned until nothing is left before `endMs`. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      while (this.planned[0]?.isCancelled === true) this.planned.shift()
      const next = this.planned[0]
      const nextMs = next === undefined ? endMs : Math.min(next.atMs, endMs)
      const waitMs = nextMs - this.nowMs()
      if (waitMs <= 0) {
        if (next === undefined || next.atMs > endMs) {
          if (this.underWay === 0) return
          await this.pause(50)
          continue
        }
        this.planned.shift()
        next.act()
        continue
      }
      if (this.underWay > 0 || waitMs < JUMP_MIN_MS) {
        await this.pause(Math.min(waitMs, 1000))
        continue
      }
      const orderBefore = this.order
      await this.pause(SETTLE_MS)
      if (this.underWay > 0 || this.order !== orderBefore || nextMs <= this.nowMs()) continue
      const jump: Jump = { realMs: this.realMs(), emulatedMs: nextMs }
      this.base = jump
      this.jumps.push(jump)
      await this.onJump(jump)
    }
  }

  /** Waits real time, or until something is planned or over. */
  private async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms))
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.wake = null
  }
}

function isAfter(a: Planned | undefined, b: Planned): boolean {
  return a !== undefined && (a.atMs > b.atMs || (a.atMs === b.atMs && a.order > b.order))
}
