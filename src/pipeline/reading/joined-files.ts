import { basename } from 'node:path'
import type { Instant } from '../../core/time.ts'

/**
 * Files that are one recording, which its program cut as it grew (`dumpcap -b`, `tcpdump -C`): read as one capture, one file
 * after the other.
 */
export interface JoinedFiles {
  /** What the capture is called as a whole: no name of a file, but where there is only one. */
  readonly path: string
  /** In the order in which they were recorded. */
  readonly files: readonly string[]
}

/** Where a capture lies: in one file, or in several that are one recording. */
export type CapturePlace = string | JoinedFiles

/** A capture as it is given to be scanned: a file, or the files of one recording, whose order is still to be found. */
export type GivenCapture = string | readonly string[]

/**
 * Files as the captures that they are: those of each recording stand together, where its first one was given. A recording of which
 * one file is given is that file.
 */
export function asCaptures(
  files: readonly string[],
  recordings: readonly (readonly string[])[] = [],
): GivenCapture[] {
  const given = new Set(files)
  const recordingOf = new Map(recordings.flatMap((own) => own.map((path) => [path, own] as const)))
  const captures: GivenCapture[] = []
  const begun = new Set<readonly string[]>()
  for (const path of files) {
    const recording = recordingOf.get(path)
    if (recording === undefined) captures.push(path)
    else if (!begun.has(recording)) {
      begun.add(recording)
      const own = recording.filter((one) => given.has(one))
      captures.push(own.length > 1 ? own : path)
    }
  }
  return captures
}

/** One file of a recording, as it was read. */
export interface JoinedFile {
  readonly path: string
  /** As in `CaptureSummary`. */
  readonly name?: string
  readonly sha256: string | null
  readonly isGzip: boolean
  /** As in `CaptureFacts`. */
  readonly isZipped?: true
  readonly isSealed?: true
  /** Bytes as they lie on the disk, and unpacked. */
  readonly fileBytes: number
  readonly bytes: number
  readonly packets: number
  /** Number of its first frame; frames are counted through all files. Of a file without frames, that of the next frame. */
  readonly firstFrame: number
  /** Earliest and latest time of its frames; null where none has one. */
  readonly first: Instant | null
  readonly last: Instant | null
  /**
   * It begins later after those before it end than anything was silent within the files: one may be missing between them, and what
   * was sent in that time is not known. Absent where it follows them.
   */
  readonly isApart?: true
  /** Blocks of the files before it that Wireshark numbers like frames (see `core/numbered-blocks`); absent where there are none. */
  readonly blocksBefore?: number
}

/** The files of a capture. */
export function filesOf(place: CapturePlace): readonly string[] {
  return typeof place === 'string' ? [place] : place.files
}

/** What a capture is called. */
export function nameOf(place: CapturePlace): string {
  return typeof place === 'string' ? place : place.path
}

/** What a recording is called: its first file, the name of its last one, and how many they are. */
export function wholeName(files: readonly string[]): string {
  const [first = '', ...further] = files
  const last = further.at(-1)
  return last === undefined ? first : `${first} … ${basename(last)} (${files.length} files)`
}
