import type { EntryCounts } from '../../source/entry.ts'
import { countedBytes } from '../../message/message-counts.ts'
import type { MessageCounts } from '../../message/types.ts'
import { decryptionOf, messageBytes, sum } from '../coverage.ts'
import type { Coverage, Equation } from '../coverage.ts'
import type { FeedCounts } from './feed-counts.ts'
import type { ExamineCounts } from '../examine-counts.ts'

/** Counts of the layers for one file with entries. */
export interface EntryLayerCounts {
  readonly fileBytes: number
  readonly source: EntryCounts
  readonly feed: FeedCounts
  readonly message: MessageCounts
  readonly examine: ExamineCounts
}

/**
 * The coverage statement of a file with entries. Its payload are the heads, bodies and messages in the entries; what was on
 * the wire and is not in the file is in `entries.notRecorded`, never in a sum.
 */
export function entryCoverageOf(counts: EntryLayerCounts): Coverage {
  const { source, feed, message } = counts
  const payload = source.contentBytes
  const read = Object.fromEntries(feed.kinds)
  const other = Object.fromEntries(source.other)
  const given = countedBytes(message)
  const skipped: Record<string, number> = {
    'media content': message.mediaBytes,
    'unrecognised protocol, beyond the searched start': message.unrecognisedSkippedBytes,
    'limit reached': message.limitBytes,
    'between messages (resynchronising)': message.resyncBytes,
  }
  const summary = {
    payload,
    read: message.readBytes + message.framingBytes + message.unrecognisedReadBytes,
    undecryptable: message.undecryptableBytes,
    duplicate: 0,
    skipped,
  }
  const equations: Equation[] = [
    {
      name: 'file bytes = container + entries + unread',
      left: counts.fileBytes,
      right: source.containerBytes + source.entryBytes + source.unreadBytes,
    },
    {
      name: 'entries = read + other + duplicate + malformed',
      left: source.total,
      right: sum(read) + sum(other) + source.duplicates + source.malformed,
    },
    { name: 'content of entries = what the protocols say they did with it', left: payload, right: given },
    {
      name: 'content of entries = read + undecryptable + duplicate + skipped',
      left: payload,
      right: summary.read + summary.undecryptable + summary.duplicate + sum(skipped),
    },
  ]
  return {
    file: {
      bytes: counts.fileBytes,
      container: source.containerBytes,
      frames: 0,
      entries: source.entryBytes,
      unread: source.unreadBytes,
    },
    frames: {
      total: 0,
      dissected: 0,
      other: {},
      unsupported: {},
      undecryptable: {},
      malformed: 0,
      tunnelled: {},
    },
    frameBytes: {
      total: 0,
      headers: 0,
      tcpPayload: 0,
      udpPayload: 0,
      other: 0,
      unsupported: 0,
      undecryptable: 0,
      malformed: 0,
      fragmentsLost: 0,
      fragmentsAssembled: 0,
    },
    streams: {
      payload,
      delivered: payload,
      duplicate: 0,
      undecryptable: 0,
      unrecognised: 0,
      limit: 0,
      dropped: 0,
    },
    messages: messageBytes(message, given),
    summary,
    decryption: decryptionOf(message),
    missing: { gaps: 0, gapBytes: 0, cutBytes: 0, droppedFrames: null },
    entries: {
      total: source.total,
      read,
      other,
      duplicate: source.duplicates,
      malformed: source.malformed,
      contentBytes: payload,
      notRecorded: {
        entries: feed.withoutContent,
        bodies: feed.bodiesLeftOut,
        bodyBytes: feed.bodyBytesLeftOut,
      },
    },
    searched: counts.examine,
    flows: { tcp: feed.tcpFlows, udp: feed.udpFlows, ipv6: feed.ipv6Flows },
    equations,
  }
}
