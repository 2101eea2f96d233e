import { limits } from '../../core/limits.ts'
import { packetAnomalies } from '../anomalies.ts'
import { tunnelNames } from '../tunnel/tunnels.ts'
import type { PacketCounts } from '../types.ts'
import { fates } from './fates.ts'
import type { Fate } from './fates.ts'
import type { FrameAtHand } from './frame-at-hand.ts'

/** Frames beyond `limits.packet.namesMax` kinds are counted under this name. */
const restName = 'others'

/**
 * Counts frames that were not dissected, by name, and bytes by what they are; says each kind that is not read once. What frames are
 * ordinary, and their payload, is counted where they are read.
 */
export class FrameTally {
  private readonly counts: PacketCounts
  private readonly current: FrameAtHand

  constructor(counts: PacketCounts, current: FrameAtHand) {
    this.counts = counts
    this.current = current
  }

  /** Counts a frame that was not dissected. `isLinkKnown`: its link layer is one that is read. */
  countFrame(fate: Exclude<Fate, typeof fates.dissected>, bytes: number, isLinkKnown: boolean): void {
    const { counts } = this
    this.countBytes(fate, bytes)
    if (fate === fates.malformed) counts.malformedFrames++
    else if (fate === fates.other) this.countName(counts.otherFrames, isLinkKnown)
    else if (fate === fates.unsupported) this.countName(counts.unsupportedFrames, isLinkKnown)
    else this.countName(counts.undecryptableFrames, isLinkKnown)
  }

  /** Counts bytes of a frame, or of a part of one, as what they are; of dissected ones those of headers. */
  countBytes(fate: Fate, bytes: number): void {
    const { counts } = this
    if (fate === fates.dissected) counts.headerBytes += bytes
    else if (fate === fates.other) counts.otherBytes += bytes
    else if (fate === fates.unsupported) counts.unsupportedBytes += bytes
    else if (fate === fates.undecryptable) counts.undecryptableBytes += bytes
    else counts.malformedBytes += bytes
  }

  /** Counts a frame for the kinds of tunnels that it came through. */
  countTunnels(tunnels: number): void {
    const frames = this.counts.tunnelledFrames
    for (const name of tunnelNames(tunnels)) frames.set(name, (frames.get(name) ?? 0) + 1)
  }

  /** Part of a frame that counts as dissected for its other parts, or of a datagram whose frames do. */
  noteUnread(fate: Fate): void {
    const { current } = this
    if (fate === fates.unsupported) current.note(packetAnomalies.unsupportedProtocol, current.name)
    else if (fate === fates.undecryptable) current.note(packetAnomalies.undecryptable, current.name)
  }

  private countName(frames: Map<string, number>, isLinkKnown: boolean): void {
    const { current } = this
    const count = frames.get(current.name)
    if (count !== undefined) {
      frames.set(current.name, count + 1)
      return
    }
    if (frames.size >= limits.packet.namesMax) {
      const rest = frames.get(restName) ?? 0
      if (rest === 0) current.note(packetAnomalies.names)
      frames.set(restName, rest + 1)
      return
    }
    frames.set(current.name, 1)
    // Once for each name: the exact number of frames is in the counts.
    if (frames === this.counts.undecryptableFrames) current.note(packetAnomalies.undecryptable, current.name)
    else if (frames === this.counts.unsupportedFrames) {
      current.note(
        isLinkKnown ? packetAnomalies.unsupportedProtocol : packetAnomalies.unknownLinkType,
        current.name,
      )
    }
  }
}
