import { AnomalyLog } from '../core/anomaly.ts'
import { CaptureFeeder } from './feeder.ts'
import { canReadAgain, readAgain } from './replay.ts'
import type { CaptureSummary } from './scan.ts'

/**
 * The captured bytes of some frames of a capture that was scanned before, by their numbers: to show what a report speaks
 * of. Empty for what can not be read twice (pipes, captures over the network) and for files of entries. Throws an
 * InputError where the file is not the one any more that was scanned.
 */
export async function readFrames(
  capture: CaptureSummary,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Uint8Array>> {
  const frames = new Map<number, Uint8Array>()
  const isPackets = capture.format === 'pcap' || capture.format === 'pcapng'
  if (wanted.size === 0 || !isPackets) return frames
  if (!canReadAgain(capture)) return frames
  const log = new AnomalyLog()
  const feeder = new CaptureFeeder(
    {
      frame: (buf, start, context) => {
        if (wanted.has(context.number))
          frames.set(context.number, Uint8Array.from(buf.subarray(start, start + context.capturedLength)))
      },
    },
    log,
  )
  await readAgain(capture, feeder, log)
  return frames
}
