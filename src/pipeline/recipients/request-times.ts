import type { Interval } from '../../correlate/observed.ts'
import type { DecodeInput } from '../../decode/types.ts'
import type { RequestWatch, WatchedRequest } from '../watch/request-watch.ts'
import { KeptTimes } from './kept-times.ts'

/**
 * When requests that could be read went to each server. Where one connection carries many of them, or a file of exchanges
 * names no connections, their beginnings do not show how often a server was told something.
 */
export class RequestTimes implements RequestWatch {
  private readonly times: KeptTimes

  constructor(times: KeptTimes = new KeptTimes()) {
    this.times = times
  }

  request(_: DecodeInput, { host, sec, nsec }: WatchedRequest): void {
    this.times.add(host, sec + nsec / 1e9)
  }

  /** The stretches in which further requests were, whose times are not kept. */
  get leftOut(): readonly Interval[] {
    return this.times.leftOut === null ? [] : [this.times.leftOut]
  }

  /** Times in seconds since 1970, ascending, by the name or address of the server. */
  *sorted(): Generator<readonly [string, Float64Array]> {
    for (const [host, times] of this.times.byName) yield [host, Float64Array.from(times).sort()]
  }
}
