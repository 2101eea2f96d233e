import { parseAddress } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import type { Ends } from '../entry.ts'
import { portOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import type { UrlParts } from '../url-parts.ts'

/** Who spoke to whom in an entry, as far as it says. */
export function endsOf(
  entry: JsonRecord,
  request: JsonRecord,
  url: UrlParts,
  isTls: boolean,
  version: string,
  tally: EntryTally,
): Ends {
  const stated = textOf(entry['serverIPAddress'] ?? request['serverIPAddress']).trim()
  const isName = stated.toLowerCase() === url.host.toLowerCase()
  if (stated !== '' && !isName && !isAddress(addressOf(stated)))
    tally.anomalies.note(entryAnomalies.badAddress, tally.number + 1)
  const told = [stated, entry['_serverAddress'], entry['_ip_addr'], url.host, ownAddressOf(url.host)]
  const serverAddress = firstAddress(told)
  const connection = connectionOf(entry['connection'] ?? request['connection'])
  const ids = [connection, shortTextOf(entry['_communityId'], 64)]
  const communityId = ids.find((one) => one.startsWith('1:')) ?? ''
  // Proxyman names the other end of its proxy: a program beside it, or the phone.
  const clientAddress = firstAddress([entry['_clientAddress'], entry['_remoteDeviceIP']])
  const clientPort = portOf(connection) || portOf(entry['_clientPort'])
  const client = clientAddress === '' ? '' : ` ${clientAddress} ${clientPort}`
  const key = `${url.scheme} ${url.authority.toLowerCase()} ${serverAddress} ${connection || communityId}${client}`
  const isQuic = version.startsWith('HTTP/3')
  return {
    transport: isQuic ? 'udp' : 'tcp',
    clientAddress,
    clientPort,
    serverAddress,
    serverPort: url.port,
    communityId,
    isOnWire: false,
    protection: isQuic ? 'quic' : isTls ? 'tls' : 'plaintext',
    connection: key.slice(0, limits.source.nameBytesMax),
  }
}

/** The name of the device itself, which no resolver is asked for (RFC 6761, 6.3). */
function ownAddressOf(host: string): string {
  return /(?:^|\.)localhost\.?$/i.test(host) ? '127.0.0.1' : ''
}

/** The first of the values that is an address, without what stands behind it; '' where none is. */
function firstAddress(values: readonly unknown[]): string {
  for (const value of values) {
    const address = addressOf(value)
    if (isAddress(address)) return address
  }
  return ''
}

/** An address, without the zone or port that some programs write behind it; other texts as they are. */
function addressOf(value: unknown): string {
  const text = shortTextOf(value, 64).trim()
  if (!mayHoldAddress.test(text)) return text
  return addressForms.map((form) => form.exec(text)?.[1] ?? '').find(isAddress) ?? text
}

/** What begins as an address of IPv4, or has a colon as one of IPv6: few names do. */
const mayHoldAddress = /^\[?\d|:/

/** Alone, in brackets, as `address:port`, and as Apple's systems write an address of IPv6 with a port. */
const addressForms: readonly RegExp[] = [
  /^([^%[\]]*)(?:%\w+)?$/,
  /^\[([^%[\]]*)(?:%\w+)?\](?::\d{1,5})?$/,
  /^([\d.]+):\d{1,5}$/,
  /^([\da-f:]+)\.\d{1,5}$/i,
]

function isAddress(text: string): boolean {
  return parseAddress(text) !== null
}

function connectionOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : shortTextOf(value, 64)
}
