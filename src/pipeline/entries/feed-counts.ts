/** What became of the entries that were handed on. */
export interface FeedCounts {
  /** Entries by what they are. */
  kinds: Map<string, number>
  /** Entries with what was sent: requests, messages, bytes of connections. Leases of addresses are none, nor names. */
  withSent: number
  /** Bodies that were on the wire, or may have been, and are not in the file; bytes of them, as far as stated. */
  bodiesLeftOut: number
  bodyBytesLeftOut: number
  /** Entries of formats that never record content. */
  withoutContent: number
  tcpFlows: number
  udpFlows: number
  ipv6Flows: number
}

/** Counts of which nothing was counted yet. */
export function emptyFeedCounts(): FeedCounts {
  return {
    kinds: new Map(),
    withSent: 0,
    bodiesLeftOut: 0,
    bodyBytesLeftOut: 0,
    withoutContent: 0,
    tcpFlows: 0,
    udpFlows: 0,
    ipv6Flows: 0,
  }
}
