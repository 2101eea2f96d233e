import type { AnomalyLog } from '../../core/anomaly.ts'
import { byteCount } from '../../core/byte-count.ts'
import { heldTooMuch } from '../anomalies.ts'
import type { ByteAccount } from './byte-account.ts'
import type { Nesting } from './nesting.ts'
import type { Route } from './route.ts'

/** Once too much is held, flows give theirs up until this part of the limit is left: so that it is not at each push. */
const shedTo = 7 / 8

/**
 * What the parsers of all flows hold together, and who gives up where that is too much: the one that began to hold first. How a
 * flow gives up what it holds is said by whoever made this.
 */
export class HeldBytes {
  /** Bytes held, of all flows that were followed. */
  total = 0
  private readonly max: number
  private readonly account: ByteAccount
  private readonly anomalies: AnomalyLog
  private readonly nesting: Nesting
  private readonly shedRoute: (route: Route) => void
  /** Those that hold bytes, the one that began to first. */
  private readonly holding: Set<Route> = new Set()

  /** `max`: bytes. `shedRoute` has a flow hand on what it holds. */
  constructor(
    max: number,
    account: ByteAccount,
    anomalies: AnomalyLog,
    nesting: Nesting,
    shedRoute: (route: Route) => void,
  ) {
    this.max = max
    this.account = account
    this.anomalies = anomalies
    this.nesting = nesting
    this.shedRoute = shedRoute
  }

  /** Follows what the flow holds; where all flows together hold too much, the oldest give theirs up. */
  track(route: Route): void {
    let held = 0
    if (route.parser !== null) held += route.parser.heldBytes
    if (route.unknown !== null) held += route.unknown.heldBytes
    held += route.rareHeldBytes
    if (held !== route.heldBytes) {
      if (route.heldBytes === 0) this.holding.add(route)
      else if (held === 0) this.holding.delete(route)
      this.total += held - route.heldBytes
      route.heldBytes = held
    }
    // Not within the push of an outer flow, which is counting what becomes of its bytes.
    if (this.total > this.max && this.nesting.depth === 0) this.shed()
  }

  private shed(): void {
    const target = this.max * shedTo
    for (const route of this.holding) {
      if (this.total <= target) break
      this.anomalies.note(heldTooMuch, 0, `flow ${route.flow.id}: ${byteCount(route.heldBytes)}`)
      this.account.aside(route.flow, 0, () => this.shedRoute(route))
      // Whatever is said to be held still is no reason to look at this flow again.
      this.total -= route.heldBytes
      this.holding.delete(route)
      route.heldBytes = 0
    }
  }
}
