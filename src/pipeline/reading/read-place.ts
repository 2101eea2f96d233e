import { AnomalyLog } from '../../core/anomaly.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { FaultError, InputError } from '../../core/errors.ts'
import { reading } from '../../core/read-error.ts'
import { compareInstants, secondsBetween } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import { toldGapSeconds } from '../../core/told-gap.ts'
import type { CaptureFeeder } from './feeder.ts'
import { RecordingDigests } from './file-digests.ts'
import type { CapturePlace, JoinedFile, JoinedFiles } from './joined-files.ts'
import { readCapture } from './open-capture.ts'
import type { CaptureFacts, ReadOptions } from './open-capture.ts'
import { openFile, openMounted } from './open-file.ts'

/** What reading said of the file, or of the files of a recording. */
export interface PlaceFacts extends CaptureFacts {
  /** The files of a recording, in their order; absent of a capture in one file. */
  readonly files?: readonly JoinedFile[]
}

/** How a capture is read. */
export interface PlaceOptions extends ReadOptions {
  /** Whether a file of a recording is left out whose reading failed before anything of it was read; absent where none is. */
  readonly leavesOut?: (cause: unknown, path: string) => boolean
}

/** Reads a capture wherever it lies: see `readCapture`. The files of a recording are opened one after the other. */
export async function readPlace(
  place: CapturePlace,
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
  options: PlaceOptions,
): Promise<PlaceFacts> {
  if (typeof place === 'string') return readCapture(place, feeder, anomalies, options)
  const sizes = place.files.map(sizeOf)
  const size = sizes.reduce((sum, one) => sum + one, 0)
  const digests = new RecordingDigests(size, place.files.every(isOnDisk))
  try {
    const files = await readFiles(place, feeder, anomalies, { ...options, digests }, size)
    const isKnown = options.wantsHash && files.every(({ sha256 }) => sha256 !== null)
    return {
      sha256: isKnown ? await digests.all(place.path) : null,
      fileBytes: files.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
      isGzip: files.some(({ isGzip }) => isGzip),
      ...(files.some(({ isZipped }) => isZipped === true) ? { isZipped: true as const } : {}),
      ...(files.some(({ isSealed }) => isSealed === true) ? { isSealed: true as const } : {}),
      files,
    }
  } finally {
    await digests.end()
  }
}

async function readFiles(
  { path: name, files: paths }: JoinedFiles,
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
  options: PlaceOptions,
  size: number,
): Promise<JoinedFile[]> {
  const files: JoinedFile[] = []
  let silentSeconds = 0
  let readBefore = 0
  let failure: unknown = null
  for (const path of paths) {
    const { frames = 0, numberedBlocks = [] } = feeder.reader?.counts ?? {}
    const blocksBefore = numberedBlocks.at(-1)?.blocks ?? 0
    const log = new FileLog(path, anomalies)
    const part = feeder.beginPart(log)
    let facts: CaptureFacts
    try {
      facts = await readCapture(path, part, log, {
        ...options,
        onProgress: (bytes) => options.onProgress(readBefore + bytes, size),
      })
    } catch (cause) {
      if (part.bytes > 0 || options.leavesOut?.(cause, path) !== true) throw cause
      feeder.endPart()
      failure ??= cause
      continue
    }
    const { bytes } = part
    if (feeder.format !== 'undecided' && part.format !== feeder.format) refuseOther(name, path)
    const { first, last, silentSeconds: silent } = feeder.endPart()
    silentSeconds = Math.max(silentSeconds, silent)
    readBefore += facts.fileBytes
    files.push({
      path,
      ...facts,
      bytes,
      packets: (feeder.reader?.counts.frames ?? 0) - frames,
      firstFrame: frames + 1,
      first,
      last,
      ...(blocksBefore > 0 ? { blocksBefore } : {}),
    })
  }
  if (files.length === 0 && failure !== null) throw failure
  return withGaps(files, silentSeconds)
}

/**
 * Marks the files before which one may be missing. The recorder may as well have heard nothing, as it did within the files, where
 * it is known to have run: a gap that is no longer than such a silence says nothing. `silentSeconds`: the longest of these.
 */
function withGaps(files: readonly JoinedFile[], silentSeconds: number): JoinedFile[] {
  let latest: Instant | null = null
  return files.map((file) => {
    const { first, last } = file
    const gap = first === null || latest === null ? 0 : secondsBetween(latest, first)
    if (last !== null && (latest === null || compareInstants(last, latest) > 0)) latest = last
    // Of the silence whole seconds are known.
    return gap >= toldGapSeconds && gap > silentSeconds + 1 ? { ...file, isApart: true as const } : file
  })
}

/** The order of the files was found by reading their beginnings, and they were of one format then. */
function refuseOther(name: string, path: string): never {
  throw new InputError(`${path} is of another format than the files before it: ${name} is no recording.`)
}

/** Says of which file of a recording it is that something is odd. */
class FileLog extends AnomalyLog {
  private readonly path: string
  private readonly log: AnomalyLog

  constructor(path: string, log: AnomalyLog) {
    super()
    this.path = path
    this.log = log
  }

  override note(code: AnomalyCode, frame: number, detail = ''): void {
    this.log.note(code, frame, detail, this.path)
  }
}

/** Bytes of a file; 0 where it can not be opened, which is said once it is to be read. */
function sizeOf(path: string): number {
  try {
    const file = reading(path, () => openFile(path))
    const { size } = file
    file.close()
    return size
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof FaultError) return 0
    throw cause
  }
}

function isOnDisk(path: string): boolean {
  try {
    const mounted = openMounted(path)
    mounted?.close()
    return mounted === null
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return true
    throw cause
  }
}
