import { ephemeralPort, systemPorts } from '../../core/ports.ts'
import { parseAddress } from '../../core/address.ts'
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

/** Addresses behind a router (RFC 1918, 6598, 3927; RFC 4193, 4291): with a public peer, they are the client's. */
function isPrivate(text: string): boolean {
  const words = parseAddress(text)
  if (words === null) return false
  const first = words[0] >>> 16
  if (text.includes(':')) return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80
  const address = words[3] >>> 0
  return (
    address >>> 24 === 10 ||
    address >>> 20 === 0xac1 ||
    address >>> 16 === 0xc0a8 ||
    address >>> 22 === 0x191 ||
    address >>> 16 === 0xa9fe
  )
}
