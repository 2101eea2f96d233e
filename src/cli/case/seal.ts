import type { Command } from 'commander'
import { requireSound } from '../../case/folder/case-problems.ts'
import { hasSealStamp, keepSealStamp } from '../../case/seal-stamp.ts'
import { sealCase } from '../../case/seal.ts'
import { InputError } from '../../core/errors.ts'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { stamperOf } from './stamper.ts'

interface SealFlags extends CaseFlags {
  readonly tsa?: string
  readonly tsaCa?: string
}

/** Adds `varde case seal`. */
export function addCaseSeal(group: Command): void {
  withCaseOptions(
    group
      .command('seal')
      .description(
        'Sign what stands in the case now: the head of the ledger and the digest of every file. What comes later is told apart.',
      )
      .argument('<folder>')
      .option(
        '--tsa <url>',
        'have a time stamp authority (RFC 3161) say when; it is sent a digest and no more',
      )
      .option('--tsa-ca <file>', 'certificates (PEM) that the time stamp must lead to'),
  ).action(async (folder: string, flags: SealFlags, command: Command) => {
    const files = await open(folder, flags)
    if (flags.tsaCa !== undefined && flags.tsa === undefined)
      throw new InputError('--tsa-ca is for time stamps: name the authority with --tsa.')
    const stamper = flags.tsa === undefined ? null : await stamperOf(flags.tsa, flags.tsaCa)
    const acting = actingBy(flags, command)
    requireSound(files, 'nothing is sealed')
    const { name, digest, fingerprint, isNew } = sealCase(files, acting)
    await say(
      isNew
        ? [
            `sealed: seals/${name}, signed by the key ${fingerprint}`,
            `SHA-256 of the seal, to be told to others: ${digest}`,
          ]
        : [`nothing to do: nothing was done since seals/${name}`],
    )
    if (stamper === null || hasSealStamp(files, name)) return
    const { response, stamp } = await stamper.stamp(digest)
    const { authority, nonce } = stamper
    keepSealStamp(files, name, { authority, nonce, response }, acting)
    await say(`stamped ${stamp.at} by ${stamp.signer}`)
  })
}
