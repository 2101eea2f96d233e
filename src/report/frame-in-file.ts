import { wiresharkNumber } from '../core/numbered-blocks.ts'
import type { CaptureSummary } from '../pipeline/scan-result.ts'

/** A frame of a recording in the file that holds it: `number` is what Wireshark calls it there. */
export interface FrameInFile {
  readonly file: number
  readonly number: number
}

/** Where a frame of a recording lies; null where the capture is one file. */
export function frameInFile(
  { files, numberedBlocks = [] }: Pick<CaptureSummary, 'files' | 'numberedBlocks'>,
  frame: number,
): FrameInFile | null {
  if (files === undefined) return null
  const index = files.findLastIndex(({ firstFrame, packets }) => packets > 0 && firstFrame <= frame)
  const file = files[index]
  if (file === undefined) return null
  const { firstFrame, blocksBefore = 0 } = file
  return { file: index, number: wiresharkNumber(numberedBlocks, frame) - (firstFrame - 1) - blocksBefore }
}
