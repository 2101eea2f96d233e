import type { Command } from 'commander'
import { originalText, sliceText } from '../../case/frame-ranges.ts'
import { InputError } from '../../core/errors.ts'
import { pagePathOf, requirePagePlace, writeVerifyPage } from '../verify-page.ts'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { bundleCase } from './write-bundle.ts'
import type { BundleOptions } from './write-bundle.ts'

/** Adds `varde case bundle`. */
export function addCaseBundle(group: Command): void {
  withCaseOptions(
    group
      .command('bundle')
      .description(
        'Write one signed file with evidence, results and ledger, that anyone can check with varde verify, and beside it a page that checks it in a browser.',
      )
      .argument('<folder>')
      .requiredOption('-o, --output <file>', 'the bundle to write')
      .option('--slices', 'the conversations that carry the observations, instead of captures that must stay')
      .option('--with-secrets', 'with --slices: with the TLS secrets that reading them took')
      .option(
        '--tsa <url>',
        'have a time stamp authority (RFC 3161) say when; it is sent a digest and no more',
      )
      .option('--tsa-ca <file>', 'certificates (PEM) that the time stamp must lead to'),
  ).action(
    async (folder: string, flags: CaseFlags & BundleOptions & { output: string }, command: Command) => {
      const files = await open(folder, flags)
      if (flags.tsaCa !== undefined && flags.tsa === undefined)
        throw new InputError('--tsa-ca is for time stamps: name the authority with --tsa.')
      if (flags.withSecrets === true && flags.slices !== true)
        throw new InputError(
          '--with-secrets is for --slices: a bundle of originals has the secrets of the case.',
        )
      const page = pagePathOf(flags.output)
      requirePagePlace(page)
      const { fingerprint, stamp, slices } = await bundleCase(
        files,
        flags.output,
        actingBy(flags, command),
        flags,
      )
      await say(
        `wrote ${flags.output}, signed by the key ${fingerprint}${files.isEncrypted ? '; it is in clear: whoever has it can read it' : ''}`,
      )
      for (const slice of slices)
        await say(
          `slice: ${sliceText(slice)} of ${slice.original.files === undefined ? `the capture ${slice.original.sha256}` : originalText(slice)}, which is not in it`,
        )
      if (stamp !== null) await say(`stamped ${stamp.at} by ${stamp.signer}`)
      writeVerifyPage(page)
      await say(`wrote ${page}, which checks it in a browser`)
    },
  )
}
