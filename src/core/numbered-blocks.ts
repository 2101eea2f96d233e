/**
 * Blocks of a pcapng file that hold no packet, and that Wireshark numbers like packets all the same: custom blocks and
 * entries of a system's journal (seen with tshark 4.4; other versions may pass them over). PCAPdroid writes a custom block
 * for each app. Who looks up a frame there needs the number that Wireshark gives it. Wireshark's own custom blocks are not
 * among them: a version that writes them is taken to read them.
 */
import { limits } from './limits.ts'

/** How many such blocks lie before the frame behind `framesBefore`, from the first one on. */
export interface NumberedBlocks {
  readonly framesBefore: number
  readonly blocks: number
}

/** Counts one more block behind `frames` frames. False where the limit is reached: then later numbers are too low. */
export function countBlock(places: NumberedBlocks[], frames: number): boolean {
  const last = places.at(-1)
  const blocks = (last?.blocks ?? 0) + 1
  if (last?.framesBefore === frames) places[places.length - 1] = { framesBefore: frames, blocks }
  else if (places.length >= limits.source.numberedBlocksMax) return false
  else places.push({ framesBefore: frames, blocks })
  return true
}

/** The number that Wireshark gives to a frame. */
export function wiresharkNumber(places: readonly NumberedBlocks[], frame: number): number {
  const before = places.findLast(({ framesBefore }) => framesBefore < frame)
  return frame + (before?.blocks ?? 0)
}
