import type { LocalDevice } from '../../assess/types.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { localSender } from './local-sender.ts'

/**
 * Addresses of IPv4 in local networks, with how many connections each opened: a capture of a router holds those of all
 * devices in the house, and the phone is rarely the one that opened few.
 */
export class LocalDevices {
  private readonly flows: Map<string, number> = new Map()

  ended(flow: Flow): void {
    if (flow.family !== 4) return
    const address = flow.clientAddress
    const known = this.flows.get(address)
    if (known !== undefined) this.flows.set(address, known + 1)
    else if (this.flows.size < limits.attribute.localDevicesMax && localSender(address) !== null)
      this.flows.set(address, 1)
  }

  /** Those of capture number `capture`, in the order in which they were seen. */
  all(capture: number): LocalDevice[] {
    return Array.from(this.flows, ([address, flows]) => ({ capture, address, flows }))
  }
}
