import { wiresharkNumber } from '../core/numbered-blocks.ts'
import type { NumberedBlocks } from '../core/numbered-blocks.ts'
import type { JoinedFile } from '../pipeline/reading/joined-files.ts'

/** A frame of a recording in the file that holds it: `number` is what Wireshark calls it there. */
export interface FrameInFile {
  readonly file: number
  readonly number: number
}

/** What of a capture says which of its files holds a frame. */
export interface FilesOfFrames {
  readonly files?: readonly Pick<JoinedFile, 'path' | 'name' | 'packets' | 'firstFrame' | 'blocksBefore'>[]
  readonly numberedBlocks?: readonly NumberedBlocks[]
}

/** Where a frame of a recording lies; null where the capture is one file. */
export function frameInFile(
  { files, numberedBlocks = [] }: FilesOfFrames,
  frame: number,
): FrameInFile | null {
  if (files === undefined) return null
  const index = files.findLastIndex(({ firstFrame, packets }) => packets > 0 && firstFrame <= frame)
  const file = files[index]
  if (file === undefined) return null
  const { firstFrame, blocksBefore = 0 } = file
  return { file: index, number: wiresharkNumber(numberedBlocks, frame) - (firstFrame - 1) - blocksBefore }
}
