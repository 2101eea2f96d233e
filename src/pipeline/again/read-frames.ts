import { AnomalyLog } from '../../core/anomaly.ts'
import { CaptureFeeder } from '../reading/feeder.ts'
import { canReadAgain, readAgain } from './replay.ts'
import type { ScannedFile } from './replay.ts'
import type { CaptureSummary } from '../scan-result.ts'

/** A frame as it was captured. */
export interface CapturedFrame {
  readonly bytes: Uint8Array
  readonly sec: number
  readonly nsec: number
  readonly linkType: number
  readonly wireBytes: number
}

/**
 * The captured bytes of some frames of a capture that was scanned before, by their numbers: to show what a report speaks
 * of. Empty for what can not be read twice (pipes, captures over the network) and for files of entries. Throws an
 * InputError where the file is not the one any more that was scanned.
 */
export async function readFrames(
  capture: CaptureSummary,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Uint8Array>> {
  const isPackets = capture.format === 'pcap' || capture.format === 'pcapng'
  if (wanted.size === 0 || !isPackets || !canReadAgain(capture)) return new Map()
  const frames = await readCaptured(capture, wanted)
  return new Map([...frames].map(([number, { bytes }]) => [number, bytes]))
}

/** The same with what the capture says of each frame, of a file of packets that can be read again. */
export async function readCaptured(
  capture: ScannedFile,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, CapturedFrame>> {
  const frames = new Map<number, CapturedFrame>()
  const log = new AnomalyLog()
  const feeder = new CaptureFeeder(
    {
      frame: (buf, start, context) => {
        if (!wanted.has(context.number)) return
        const { sec, nsec, linkType, capturedLength, wireLength } = context
        const bytes = Uint8Array.from(buf.subarray(start, start + capturedLength))
        frames.set(context.number, { bytes, sec, nsec, linkType, wireBytes: wireLength })
      },
    },
    log,
  )
  await readAgain(capture, feeder, log)
  return frames
}
