import { scopeOf } from '../../core/address-scope.ts'
import type { Detection } from '../../detect/types.ts'
import type { Exchange, ProtocolName } from '../../message/types.ts'

/** Protocols by which neighbours find each other. */
const among: ReadonlySet<ProtocolName> = new Set(['dhcp', 'mdns', 'ssdp'])

/** What the link says in every frame already: whoever hears the message hears that, too. */
const onLink: ReadonlySet<string> = new Set(['wifi-mac', 'bluetooth-mac'])

/** A message to neighbours, that does not leave the local network. The same to a public address is one to a stranger. */
function isLocalTalk({ protocol, flow }: Exchange): boolean {
  if (!among.has(protocol)) return false
  const scope = scopeOf([flow.server0, flow.server1, flow.server2, flow.server3])
  return scope !== 'public' && scope !== 'documentation'
}

/**
 * Whether a message to neighbours is searched for the profile's values only: names, numbers of services and of leases in
 * it look like identifiers, and identify there.
 */
export function isSearchedForKnown(exchange: Exchange): boolean {
  return exchange.protocol !== 'ssdp' && isLocalTalk(exchange)
}

/** Of what was found in a message to neighbours, that which tells them more than they know. */
export function toldNeighbours(exchange: Exchange, detections: readonly Detection[]): readonly Detection[] {
  if (!isLocalTalk(exchange)) return detections
  const isAny = !isSearchedForKnown(exchange)
  return detections.filter(({ identifier, by }) => !onLink.has(identifier) && (isAny || by === 'profile'))
}
