import { basename } from 'node:path'
import type { Command } from 'commander'
import { addEvidence, itemKinds } from '../../case/folder/case-items.ts'
import { countingProfile, keepProfile } from '../../case/counting-profile.ts'
import { InputError } from '../../core/errors.ts'
import { shellWord } from '../../core/shell-word.ts'
import { actingBy, bytesText, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { checkItem } from './check-item.ts'
import { refuseTwinEvidence } from './twin-evidence.ts'

/** Adds `varde case add`. */
export function addCaseAdd(group: Command): void {
  withCaseOptions(
    group
      .command('add')
      .description('Copy files into the case, under their SHA-256.')
      .argument('<folder>')
      .argument('<file...>')
      .option('--as <kind>', 'evidence (captures), events, profile or keys', 'evidence'),
  ).action(async (folder: string, paths: string[], flags: CaseFlags & { as: string }, command: Command) => {
    const kind = itemKinds.find((name) => name === flags.as)
    if (kind === undefined) throw new InputError(`--as ${flags.as}: give evidence, events, profile or keys.`)
    const files = await open(folder, flags)
    // All are read before any is added: nothing that is in a case leaves it again.
    for (const path of paths) await checkItem(path, kind)
    if (kind === 'evidence') await refuseTwinEvidence(files, paths)
    if (kind === 'profile' && paths.length > 1)
      throw new InputError('a case is about one phone, and the profile that is added last counts: give one.')
    for (const path of paths) {
      const acting = actingBy(flags, command)
      const before = kind === 'profile' ? countingProfile(files) : null
      const item = addEvidence(files, path, acting, kind, before === null ? {} : { replaces: before.path })
      await say(
        `${item.isNew ? 'added' : 'known'} ${item.path} (${basename(path)}, ${bytesText(item.bytes)})`,
      )
      if (before === null || before.digest === item.digest) continue
      if (!item.isNew) keepProfile(files, item, acting)
      await say(
        `it counts from now on, in the place of ${before.path}: varde case rescan ${shellWord(folder)} derives the results anew.`,
      )
    }
  })
}
