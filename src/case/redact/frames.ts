/**
 * Frames of a redacted bundle: not in it, but committed to, one by one. Who is shown a frame later can check that it was
 * captured so, and find the value in it again. Nothing of a frame is left in its place: what nobody recognised in it (a
 * name, a token) could not be blanked.
 */
import { fieldsOf, listOf } from '../../core/json-value.ts'
import { parseJson } from '../../core/parse-json.ts'

/** Kind of the commitments to frames. */
export const frameKind = 'frame'

/** A frame as it was captured. */
export interface CommittedFrame {
  /** Index of the capture in the result. */
  readonly capture: number
  /** Number of the frame in it, from 1. */
  readonly frame: number
  readonly sec: number
  readonly nsec: number
  /** Link type as in draft-ietf-opsawg-pcaplinktype. */
  readonly linkType: number
  /** Bytes that were on the wire, never less than captured. */
  readonly wireBytes: number
  /** The captured bytes as hex. */
  readonly hex: string
}

/** What is committed to: the frame as one text, in one form. */
function frameText(frame: CommittedFrame): string {
  const { capture, frame: number, sec, nsec, linkType, wireBytes, hex } = frame
  return JSON.stringify([capture, number, sec, nsec, linkType, wireBytes, hex])
}

/** Reads such a text; null where it is none. */
export function readFrameText(text: string): CommittedFrame | null {
  const fields = parseJson(text)
  if (!Array.isArray(fields) || fields.length !== 7) return null
  const [capture, frame, sec, nsec, linkType, wireBytes, hex] = fields as unknown[]
  const numbers = [capture, frame, sec, nsec, linkType, wireBytes]
  if (!numbers.every((one) => Number.isSafeInteger(one) && (one as number) >= 0)) return null
  if (typeof hex !== 'string' || hex.length % 2 !== 0 || !/^[0-9a-f]*$/.test(hex)) return null
  const [place, number, seconds, nanoseconds, link, wire] = numbers as number[]
  return {
    capture: place ?? 0,
    frame: number ?? 0,
    sec: seconds ?? 0,
    nsec: nanoseconds ?? 0,
    linkType: link ?? 0,
    wireBytes: wire ?? 0,
    hex,
  }
}

/** Frames that a result names, of observations and of the messages that carry them: by capture, in ascending order. */
export function framesNamed(document: unknown): Map<number, number[]> {
  const found = new Map<number, Set<number>>()
  const fields = fieldsOf(document)
  for (const list of ['observations', 'transmissions'])
    for (const one of listOf(fields[list])) {
      const { capture, frames } = fieldsOf(one)
      if (typeof capture !== 'number') continue
      const known = found.get(capture) ?? new Set()
      found.set(capture, known)
      for (const frame of listOf(frames)) if (typeof frame === 'number') known.add(frame)
    }
  return new Map([...found].map(([capture, frames]) => [capture, [...frames].sort((a, b) => a - b)]))
}

/** The part that lists the frames of a result: which are committed to, by their marks, and how many are not. */
export function framesPart(
  frames: readonly CommittedFrame[],
  leftOut: number,
  mark: (text: string) => string,
): string {
  const listed = frames.map((frame) => ({
    capture: frame.capture,
    frame: frame.frame,
    bytes: mark(frameText(frame)),
  }))
  return `${JSON.stringify({ schema: 'varde/frames@1', leftOut, frames: listed }, null, 2)}\n`
}

/** The marks that such a part lists, each with its place; null where it is none. */
export function readFramesPart(
  text: string,
): { readonly capture: number; readonly frame: number; readonly bytes: string }[] | null {
  const fields = fieldsOf(parseJson(text))
  if (fields['schema'] !== 'varde/frames@1' || !Array.isArray(fields['frames'])) return null
  return listOf(fields['frames']).flatMap((one) => {
    const { capture, frame, bytes } = fieldsOf(one)
    return typeof capture === 'number' && typeof frame === 'number' && typeof bytes === 'string'
      ? [{ capture, frame, bytes }]
      : []
  })
}
