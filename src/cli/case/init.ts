import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { signingKeyName } from '../../case/folder/case-folder.ts'
import { initCase } from '../../case/folder/init-case.ts'
import { InputError } from '../../core/errors.ts'
import { refuseInsideCase } from '../case-place.ts'
import { requireFolder } from '../require-folder.ts'
import { countryOf } from '../legal-setting.ts'
import { onEnding } from '../on-ending.ts'
import { actingBy, oneLine, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { readPassphrase } from './passphrase.ts'

interface InitFlags extends CaseFlags {
  readonly name: string
  readonly device: string
  readonly timeZone: string
  readonly encrypt?: boolean
  readonly userCountry?: string
  readonly maker?: string
  readonly makerCountry?: string
}

/** Throws an InputError for a time zone that is in no table of this machine. */
function requireZone(zone: string): void {
  try {
    new Date(0).toLocaleString('en', { timeZone: zone })
  } catch (cause) {
    throw new InputError(`--time-zone ${zone}: give a time zone such as Europe/Oslo or +01:00.`, { cause })
  }
}

/** Adds `varde case init`. */
export function addCaseInit(group: Command): void {
  withCaseOptions(
    group
      .command('init')
      .description('Make a case folder with a signing key of its own.')
      .argument('<folder>')
      .requiredOption('--name <text>', 'what the case is about')
      .option('--device <text>', 'the phone', '')
      .option('--time-zone <zone>', 'time zone of the people concerned, in which letters tell times', 'UTC')
      .option('--user-country <code>', 'where the phone was used: two letters, for the law that counts')
      .option('--maker <name>', 'the maker of the phone')
      .option('--maker-country <code>', 'where the maker has its main establishment in the EEA, if known')
      .option('--encrypt', 'encrypt everything in it but the ledger, with a passphrase'),
  ).action(async (folder: string, flags: InitFlags, command: Command) => {
    const { name, device, timeZone, maker } = flags
    refuseInsideCase(folder)
    requireFolder(dirname(resolve(folder)))
    oneLine('--name', name)
    if (device !== '') oneLine('--device', device)
    if (maker !== undefined) oneLine('--maker', maker)
    requireZone(timeZone)
    const legal = {
      ...(flags.userCountry === undefined
        ? {}
        : { userCountry: countryOf(flags.userCountry, '--user-country') }),
      ...(maker === undefined ? {} : { maker }),
      ...(flags.makerCountry === undefined
        ? {}
        : { makerCountry: countryOf(flags.makerCountry, '--maker-country') }),
    }
    if (flags.passphraseFile !== undefined && flags.encrypt !== true)
      throw new InputError('--passphrase-file is for cases that are encrypted: give --encrypt, too.')
    const passphrase = flags.encrypt === true ? await readPassphrase(folder, flags, true) : null
    // To the end: a case that was made in part is none, and nobody could make another in its folder.
    const takeBack = onEnding(() => undefined)
    initCase(folder, { name, device, timeZone, ...legal }, actingBy(flags, command), passphrase)
    takeBack()
    await say(
      passphrase === null
        ? `made ${folder}; its signing key is ${join(folder, signingKeyName)}: keep it to yourself. Nothing in it is encrypted (--encrypt).`
        : `made ${folder}, encrypted: without the passphrase nobody can read it, and nobody can help who lost it.`,
    )
  })
}
