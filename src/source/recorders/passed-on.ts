import { parseAddress } from '../../core/address.ts'
import type { Instant } from '../../core/time.ts'
import type { Ends, HelloEntry } from '../entry.ts'

/** A connection with TLS that a proxy passed on as it was: to whom is known, and nothing else. */
export function passedOn(host: string, ends: Ends, at: Instant): HelloEntry {
  return {
    kind: 'hello',
    at,
    ends: { ...ends, protection: 'tls' },
    serverName: parseAddress(host) === null ? host : '',
    transport: 'tls',
    version: '',
    alpn: [],
  }
}
