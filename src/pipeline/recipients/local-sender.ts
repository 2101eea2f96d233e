import { scopeOf } from '../../core/address-scope.ts'
import { parseAddress } from '../../core/address.ts'

/**
 * The address, where it is one of IPv4 in a local network: there each device has one at a time. Of IPv6 it has many, and one
 * that is public may be that of a translator for all behind it.
 */
export function localSender(address: string): string | null {
  const words = address.includes(':') ? null : parseAddress(address)
  return words !== null && scopeOf(words) === 'private' ? address : null
}
