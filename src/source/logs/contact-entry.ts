import { addressOfHost } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import type { ContactEntry } from '../entry.ts'

/** What a log of the device says of a contact: no content, but the app and the server. */
export interface Contact {
  readonly at: Instant
  readonly last?: Instant
  readonly app: string
  /** Name or address. */
  readonly host: string
  readonly address?: string
  readonly port?: number
  readonly hits?: number
  readonly resolved?: readonly string[]
  readonly isLookup?: boolean
  readonly isUncertain?: boolean
}

/** An entry of a device's own log of contacts; a text says why it is none. */
export function contactEntry(contact: Contact): ContactEntry | string {
  if (contact.host.length > limits.source.nameBytesMax) return 'its name is too long'
  const host = contact.host.replace(/\.$/, '')
  const address = addressOfHost(host)
  return {
    kind: 'contact',
    at: contact.at,
    last: contact.last ?? contact.at,
    ends: {
      transport: 'tcp',
      clientAddress: '',
      clientPort: 0,
      serverAddress: address || addressOfHost(contact.address ?? ''),
      serverPort: contact.port ?? 0,
      communityId: '',
      isOnWire: false,
      protection: 'plaintext',
      connection: '',
    },
    app: contact.app.slice(0, 256),
    host: address === '' ? host.toLowerCase() : '',
    hits: contact.hits ?? 1,
    resolved: (contact.resolved ?? []).map(addressOfHost).filter((resolved) => resolved !== ''),
    isLookup: contact.isLookup ?? false,
    ...(contact.isUncertain === true ? { isUncertain: true } : {}),
  }
}
