import { basename } from 'node:path'
import type { Command } from 'commander'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { addEvidence, itemKinds } from '../../case/folder/case-items.ts'
import { resultsOf } from '../../case/folder/case-results.ts'
import { countingProfile, keepProfile } from '../../case/counting-profile.ts'
import { joinEvidence } from '../../case/recordings.ts'
import { InputError } from '../../core/errors.ts'
import { shellWord } from '../../core/shell-word.ts'
import { actingBy, bytesText, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { checkItem } from './check-item.ts'
import { recordingToAdd } from './recording-to-add.ts'
import { refuseTwinEvidence } from './twin-evidence.ts'

type AddFlags = CaseFlags & { readonly as: string; readonly joined?: true }

type AddedItem = ReturnType<typeof addEvidence>

/** Adds `varde case add`. */
export function addCaseAdd(group: Command): void {
  withCaseOptions(
    group
      .command('add')
      .description('Copy files into the case, under their SHA-256.')
      .argument('<folder>')
      .argument('<file...>')
      .option('--as <kind>', 'evidence (captures), events, profile or keys', 'evidence')
      .option(
        '--joined',
        'the captures are one recording that was cut into files: the case keeps each, and reads them as one capture, in the order of their first packets',
      ),
  ).action(async (folder: string, given: string[], flags: AddFlags, command: Command) => {
    const kind = itemKinds.find((name) => name === flags.as)
    if (kind === undefined) throw new InputError(`--as ${flags.as}: give evidence, events, profile or keys.`)
    const files = await open(folder, flags)
    // All are read before any is added: nothing that is in a case leaves it again.
    const paths = flags.joined === true ? await recordingToAdd(files, given, kind) : given
    if (flags.joined !== true) for (const path of paths) await checkItem(path, kind)
    if (kind === 'evidence') await refuseTwinEvidence(files, paths)
    if (kind === 'profile' && paths.length > 1)
      throw new InputError('a case is about one phone, and the profile that is added last counts: give one.')
    const items: AddedItem[] = []
    for (const path of paths) {
      const acting = actingBy(flags, command)
      const before = kind === 'profile' ? countingProfile(files) : null
      const item = addEvidence(files, path, acting, kind, before === null ? {} : { replaces: before.path })
      await say(
        `${item.isNew ? 'added' : 'known'} ${item.path} (${basename(path)}, ${bytesText(item.bytes)})`,
      )
      items.push(item)
      if (before === null || before.digest === item.digest) continue
      if (!item.isNew) keepProfile(files, item, acting)
      await say(
        `it counts from now on, in the place of ${before.path}: varde case rescan ${shellWord(folder)} derives the results anew.`,
      )
    }
    if (flags.joined === true && items.length > 1)
      await say(joinedLine(files, items, joinEvidence(files, items, actingBy(flags, command))))
  })
}

/** What a recording is from now on, or was; and what to do where the case was scanned without knowing of it. */
function joinedLine(files: CaseFiles, items: readonly AddedItem[], isNew: boolean): string {
  if (!isNew) return `known: these ${items.length} files are one recording`
  const isScanned = items.some((item) => !item.isNew) && resultsOf(files).length > 0
  return `joined: these ${items.length} files are one recording, in this order${
    isScanned ? `: varde case rescan ${shellWord(files.folder)} derives the results anew` : ''
  }`
}
