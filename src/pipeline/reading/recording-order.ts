/**
 * Puts the files of one recording in the order in which they were recorded: that of their first packets. Names do not say it: of
 * a ring buffer that came round, `rec_00003` is older than `rec_00001`.
 */
import { statSync } from 'node:fs'
import { AnomalyLog } from '../../core/anomaly.ts'
import { InputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { compareInstants } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import { formatTitles } from '../../source/open-entry-reader.ts'
import { CaptureFeeder } from './feeder.ts'
import { wholeName } from './joined-files.ts'
import type { JoinedFiles } from './joined-files.ts'
import { networkAddress } from './network-source.ts'
import { readCapture } from './open-capture.ts'
import { isRegularFile } from './open-file.ts'

/** Reads no further than the first frame that has a time. */
class BeginningFeeder extends CaptureFeeder {
  at: Instant | null = null

  constructor() {
    super(
      {
        frame: (_buf, _start, { sec, nsec }) => {
          // A frame without a time has that of the one before, and the first ones have none.
          if (this.reader?.counts.first !== null) this.at ??= { sec, nsec }
        },
      },
      new AnomalyLog(),
    )
  }

  override filled(length: number): boolean {
    return super.filled(length) && this.at === null
  }
}

/** A file, and when its first frame was captured that says so; null where none does. */
interface Begun {
  readonly path: string
  readonly format: string
  readonly at: Instant | null
}

/**
 * The files as one capture, in their order; where times do not decide it, they stay as they are given. `leavesOut`: whether a
 * file is left out that can not be read, as one that is empty. Throws an InputError where they can not be one recording.
 */
export async function inRecordedOrder(
  paths: readonly string[],
  leavesOut: (cause: unknown, path: string) => boolean,
): Promise<JoinedFiles> {
  const { joinedFilesMax } = limits.pipeline
  if (paths.length > joinedFilesMax)
    throw new InputError(
      `${paths.length} files are more than are read as one recording (${joinedFilesMax}): join some of them first (mergecap -a).`,
    )
  const begun: Begun[] = []
  let failure: unknown = null
  for (const path of paths) {
    try {
      begun.push(await beginningOf(path))
    } catch (cause) {
      if (!leavesOut(cause, path)) throw cause
      failure ??= cause
    }
  }
  const [first] = begun
  if (first === undefined) throw failure
  const other = begun.find(({ format }) => format !== first.format)
  if (other !== undefined)
    throw new InputError(
      `${first.path} is ${first.format} and ${other.path} is ${other.format}: a recording is of one format. Files of both are joined by mergecap.`,
    )
  const files = inOrder(begun).map(({ path }) => path)
  return { path: wholeName(files), files }
}

async function beginningOf(path: string): Promise<Begun> {
  if (path === '-' || networkAddress(path) !== null || isPipe(path))
    throw new InputError(
      `${path === '-' ? 'standard input (-)' : path} can be read only once: --joined takes files, whose order is found before they are read.`,
    )
  const feeder = new BeginningFeeder()
  await readCapture(path, feeder, new AnomalyLog(), { wantsHash: false, onProgress: () => undefined })
  const { at, entryReader, format } = feeder
  if (entryReader !== null)
    throw new InputError(
      `${path} holds no packets (${formatTitles[entryReader.format]}): --joined is for the packet captures (pcap, pcapng) of one recording.`,
    )
  return { path, format, at }
}

function isPipe(path: string): boolean {
  if (isRegularFile(path)) return false
  const status = statSync(path, { throwIfNoEntry: false })
  // What is missing, and a folder, is told in the words of every capture.
  return status !== undefined && !status.isDirectory()
}

/** By time; a file without one stays behind the one that it was given behind. */
function inOrder(begun: readonly Begun[]): Begun[] {
  const groups: { readonly at: Instant | null; readonly files: Begun[] }[] = []
  for (const file of begun) {
    const last = groups.at(-1)
    if (file.at === null && last !== undefined) last.files.push(file)
    else groups.push({ at: file.at, files: [file] })
  }
  return groups
    .toSorted((left, right) =>
      left.at === null ? -1 : right.at === null ? 1 : compareInstants(left.at, right.at),
    )
    .flatMap(({ files }) => files)
}
