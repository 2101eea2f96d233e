/**
 * From a pcapng timestamp (an unsigned 64-bit count of ticks, in two halves) to seconds and nanoseconds.
 *
 * Ticks of 10^-0 to 10^-9 s are divided by hand in base 2^16 with doubles: each step divides a number below 2^46 by
 * one below 2^30, so every quotient and remainder is exact, and nothing is allocated. All other resolutions (finer
 * than a nanosecond, or powers of two, which no usual program writes) take the slow way through bigint.
 */
export class TickClock {
  /** Result of the last {@link convert}. */
  sec = 0
  nsec = 0
  /** Decimals of the second that the resolution has, at most 9. */
  readonly digits: number
  /** True where whole nanoseconds cannot express every tick. */
  readonly isFinerThanNanoseconds: boolean
  private readonly ticksPerSecond: number
  private readonly nsecPerTick: number
  private readonly offsetSec: number
  private readonly exotic: bigint

  /** `resolution` is the raw byte of the option if_tsresol; `offsetSec` the seconds of if_tsoffset. */
  constructor(resolution: number, offsetSec: number) {
    const exponent = resolution & 0x7f
    const isDecimal = (resolution & 0x80) === 0
    // 2^-k has exactly k decimals, as 10^-k has.
    this.digits = Math.min(9, exponent)
    this.isFinerThanNanoseconds = exponent > 9
    this.offsetSec = offsetSec
    if (isDecimal && exponent <= 9) {
      this.ticksPerSecond = 10 ** exponent
      this.nsecPerTick = 10 ** (9 - exponent)
      this.exotic = 0n
    } else {
      this.ticksPerSecond = 0
      this.nsecPerTick = 0
      this.exotic = (isDecimal ? 10n : 2n) ** BigInt(exponent)
    }
  }

  convert(high: number, low: number): void {
    const perSecond = this.ticksPerSecond
    if (perSecond === 0) {
      this.convertExotic(high, low)
      return
    }
    const upper = Math.floor(high / perSecond)
    let rest = (high - upper * perSecond) * 65_536 + (low >>> 16)
    const middle = Math.floor(rest / perSecond)
    rest = (rest - middle * perSecond) * 65_536 + (low & 0xffff)
    const lower = Math.floor(rest / perSecond)
    this.sec = upper * 4_294_967_296 + middle * 65_536 + lower + this.offsetSec
    this.nsec = (rest - lower * perSecond) * this.nsecPerTick
  }

  private convertExotic(high: number, low: number): void {
    const ticks = (BigInt(high) << 32n) | BigInt(low)
    const whole = ticks / this.exotic
    this.sec = Number(whole) + this.offsetSec
    this.nsec = Number(((ticks - whole * this.exotic) * 1_000_000_000n) / this.exotic)
  }
}
