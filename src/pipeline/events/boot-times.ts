import type { DeviceEvent } from '../../device/events/types.ts'

/** A TCP time stamp (RFC 7323) as a device sent it in a SYN. */
export interface Tick {
  /** Seconds since 1970 on the capture's clock. */
  readonly at: number
  /** The option's value: a 32-bit counter. */
  readonly value: number
  /** Tells devices, and servers, apart. */
  readonly device: string
  readonly server: string
}

const rates: readonly number[] = [1_000, 250, 300, 100]
/** SYNs that must lie on one line, to at least two servers, over at least this many seconds. */
const synsMin = 4
const secondsMin = 2
/** How far one may be from the line: the counter's own step and the way to the capture. */
const toleranceSeconds = 0.06
const sameBootSeconds = 5
const uptimeSecondsMax = 40 * 86_400

/** SYNs of each device that are kept once its lines were told: a line that goes on is known by them. */
const synsKept = 64

/**
 * When devices were started, by the tick counter that older kernels put into every SYN: it counts from 300 seconds before
 * its overflow (INITIAL_JIFFIES) since the kernel started, at a constant rate. Kernels since Linux 4.10 add a random
 * number for each connection, and iOS does as it likes: then no line fits and nothing is said. A capture has any number of
 * SYNs: once so many are held, what they tell is noted, and the last ones of each device stay.
 */
export class BootWatch {
  private ticks: Tick[] = []
  private readonly boots: DeviceEvent[] = []
  /** By device: its starts, each as the last line told it. */
  private readonly known: Map<string, number[]> = new Map()
  private readonly ticksMax: number

  /** `ticksMax`: so many are held. */
  constructor(ticksMax: number) {
    this.ticksMax = ticksMax
  }

  tick(tick: Tick): void {
    if (this.ticks.length >= this.ticksMax) this.settle()
    this.ticks.push(tick)
  }

  /** All starts that were seen. */
  all(): DeviceEvent[] {
    this.settle()
    return this.boots
  }

  private settle(): void {
    const kept: Tick[] = []
    for (const [device, own] of Map.groupBy(this.ticks, (tick) => tick.device)) {
      const sorted = own.toSorted((left, right) => left.at - right.at)
      this.read(device, sorted)
      kept.push(...sorted.slice(-synsKept))
    }
    // Of very many devices those stay that spoke last.
    this.ticks = kept.toSorted((left, right) => left.at - right.at).slice(-(this.ticksMax >> 1))
  }

  /** Notes the starts that a device's SYNs tell, in order of time. */
  private read(device: string, sorted: readonly Tick[]): void {
    let from = 0
    const known = this.known.get(device) ?? []
    while (from + synsMin <= sorted.length) {
      const best = lineFrom(sorted, from)
      if (best === null) {
        from++
        continue
      }
      const uptime = (sorted[from] as Tick).at - best.boot
      // The counter's clock drifts a little: a line that goes on beside another one is the same start.
      const same = known.findIndex((start) => Math.abs(best.boot - start) < sameBootSeconds)
      if (best.isProven && same >= 0) known[same] = best.boot
      else if (best.count >= synsMin && best.isProven && uptime < uptimeSecondsMax) {
        known.push(best.boot)
        this.known.set(device, known)
        const sec = Math.floor(best.boot)
        this.boots.push({
          at: { sec, nsec: Math.round((best.boot - sec) * 1e9) },
          kind: 'boot',
          source: 'traffic: TCP time stamps',
          note: `${best.count} SYNs agree on ${best.rate} ticks a second; up for ${Math.round(uptime)} s at the first of them`,
          derived: {
            meaning: 'the device’s kernel was started then (switched on, or restarted after an update)',
          },
        })
      }
      from += Math.max(1, best.count)
    }
  }
}

/** The longest run of SYNs from `from` on that agree on one start of the device. */
function lineFrom(
  sorted: readonly Tick[],
  from: number,
): { boot: number; rate: number; count: number; isProven: boolean } | null {
  let best: { boot: number; rate: number; count: number; isProven: boolean } | null = null
  for (const rate of rates) {
    const first = sorted[from] as Tick
    const boot = bootOf(first, rate)
    let count = 1
    let last = first.at
    const servers = new Set([first.server])
    for (let index = from + 1; index < sorted.length; index++) {
      const tick = sorted[index] as Tick
      // The counter overflows after 50 days at the fastest rate: beyond, the line is another.
      if (Math.abs(bootOf(tick, rate) - boot) > toleranceSeconds) break
      count++
      last = tick.at
      servers.add(tick.server)
    }
    const isProven = last - first.at >= secondsMin && servers.size >= 2
    if (best === null || count > best.count) best = { boot, rate, count, isProven }
  }
  return best !== null && best.count >= synsMin ? best : null
}

function bootOf(tick: Tick, rate: number): number {
  return tick.at - ((tick.value + 300 * rate) % 4_294_967_296) / rate
}
