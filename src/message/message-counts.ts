import type { MessageCounts } from './types.ts'

/** Counts, all zero. */
export function newMessageCounts(): MessageCounts {
  return {
    readBytes: 0,
    framingBytes: 0,
    mediaBytes: 0,
    undecryptableBytes: 0,
    unrecognisedReadBytes: 0,
    unrecognisedSkippedBytes: 0,
    limitBytes: 0,
    resyncBytes: 0,
    requests: 0,
    responses: 0,
    dnsMessages: 0,
    clientHellos: 0,
    helloBytes: 0,
    hellosWithoutKey: 0,
    decryptedConnections: 0,
    decryptedBytes: 0,
    connectionsWithWrongKey: 0,
    gaps: 0,
    gapBytes: 0,
  }
}

/** Bytes that are counted, over all kinds: what the layer was given, less what is still held. */
export function countedBytes(counts: MessageCounts): number {
  return (
    counts.readBytes +
    counts.framingBytes +
    counts.mediaBytes +
    counts.undecryptableBytes +
    counts.unrecognisedReadBytes +
    counts.unrecognisedSkippedBytes +
    counts.limitBytes +
    counts.resyncBytes
  )
}
