import type { ArchiveMember } from '../case/bundle/archive.ts'
import { framesOf } from '../case/frame-ranges.ts'
import type { CheckedBundle } from '../case/bundle/verify-bundle.ts'

/** A frame of a slice takes at least that. */
const blockBytesMin = 32

/** Where the frames of a capture stand in a bundle. */
export interface FrameSource {
  readonly member: ArchiveMember
  /** The number of a frame of the capture in that part; null where the part does not have it. */
  numberInPart(frame: number): number | null
}

/**
 * The part of a bundle that has frames of a capture of a result: the capture itself, or the slice that was cut from it. Null
 * where neither is in the bundle. `result`: name of the result's part.
 */
export function frameSource(
  checked: CheckedBundle,
  result: string,
  path: string,
  capture: number,
): FrameSource | null {
  const whole = checked.members.get(path)
  if (whole !== undefined) return { member: whole, numberInPart: (frame) => frame }
  const recipe = checked.manifest?.recipes.find((one) => one.result === result)
  const slice = recipe?.slices?.find((one) => one.capture === capture)
  const member = checked.members.get(slice?.part ?? '')
  if (slice === undefined || member === undefined) return null
  const frames = framesOf(slice.frames, Math.floor(member.bytes / blockBytesMin))
  if (frames === null) return null
  const places = new Map(frames.map((frame, index) => [frame, index + 1]))
  return { member, numberInPart: (frame) => places.get(frame) ?? null }
}
