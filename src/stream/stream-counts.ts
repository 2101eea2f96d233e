import type { StreamCounts } from './types.ts'

/** Counts that say that nothing was read yet. */
export function emptyStreamCounts(): StreamCounts {
  return {
    tcpFlows: 0,
    udpFlows: 0,
    ipv6Flows: 0,
    tcpPayloadBytes: 0,
    deliveredBytes: 0,
    duplicateBytes: 0,
    earlierBytes: 0,
    differingBytes: 0,
    uncomparedBytes: 0,
    copiesReadBytes: 0,
    copiesUndecryptableBytes: 0,
    copiesLimitBytes: 0,
    countedBytes: [0, 0, 0, 0, 0, 0, 0, 0],
    droppedBytes: 0,
    udpPayloadBytes: 0,
    udpDeliveredBytes: 0,
    udpDuplicateBytes: 0,
    udpCountedBytes: [0, 0, 0, 0, 0, 0, 0, 0],
    gapBytes: 0,
    gaps: 0,
    ends: { closed: 0, reset: 0, idle: 0, replaced: 0, evicted: 0, 'capture-end': 0 },
  }
}
