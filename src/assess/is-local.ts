import { isOnInternet } from '../core/address-scope.ts'
import type { AddressFacts } from '../attribute/types.ts'

/** What tells where a recipient is: of a scan, or of a document that was read back. */
interface Placed {
  readonly addresses: readonly (Pick<AddressFacts, 'address'> & { readonly scope: string })[]
}

const localScopes: ReadonlySet<string> = new Set(['private', 'link-local', 'loopback', 'multicast'])

/** The limited broadcast of IPv4, whose scope is that of a reserved address (RFC 919). */
const broadcast = '255.255.255.255'

/** Whether a recipient has no address of the Internet: it is on the network of the phone or of its operator. */
export function isLocal({ addresses }: Placed): boolean {
  return (
    addresses.length > 0 &&
    addresses.every(({ scope, address }) => localScopes.has(scope) || address === broadcast)
  )
}

/** Whether a recipient has loopback addresses only: it is another program on the device itself. */
export function isOnDevice({ addresses }: Placed): boolean {
  return addresses.length > 0 && addresses.every(({ scope }) => scope === 'loopback')
}

/** What goes to a group, to all, or to a link-local address is not routed: others on the same network hear it. */
export function isAmongNeighbours({ addresses }: Placed): boolean {
  return (
    addresses.length > 0 &&
    addresses.every(
      ({ scope, address }) => scope === 'multicast' || scope === 'link-local' || address === broadcast,
    )
  )
}

/**
 * Whether somebody with an address of the Internet sent to a recipient without one: that is behind an address that stands for it
 * (NAT, a load balancer, where a server is captured), or in the network of the sender's operator.
 */
export function isReachedFromInternet(
  recipient: Placed,
  transmissions: readonly { readonly clientAddress?: string }[],
): boolean {
  return (
    isLocal(recipient) &&
    !isOnDevice(recipient) &&
    !isAmongNeighbours(recipient) &&
    transmissions.some(({ clientAddress }) => clientAddress !== undefined && isOnInternet(clientAddress))
  )
}
