import type { SliceRecord } from './manifest.ts'

/** Numbers of frames in ascending order as ranges, `1-3,7`: a slice may have a million of them. */
export function rangesOf(frames: readonly number[]): string {
  const ranges: string[] = []
  for (let index = 0; index < frames.length; ) {
    const first = frames[index] as number
    let last = first
    while (frames[index + 1] === last + 1) {
      last++
      index++
    }
    ranges.push(first === last ? String(first) : `${first}-${last}`)
    index++
  }
  return ranges.join(',')
}

/** The numbers that ranges stand for, at most `max`; null where the text is none, or stands for more. */
export function framesOf(ranges: string, max: number): number[] | null {
  const frames: number[] = []
  for (const range of ranges.split(',')) {
    const match = /^([1-9]\d{0,14})(?:-([1-9]\d{0,14}))?$/.exec(range)
    if (match === null) return null
    const first = Number(match[1])
    const last = Number(match[2] ?? match[1])
    if (first <= (frames.at(-1) ?? 0) || last < first || frames.length + last - first >= max) return null
    for (let frame = first; frame <= last; frame++) frames.push(frame)
  }
  return frames
}

/** How much a slice holds of what it was cut from: `35 of 7990 frames`, `3 of 120 entries`. */
export function sliceText({ original, frames }: SliceRecord): string {
  const { packets, entries } = original
  const all = entries ?? packets
  return `${framesOf(frames, all)?.length ?? 0} of ${all} ${entries === undefined ? 'frames' : 'entries'}`
}

/** What a slice was cut from: `the capture with the SHA-256 …`; of a recording in several files that of all their bytes. */
export function originalText({ original: { sha256, files } }: SliceRecord): string {
  return files === undefined
    ? `the capture with the SHA-256 ${sha256}`
    : `the recording in ${files.length} files, whose bytes have the SHA-256 ${sha256}`
}
