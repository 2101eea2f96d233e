import type { ProtocolName } from '../message/types.ts'

/** How many bytes of messages were searched, and how. */
export interface ExamineCounts {
  exchanges: number
  /** Request heads and bodies, after content coding was undone, that the pre-filter read whole. */
  probedBytes: number
  /** Those of them that only name servers and begin connections: questions of DNS, what hellos and certificates of clients say. */
  namesBytes: number
  /** Response bytes searched for the profile's values (nothing else is looked for in responses). */
  responseSearchedBytes: number
  responseUnsearchedBytes: number
  /** Messages that were decoded to a tree, or are the same as one that was and held nothing. */
  decodedMessages: number
  /** Bytes that no transport carries (ICMP, lost fragments …), searched as they are: in no sum. */
  looseBytes: number
  /** Values that look random and were taken for tokens, signatures or keys, and their bytes: in no sum. */
  tokenValues: number
  tokenBytes: number
  dnsNames: number
}

/** In what devices ask for names and addresses, and begin connections. */
export const naming: ReadonlySet<ProtocolName> = new Set(['dns', 'mdns', 'dhcp', 'tls', 'quic', 'dtls'])

/** What is no request of a client that knows what it asks: questions of DNS, names in hellos, plain bytes. */
export const uncounted: ReadonlySet<ProtocolName> = new Set([
  'device-log',
  'dns',
  'mdns',
  'dhcp',
  'tls',
  'quic',
  'dtls',
  'eap',
  'icmp',
  'ppp',
  'probe-request',
  'unrecognised',
])

/** Counts of which nothing was counted yet. */
export function emptyExamineCounts(): ExamineCounts {
  return {
    exchanges: 0,
    probedBytes: 0,
    namesBytes: 0,
    responseSearchedBytes: 0,
    responseUnsearchedBytes: 0,
    decodedMessages: 0,
    looseBytes: 0,
    tokenValues: 0,
    tokenBytes: 0,
    dnsNames: 0,
  }
}
