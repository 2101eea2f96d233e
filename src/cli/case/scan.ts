import { Option } from 'commander'
import type { Command } from 'commander'
import { refuseJoinedCase } from '../case-inputs.ts'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { scanCase } from './scan-case.ts'

/** Adds `varde case scan`. */
export function addCaseScan(group: Command): void {
  withCaseOptions(
    group
      .command('scan')
      .description(
        'Scan all evidence of the case; what was scanned before with this version and settings is left.',
      )
      .argument('<folder>')
      .addOption(new Option('--joined').hideHelp()),
  ).action(async (folder: string, flags: CaseFlags & { joined?: true }, command: Command) => {
    if (flags.joined === true) refuseJoinedCase(folder)
    const files = await open(folder, flags)
    const { key, isNew, findings } = await scanCase(files, actingBy(flags, command))
    await say(
      isNew
        ? `scanned: results/${key}, ${findings} ${findings === 1 ? 'finding' : 'findings'}`
        : `nothing to do: results/${key} is there`,
    )
  })
}
