import { existsSync, rmSync, statSync } from 'node:fs'
import { createPrivateKey } from 'node:crypto'
import { Option } from 'commander'
import type { Command } from 'commander'
import { signingKeyName } from '../../case/folder/case-folder.ts'
import { InputError } from '../../core/errors.ts'
import { count } from '../../correlate/words.ts'
import { kindNamed, kindsBeside } from '../../detect/kind-named.ts'
import { onEnding } from '../on-ending.ts'
import { withBundle } from '../open-bundle.ts'
import { readText } from '../read-text.ts'
import { pagePathOf, requirePagePlace, writeVerifyPage } from '../verify-page.ts'
import { actingBy, open, say, withCaseOptions } from './acting.ts'
import type { CaseFlags } from './acting.ts'
import { readOriginal } from './redact-bundle.ts'
import { stamperOf } from './stamper.ts'
import { bundleCase } from './write-bundle.ts'
import { writeRedacted } from './write-redacted.ts'

/** A key takes some hundred bytes; a device has no end. */
const keyBytesMax = 1_048_576

interface RedactFlags extends CaseFlags {
  readonly output: string
  readonly keepIdentifiers?: readonly string[]
  readonly key?: string
  readonly tsa?: string
  readonly tsaCa?: string
}

/** Adds `varde case redact`. */
export function addCaseRedact(group: Command): void {
  withCaseOptions(
    group
      .command('redact')
      .description(
        'Write a bundle without captures and values, that keeps proof: each value can be revealed later, alone.',
      )
      .argument('<case-or-bundle>', 'a case, of which a bundle is written first, or a bundle')
      .requiredOption('-o, --output <file>', 'the redacted bundle to write')
      .addOption(
        new Option(
          '--keep-identifiers <names>',
          'kinds of values that stay in clear, separated by commas (such as device-model,build)',
        ).argParser((text: string) => text.split(',').map(knownKind)),
      )
      .option('--key <file>', 'for a bundle: the Ed25519 key (PEM) to sign with')
      .option('--tsa <url>', 'have a time stamp authority (RFC 3161) say when')
      .option('--tsa-ca <file>', 'certificates (PEM) that the time stamp must lead to'),
  ).action(async (from: string, flags: RedactFlags, command: Command) => {
    if (flags.tsaCa !== undefined && flags.tsa === undefined)
      throw new InputError('--tsa-ca is for time stamps: name the authority with --tsa.')
    if (!existsSync(from)) throw new InputError(`${from}: there is no such case or bundle.`)
    const isCase = statSync(from).isDirectory()
    if (isCase === (flags.key !== undefined))
      throw new InputError(
        isCase
          ? '--key is for bundles: a case has its own.'
          : 'a bundle has no key to sign with: give one with --key FILE (keys/signing.pem of the case, or yours).',
      )
    const places = placesOf(flags.output)
    for (const path of [flags.output, places.secrets, ...(isCase ? [places.original] : [])])
      if (existsSync(path)) throw new InputError(`${path} is there already: it is never written over.`)
    requirePagePlace(places.page)
    const acting = actingBy(flags, command)
    const files = isCase ? await open(from, flags) : null
    const key = files === null ? privateKeyOf(flags.key ?? '') : files.readText(signingKeyName)
    const stamper = flags.tsa === undefined ? null : await stamperOf(flags.tsa, flags.tsaCa)
    if (files !== null) await bundleCase(files, places.original, acting)
    const path = files === null ? from : places.original
    // The original was made for this alone: the same command can be given again.
    const removeOriginal = (): void => {
      if (files !== null) rmSync(path, { force: true })
    }
    const takeBack = onEnding(removeOriginal)
    const kept = [...new Set(flags.keepIdentifiers ?? [])].sort()
    const { output } = flags
    let written: Awaited<ReturnType<typeof writeRedacted>>
    try {
      const original = await withBundle(path, (source) => readOriginal(source, path))
      const options = { key, kept, stamper, files, output, secretsPath: places.secrets }
      written = await writeRedacted(original, acting, options)
    } catch (error) {
      removeOriginal()
      throw error
    } finally {
      takeBack()
    }
    writeVerifyPage(places.page)
    await say([
      ...(files === null
        ? []
        : [`wrote ${places.original}, the original that it can be held against: keep it to yourself`]),
      `wrote ${flags.output}, signed by the key ${written.fingerprint}: ${count(written.values, 'value')}, ${count(written.digests, 'digest')} and ${count(written.frames, 'frame')} are committed to`,
      `wrote ${places.secrets}, which opens them: keep it to yourself (varde case reveal takes single ones out)`,
      `wrote ${places.page}, which checks it in a browser`,
      ...(files?.isEncrypted === true ? ['these files are in clear: the case stays encrypted'] : []),
    ])
  })
}

function knownKind(name: string): string {
  const kind = kindNamed(name)
  if (kind !== null) return kind
  throw new InputError(`--keep-identifiers ${name}: there is no such kind of value${kindsBeside(name)}.`)
}

function placesOf(output: string): { original: string; secrets: string; page: string } {
  const stem = output.replace(/\.varde$/, '')
  return { original: `${stem}.original.varde`, secrets: `${stem}.secrets.json`, page: pagePathOf(output) }
}

function privateKeyOf(path: string): string {
  const text = readText(path, `--key ${path}`, keyBytesMax)
  try {
    if (createPrivateKey(text).asymmetricKeyType === 'ed25519') return text
  } catch (cause) {
    throw new InputError(`${path} holds no private key (PEM).`, { cause })
  }
  throw new InputError(`${path} holds no Ed25519 key.`)
}
