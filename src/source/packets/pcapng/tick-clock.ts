import type { FrameContext } from '../../types.ts'

/**
 * From a pcapng timestamp (an unsigned 64-bit count of ticks, in two halves) to seconds and nanoseconds.
 *
 * Ticks of 10^-k s, k from 0 to 9, are divided exactly with doubles and nothing is allocated. Since 10^k = 2^k 5^k, the
 * lowest k bits can be set aside first; what is left of any date up to the year 2255 is below 2^53, so one division by
 * 5^k gives quotient and remainder (below 2^53 a quotient lies further from the next integer above it than rounding
 * reaches). Later dates and all other resolutions (finer than a nanosecond, or powers of two, which no usual program
 * writes) take the slow way through bigint.
 */
export class TickClock {
  /** Decimals of the second that the resolution has, at most 9. */
  readonly digits: number
  /** True where whole nanoseconds cannot express every tick. */
  readonly isFinerThanNanoseconds: boolean
  /** k, and 5^k, for ticks of 10^-k s; -1 for others. */
  private readonly shift: number
  private readonly divisor: number
  private readonly highScale: number
  private readonly lowMask: number
  /** High halves below this take the fast way. */
  private readonly highMax: number
  private readonly nsecPerTick: number
  private readonly offsetSec: number
  private readonly ticksPerSecond: bigint

  /** `resolution` is the raw byte of the option if_tsresol; `offsetSec` the seconds of if_tsoffset. */
  constructor(resolution: number, offsetSec: number) {
    const exponent = resolution & 0x7f
    const isDecimal = (resolution & 0x80) === 0
    // 2^-k has exactly k decimals, as 10^-k has.
    this.digits = Math.min(9, exponent)
    this.isFinerThanNanoseconds = exponent > 9
    this.offsetSec = offsetSec
    this.ticksPerSecond = (isDecimal ? 10n : 2n) ** BigInt(exponent)
    const isFast = isDecimal && exponent <= 9
    this.shift = isFast ? exponent : 0
    this.divisor = 5 ** this.shift
    this.highScale = 2 ** (32 - this.shift)
    this.lowMask = 2 ** this.shift - 1
    this.highMax = isFast ? 2 ** (21 + this.shift) : 0
    this.nsecPerTick = 10 ** (9 - this.shift)
  }

  /** Sets the time of `context` to the ticks `high * 2^32 + low`. */
  convert(high: number, low: number, context: FrameContext): void {
    if (high >= this.highMax) {
      this.convertSlowly(high, low, context)
      return
    }
    const { shift, divisor } = this
    const upper = high * this.highScale + (low >>> shift)
    const sec = Math.floor(upper / divisor)
    const rest = upper - sec * divisor
    context.sec = sec + this.offsetSec
    context.nsec = (rest * (this.lowMask + 1) + (low & this.lowMask)) * this.nsecPerTick
  }

  private convertSlowly(high: number, low: number, context: FrameContext): void {
    const ticks = (BigInt(high) << 32n) | BigInt(low)
    const whole = ticks / this.ticksPerSecond
    context.sec = Number(whole) + this.offsetSec
    context.nsec = Number(((ticks - whole * this.ticksPerSecond) * 1_000_000_000n) / this.ticksPerSecond)
  }
}
