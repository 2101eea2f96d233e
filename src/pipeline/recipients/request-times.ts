import { limits } from '../../core/limits.ts'
import type { DecodeInput } from '../../decode/types.ts'
import type { RequestWatch, WatchedRequest } from '../watch/request-watch.ts'

/**
 * When requests that could be read went to each server. Where one connection carries many of them, or a file of exchanges
 * names no connections, their beginnings do not show how often a server was told something.
 */
export class RequestTimes implements RequestWatch {
  private readonly byHost: Map<string, number[]> = new Map()
  private kept = 0

  request(_: DecodeInput, { host, sec, nsec }: WatchedRequest): void {
    if (this.kept >= limits.correlate.seriesFlowsMax) return
    this.kept++
    const times = this.byHost.get(host)
    if (times === undefined) this.byHost.set(host, [sec + nsec / 1e9])
    else times.push(sec + nsec / 1e9)
  }

  /** Times in seconds since 1970, ascending, by the name or address of the server. */
  *sorted(): Generator<readonly [string, Float64Array]> {
    for (const [host, times] of this.byHost) yield [host, Float64Array.from(times).sort()]
  }
}
