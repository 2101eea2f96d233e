import type { ArchiveMember } from '../case/bundle/archive.ts'
import { framesOf } from '../case/frame-ranges.ts'
import type { CheckedBundle } from '../case/bundle/verify-bundle.ts'
import type { ShownCapture } from './scan-document.ts'

/** A frame of a slice takes at least that. */
const blockBytesMin = 32

/** Where a frame stands in a bundle: in which part, and as which of its frames (from 1). */
export interface FramePlace {
  readonly member: ArchiveMember
  readonly number: number
}

/** Where each frame of a capture stands; null where no part has it. */
export type PlaceOfFrame = (frame: number) => FramePlace | null

/**
 * Where the frames of a capture of a result stand in a bundle: in the capture itself, in the files of a recording, or in the slice
 * that was cut from either. Null where none of these is in the bundle. `result`: name of the result's part.
 */
export function frameSource(
  checked: CheckedBundle,
  result: string,
  shown: ShownCapture | undefined,
  capture: number,
): PlaceOfFrame | null {
  const whole = checked.members.get(shown?.path ?? '')
  if (whole !== undefined) return (frame) => ({ member: whole, number: frame })
  const recipe = checked.manifest?.recipes.find((one) => one.result === result)
  const slice = recipe?.slices?.find((one) => one.capture === capture)
  if (slice === undefined) return inRecording(checked, shown)
  const member = checked.members.get(slice.part)
  if (member === undefined) return null
  const frames = framesOf(slice.frames, Math.floor(member.bytes / blockBytesMin))
  if (frames === null) return null
  const places = new Map(frames.map((frame, index) => [frame, index + 1]))
  return (frame) => {
    const number = places.get(frame)
    return number === undefined ? null : { member, number }
  }
}

function inRecording({ members }: CheckedBundle, shown: ShownCapture | undefined): PlaceOfFrame | null {
  if (shown === undefined || shown.files.length === 0) return null
  return (frame) => {
    const place = frameInFile(shown, frame)
    const member = members.get(place?.path ?? '')
    return place === null || member === undefined ? null : { member, number: place.number }
  }
}

/** Which file of a recording holds a frame, and its number there; null where the capture is one file. */
export function frameInFile(
  { files }: ShownCapture,
  frame: number,
): { readonly path: string; readonly number: number } | null {
  const file = files.find((one) => frame >= one.firstFrame && frame < one.firstFrame + one.packets)
  return file === undefined ? null : { path: file.path, number: frame - file.firstFrame + 1 }
}
