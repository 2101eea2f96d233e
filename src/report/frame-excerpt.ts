import type { FrameSpan } from '../core/origin.ts'

const rowBytes = 16
const rowsMax = 24

/** The bytes of a frame around a span, in rows as other tools print them. */
export interface FrameExcerpt {
  /** Place of the first byte that is shown. */
  readonly from: number
  readonly rows: readonly ExcerptRow[]
  /** Bytes of the span and around it that there was no room for. */
  readonly rest: number
}

/** One row: sixteen bytes, the last one fewer. */
export interface ExcerptRow {
  /** Place of its first byte, in hex. */
  readonly offset: string
  /** Bytes before, in and after the span; each may be empty. */
  readonly parts: readonly Uint8Array[]
  /** Blanks in the place of hex that a short row lacks. */
  readonly room: string
}

/** What stands beneath the bytes of a frame. `liesEncrypted`: they are as they were captured, the value in them is not to be seen. */
export function excerptCaption(
  { frame, start, end }: FrameSpan,
  from: number,
  liesEncrypted: boolean,
): string {
  const encrypted = liesEncrypted
    ? ': encrypted here, they hold it when they are decrypted with the secrets of the connection'
    : ''
  return `Frame ${frame}, from byte ${from}; marked: bytes ${start} to ${end - 1}, which carry the value${encrypted}.`
}

/** Lays out what of a frame is shown around a span. */
export function frameExcerpt({ start, end }: FrameSpan, frame: Uint8Array): FrameExcerpt {
  const from = Math.max(0, start - (start % rowBytes) - rowBytes)
  const until = Math.min(frame.length, end + rowBytes)
  const shownEnd = Math.min(until, from + rowsMax * rowBytes)
  const rows: ExcerptRow[] = []
  for (let at = from; at < shownEnd; at += rowBytes) {
    const to = Math.min(at + rowBytes, shownEnd)
    const low = Math.min(to, Math.max(at, start))
    const high = Math.max(low, Math.min(to, end))
    rows.push({
      offset: at.toString(16).padStart(4, '0'),
      parts: [frame.subarray(at, low), frame.subarray(low, high), frame.subarray(high, to)],
      room: ' '.repeat((rowBytes - (to - at)) * 3),
    })
  }
  return { from, rows, rest: until - shownEnd }
}
