import { parseAddress } from '../core/address.ts'
import type { Instant } from '../core/time.ts'
import type { Ends, HelloEntry } from './entry.ts'

/** Ports on which what a proxy is asked to pass on is TLS. */
export const tlsPorts: readonly number[] = [443, 853, 993, 995, 5061, 5223, 5228, 8443]

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
