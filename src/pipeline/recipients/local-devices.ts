import type { LocalDevice } from '../../assess/types.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { localSender } from './local-sender.ts'

/** The limit of addresses whose connections are counted. */
const tooManyDevices: AnomalyCode = {
  code: 'attribute.devices.too_many',
  kind: 'limit',
  sentence:
    "More addresses of local networks than there is room for: of what those beyond it sent it is not said that it may be another device's.",
}

/**
 * Addresses of IPv4 in local networks, with how many connections each opened: a capture of a router holds those of all
 * devices in the house, and the phone is rarely the one that opened few.
 */
export class LocalDevices {
  private readonly anomalies: AnomalyLog
  private readonly flows: Map<string, number> = new Map()
  /** The last address that is none of a local network: a phone's own, for all that it opens. */
  private foreign = ''

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  ended(flow: Flow): void {
    const address = flow.clientAddress
    if (flow.family !== 4 || address === this.foreign) return
    const known = this.flows.get(address)
    if (known !== undefined) this.flows.set(address, known + 1)
    else if (localSender(address) === null) this.foreign = address
    else if (this.flows.size < limits.attribute.localDevicesMax) this.flows.set(address, 1)
    else this.anomalies.note(tooManyDevices, 0)
  }

  /** Those of capture number `capture`, in the order in which they were seen. */
  all(capture: number): LocalDevice[] {
    return Array.from(this.flows, ([address, flows]) => ({ capture, address, flows }))
  }
}
