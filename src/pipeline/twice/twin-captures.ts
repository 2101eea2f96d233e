import type { AnomalyCode } from '../../core/anomaly.ts'
import { formatInstant } from '../../core/time.ts'
import { captureDigests } from '../reading/capture-digests.ts'
import { isRegularFile } from '../reading/open-file.ts'
import type { CaptureSummary } from '../scan-result.ts'

/** What is given twice, under two names. */
export const twinAnomaly: AnomalyCode = {
  code: 'source.capture.twice',
  kind: 'ambiguous',
  sentence: 'Two files hold the same capture: all that it shows is counted twice.',
}

/** A capture under the name that the user gave, or that of the document that tells of it. */
export interface NamedCapture {
  readonly path: string
  /** See {@link markOf}. */
  readonly mark: string | null
  /** Whether the capture itself lies at `path`, not a document about it. */
  readonly isFile: boolean
}

/**
 * What a capture is known by under any name: so many packets or entries of so many bytes, with this first and last
 * moment, to the digits that it records. That it is compressed makes no difference. Null where it shows no moment.
 */
function markOf(
  capture: Pick<CaptureSummary, 'packets' | 'entries' | 'bytes' | 'first' | 'last' | 'timeDigits'>,
): string | null {
  const { packets, entries, bytes, first, last, timeDigits } = capture
  if (first === null || last === null) return null
  return markText({
    packets,
    entries,
    bytes,
    firstAt: formatInstant(first, timeDigits),
    lastAt: formatInstant(last, timeDigits),
  })
}

/** The same of a capture as the document of a scan describes it, of a recording that was cut into files of each of these. */
export function marksOfDocument(capture: unknown): (string | null)[] {
  const { files } = (capture ?? {}) as { readonly files?: unknown }
  return Array.isArray(files) && files.length > 0
    ? files.map((file: object | null) => markOfDocument({ ...file, entries: 0 }))
    : [markOfDocument(capture)]
}

/** Null, too, where a document does not describe it. */
function markOfDocument(capture: unknown): string | null {
  const { packets, entries, bytes, firstAt, lastAt } = (capture ?? {}) as Record<string, unknown>
  const isWhole =
    [packets, entries, bytes].every((one) => typeof one === 'number') &&
    [firstAt, lastAt].every((one) => typeof one === 'string')
  return isWhole ? markText({ packets, entries, bytes, firstAt, lastAt }) : null
}

function markText(marks: Readonly<Record<string, unknown>>): string {
  return Object.values(marks).join(' ')
}

/** Captures that were scanned, with their marks; of a recording that was cut into files each of these. */
export function named(captures: readonly CaptureSummary[]): NamedCapture[] {
  return captures.flatMap((capture) => {
    const { path, files, timeDigits } = capture
    if (files === undefined) return [{ path, mark: markOf(capture), isFile: true }]
    return files.map((file) => ({
      path: file.path,
      mark: markOf({ ...file, entries: 0, timeDigits }),
      isFile: true,
    }))
  })
}

/** Finds the same capture under another name, among those that it was shown. */
export class TwinFinder {
  private readonly seen: Map<string, NamedCapture[]> = new Map()

  /** The one of those before that is the same; null where there is none, and then this one is kept. */
  async twinOf(capture: NamedCapture): Promise<NamedCapture | null> {
    const { mark } = capture
    if (mark === null) return null
    const alike = this.seen.get(mark) ?? []
    for (const other of alike) if (await holdSame(other, capture)) return other
    this.seen.set(mark, [...alike, capture])
    return null
  }
}

/** Of two with the same mark: what they hold says it, where both can be read once more. */
async function holdSame(left: NamedCapture, right: NamedCapture): Promise<boolean> {
  if (left.path === right.path || ![left, right].every(canBeRead)) return true
  const [one, other] = [await captureDigests(left.path), await captureDigests(right.path)]
  return one.content === other.content
}

function canBeRead({ isFile, path }: NamedCapture): boolean {
  return isFile && path !== '-' && isRegularFile(path)
}
