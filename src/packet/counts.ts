import type { PacketCounts } from './types.ts'

/** Counts that say that nothing was read yet. */
export function emptyPacketCounts(): PacketCounts {
  return {
    frames: 0,
    frameBytes: 0,
    dissectedFrames: 0,
    otherFrames: new Map(),
    unsupportedFrames: new Map(),
    undecryptableFrames: new Map(),
    malformedFrames: 0,
    headerBytes: 0,
    tcpPayloadBytes: 0,
    udpPayloadBytes: 0,
    otherBytes: 0,
    unsupportedBytes: 0,
    undecryptableBytes: 0,
    malformedBytes: 0,
    fragmentBytesHeld: 0,
    fragmentBytesAssembled: 0,
    fragmentBytesLost: 0,
    fragmentBytesTwice: 0,
    tcpPackets: 0,
    udpPackets: 0,
    tunnelledFrames: new Map(),
    ipv4Packets: 0,
    ipv6Packets: 0,
  }
}

/** Both sums of the packet layer, given and accounted for; see {@link PacketCounts}. */
export interface PacketBalance {
  readonly frames: number
  readonly framesAccounted: number
  readonly bytes: number
  readonly bytesAccounted: number
  readonly isBalanced: boolean
}

/**
 * States the balance of the packet layer. It holds at any time, after each frame. `isOver`: no frame comes any more, so that bytes
 * of fragments that still wait are accounted for by nothing.
 */
export function packetBalance(counts: PacketCounts, isOver: boolean): PacketBalance {
  const framesAccounted =
    counts.dissectedFrames +
    sumOf(counts.otherFrames) +
    sumOf(counts.unsupportedFrames) +
    sumOf(counts.undecryptableFrames) +
    counts.malformedFrames
  const bytesAccounted =
    counts.headerBytes +
    counts.tcpPayloadBytes +
    counts.udpPayloadBytes +
    counts.otherBytes +
    counts.unsupportedBytes +
    counts.undecryptableBytes +
    counts.malformedBytes +
    (isOver ? 0 : counts.fragmentBytesHeld) +
    counts.fragmentBytesLost +
    counts.fragmentBytesTwice
  return {
    frames: counts.frames,
    framesAccounted,
    bytes: counts.frameBytes,
    bytesAccounted,
    isBalanced: counts.frames === framesAccounted && counts.frameBytes === bytesAccounted,
  }
}

function sumOf(frames: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const count of frames.values()) sum += count
  return sum
}
