/** Files that are added to a case as one recording (`case add --joined`): all is looked at before any is added. */
import { recordsOf } from '../../case/folder/custody.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import type { ItemKind } from '../../case/folder/case-items.ts'
import { recordingsIn } from '../../case/ledger.ts'
import { isJoined } from '../../case/recordings.ts'
import { InputError } from '../../core/errors.ts'
import { captureDigests } from '../../pipeline/reading/capture-digests.ts'
import { nothingCaptured } from '../../pipeline/reading/capture-refusal.ts'
import { isRegularFile } from '../../pipeline/reading/open-file.ts'
import { inRecordedOrder } from '../../pipeline/reading/recording-order.ts'
import { printable } from '../../report/writing/printable.ts'
import { tell } from '../output.ts'
import { refuseDoubles } from '../same-file.ts'
import { checkItem } from './check-item.ts'

/** A file of a recording is not left out because it cannot be read: a case without it would say less than the recorder saw. */
const leavesNoneOut = (): boolean => false

/**
 * The files in the order in which they were recorded, without those that hold nothing yet, which is said. Throws an InputError
 * where they can be no recording of this case.
 */
export async function recordingToAdd(
  files: CaseFiles,
  paths: readonly string[],
  kind: ItemKind,
): Promise<readonly string[]> {
  if (kind !== 'evidence')
    throw new InputError(`--joined is for captures that are one recording: leave it out with --as ${kind}.`)
  refuseDoubles(paths)
  const begun = await withoutNothing(paths)
  for (const path of begun) await checkItem(path, kind)
  if (begun.length === 1) {
    tell('varde: --joined changes nothing: one file holds something, and it is a capture of its own.\n')
    return begun
  }
  const ordered = (await inRecordedOrder(begun, leavesNoneOut)).files
  isJoined(recordingsIn(recordsOf(files.folder)), await digestsOf(ordered))
  return ordered
}

/** Without the files that a capturing program has only begun: nothing of them is evidence. */
async function withoutNothing(paths: readonly string[]): Promise<string[]> {
  const kept: string[] = []
  const empty: string[] = []
  for (const path of paths) {
    // What is no regular file is refused by who reads it.
    const why = isRegularFile(path) ? await nothingCaptured(path) : ''
    if (why === '') kept.push(path)
    else empty.push(why)
  }
  const [first = ''] = empty
  if (kept.length === 0) throw new InputError(first)
  for (const why of empty) tell(`varde: ${printable(why)} It is left out.\n`)
  return kept
}

/** The digests of files, each of another one: the same bytes twice in a recording would count twice. */
async function digestsOf(paths: readonly string[]): Promise<string[]> {
  const known = new Map<string, string>()
  for (const path of paths) {
    const { file } = await captureDigests(path)
    const other = known.get(file)
    if (other !== undefined)
      throw new InputError(
        `${other} and ${path} hold the same capture: all that it shows would be counted twice.`,
      )
    known.set(file, path)
  }
  return [...known.keys()]
}
