import { addressOfHost, parseAddress } from '../core/address.ts'
import { isRouterName } from './router-names.ts'
import type { AddressFacts } from './types.ts'

/** Top-level names that no server of the Internet has (RFC 6761, RFC 6762, RFC 8375, RFC 9476, and usual ones of routers). */
const privateEndings: ReadonlySet<string> = new Set([
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'alt',
  'invalid',
  'test',
])

/**
 * Whether a host has a name that can be one of the Internet: not an address, not one word, none of a private network, and none
 * under which a router answers itself.
 */
export function isPublicName(host: string): boolean {
  const labels = host.toLowerCase().split('.')
  const last = labels.at(-1) ?? ''
  if (labels.length < 2 || privateEndings.has(last) || addressOfHost(host) !== '' || isRouterName(host))
    return false
  return !(last === 'arpa' && labels.at(-2) === 'home')
}

/**
 * Whether an address at which a server with a public name was met is not its own, but that of what takes the traffic there,
 * or takes its place:
 *
 * - one for benchmarks (RFC 2544), with which proxies on a phone answer for every name ("fake IP");
 * - the loopback address of a recorder's own proxy, where a recording tells it (`isRecorded`);
 * - a private one of what is known to stand in for servers of the Internet (`isRedirect`): of a proxy in the network of a
 *   recorder, or of what DNS was made to answer with (a proxy that need not be set, a filter, a page of login, a laboratory's
 *   own server). Of others nobody can say that they do not stand in a private network.
 */
export function isStandIn(
  { address, scope }: Pick<AddressFacts, 'address' | 'scope'>,
  isRecorded: boolean,
  isRedirect: boolean,
): boolean {
  if (scope === 'loopback') return isRecorded
  if (scope === 'private') return isRedirect
  return scope === 'reserved' && isForBenchmarks(address)
}

/** 198.18.0.0/15. */
function isForBenchmarks(address: string): boolean {
  const words = parseAddress(address)
  return words !== null && words[0] === 0 && words[1] === 0 && words[3] >>> 17 === 0xc612 >>> 1
}
