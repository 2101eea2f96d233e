import { parseAddress } from '../core/address.ts'

/** A host name as the lists write it: lower case, without port, brackets and the root's dot. */
export function normalHost(host: string): string {
  let name = host.trim().toLowerCase()
  if (name.startsWith('[')) {
    const end = name.indexOf(']')
    return end < 0 ? name : name.slice(1, end)
  }
  const colon = name.indexOf(':')
  // One colon is a port; more are an IPv6 address.
  if (colon >= 0 && colon === name.lastIndexOf(':')) name = name.slice(0, colon)
  return name.endsWith('.') ? name.slice(0, -1) : name
}

/** Whether a host is an address, which has no name to look up. */
export function isAddressText(host: string): boolean {
  return parseAddress(host) !== null
}
