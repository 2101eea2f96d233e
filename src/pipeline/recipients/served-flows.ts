import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'

/** Whom a client spoke to: the first server, and whether there were others. */
interface Contacts {
  readonly server: string
  hasOthers: boolean
  /** When it opened its first connection, in seconds. */
  first: number
}

/**
 * Tells the connections in which the device itself is the server (an app that hands out files, a management client that is
 * asked): what it answers has left it. Its address is a client's elsewhere in the capture, and its peer's is a client's of
 * it alone; of two that speak to each other only, the one that did so first is the device (active FTP). Known at the end of a capture, whatever came first. A capture of a whole network has other servers that are
 * clients, too; there it is taken for one where it is asked by somebody who speaks to nobody else. Who asks a server for
 * others by their names speaks to those: the server is a proxy, or stands in their place, as the machine does that captures
 * a phone behind it.
 */
export class ServedFlows {
  private readonly contacts: Map<string, Contacts> = new Map()
  private lastClient = ''
  private lastServer = ''
  private lastHasOthers = false

  /** Notes a flow; `isForOther`: its server was asked for another, by a name. */
  saw({ clientAddress, serverAddress, firstSec, firstNsec }: Flow, isForOther: boolean): void {
    // Flows end in another order than they begin; of an address that repeats itself the first end is near enough.
    const isSame = clientAddress === this.lastClient && serverAddress === this.lastServer
    if (isSame && (this.lastHasOthers || !isForOther)) return
    this.lastClient = clientAddress
    this.lastServer = serverAddress
    this.lastHasOthers = isForOther
    const first = firstSec + firstNsec / 1e9
    const known = this.contacts.get(clientAddress)
    if (known !== undefined) {
      known.hasOthers ||= isForOther || known.server !== serverAddress
      known.first = Math.min(known.first, first)
    } else if (this.contacts.size < limits.attribute.recipientsMax)
      this.contacts.set(clientAddress, { server: serverAddress, hasOthers: isForOther, first })
  }

  /** The server of the flow is the device. */
  isServed({ clientAddress, serverAddress }: Flow): boolean {
    if (clientAddress === serverAddress) return false
    const own = this.contacts.get(serverAddress)
    const peer = this.contacts.get(clientAddress)
    if (own === undefined || peer === undefined || peer.hasOthers) return false
    if (peer.server !== serverAddress) return false
    return own.hasOthers || own.server !== clientAddress || own.first < peer.first
  }
}
