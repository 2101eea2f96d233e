import { ephemeralPort, systemPorts } from '../../core/ports.ts'
import { scopeOfText } from '../../core/address-scope.ts'
import type { Ends } from '../entry.ts'

/**
 * Whether the first speaker that a log names is the server: of a connection whose handshake it did not see. Ports and
 * addresses tell, in the order in which they do of packets (stream/roles.ts).
 */
export function isServerFirst({ clientAddress, clientPort, serverAddress, serverPort }: Ends): boolean {
  const told = [
    [clientPort < systemPorts, serverPort < systemPorts],
    [isPrivate(serverAddress), isPrivate(clientAddress)],
    [clientPort < ephemeralPort, serverPort < ephemeralPort],
  ] as const
  const [isFirst = false] = told.find(([first, other]) => first !== other) ?? []
  return isFirst
}

/** With a public peer, an address behind a router is the client's. */
function isPrivate(address: string): boolean {
  const scope = scopeOfText(address)
  return scope === 'private' || scope === 'link-local'
}
