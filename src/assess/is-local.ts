import type { Recipient } from './types.ts'

/** Whether a recipient has no address of the Internet: it is on the network of the phone or of its operator. */
export function isLocal({ addresses }: Pick<Recipient, 'addresses'>): boolean {
  return (
    addresses.length > 0 && addresses.every(({ scope }) => scope !== 'public' && scope !== 'documentation')
  )
}

/** Whether a recipient has loopback addresses only: it is another program on the device itself. */
export function isOnDevice({ addresses }: Pick<Recipient, 'addresses'>): boolean {
  return addresses.length > 0 && addresses.every(({ scope }) => scope === 'loopback')
}

/** The limited broadcast of IPv4, whose scope is that of a reserved address (RFC 919). */
const broadcast = '255.255.255.255'

/** What goes to a group, to all, or to a link-local address is not routed: others on the same network hear it. */
export function isAmongNeighbours({ addresses }: Pick<Recipient, 'addresses'>): boolean {
  return (
    addresses.length > 0 &&
    addresses.every(
      ({ scope, address }) => scope === 'multicast' || scope === 'link-local' || address === broadcast,
    )
  )
}
