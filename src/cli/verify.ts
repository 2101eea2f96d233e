import type { Command } from 'commander'
import type { ArchiveMember } from '../case/bundle/archive.ts'
import { textOfUtf8 } from '../case/bytes.ts'
import { bundleClockLines } from '../case/clock-jumps.ts'
import { sha256 } from '../case/digest.ts'
import { readLedger } from '../case/ledger.ts'
import type { CustodyRecord } from '../case/ledger.ts'
import { ledgerName, manifestName, timeStampName } from '../case/manifest.ts'
import type { Manifest } from '../case/manifest.ts'
import type { ArchiveSource } from '../case/bundle/reading.ts'
import { stampBytesMax } from '../case/stamps/stamp-limit.ts'
import type { CheckedStamp, TimeStamp } from '../case/stamps/time-stamp.ts'
import { checkBundle } from '../case/bundle/verify-bundle.ts'
import type { Discrepancy } from '../case/bundle/verify-bundle.ts'
import { InputError } from '../core/errors.ts'
import { count } from '../correlate/words.ts'
import { namesShown } from '../report/masking/masked-name.ts'
import { printable } from '../report/writing/printable.ts'
import { bundledResults } from './bundled-results.ts'
import { limitsDigest } from './case/limits-digest.ts'
import { knownInBundle } from './case/known-values.ts'
import { deriveAgain, derivedLines } from './derive-again.ts'
import { fitted } from './fitted.ts'
import { withBundle } from './open-bundle.ts'
import { otherBuildLines } from './other-build.ts'
import { writeOut } from './output.ts'
import { refuseNoBundle } from './refuse-no-bundle.ts'
import { writeVerifyPage } from './verify-page.ts'
import { clockDoubts, stampedText } from './stamped-text.ts'
import { verifyRedacted } from './verify-redacted.ts'
import { repeatable } from './options/repeatable.ts'
import { version } from './version.ts'

interface VerifyFlags {
  readonly fingerprint?: string
  readonly tsaCa?: string
  readonly crl: readonly string[]
  readonly derive: boolean
  readonly page?: string
  readonly original?: string
  readonly revealFile?: string
  readonly reveal?: boolean
}

/** Adds `varde verify`: checks a bundle and derives its results from the packets again. */
export function addVerify(program: Command, setExit: (code: number) => void): void {
  program
    .command('verify')
    .description(
      'Check an evidence bundle: every byte, the signature, the ledger; and derive its results again.',
    )
    .argument('[bundle]')
    .option('--fingerprint <hex>', 'the key that must have signed it, as you were told by another way')
    .option('--tsa-ca <file>', 'certificates (PEM) that its time stamp must lead to')
    .addOption(
      repeatable(
        '--crl <file>',
        'a list of revoked certificates (CRL, PEM or DER) to ask about its time stamp',
      ),
    )
    .option('--no-derive', 'check the bytes only')
    .option('--original <bundle>', 'of a redacted bundle: the one that it was made from, to hold it against')
    .option('--reveal-file <file>', 'of a redacted bundle: what opens values (varde case reveal)')
    .option('--reveal', 'show opened values, and numbers in names, in full')
    .option('--page <file>', 'write the page that checks bundles in a browser, without a network')
    .action(async (path: string | undefined, flags: VerifyFlags) => {
      if (flags.page !== undefined) {
        writeVerifyPage(flags.page)
        await writeOut(`wrote ${printable(flags.page)}: open it in any browser\n`)
      }
      if (path === undefined) {
        if (flags.page === undefined) throw new InputError('give a bundle to check, or --page FILE.')
        return
      }
      const { lines, holds } = await withBundle(path, (source) => verify(source, path, flags))
      await writeOut(fitted(`${lines.map(printable).join('\n')}\n`))
      if (!holds) setExit(1)
    })
}

async function verify(
  source: ArchiveSource,
  path: string,
  flags: VerifyFlags,
): Promise<{ lines: string[]; holds: boolean }> {
  // The page shows it in groups, and others put colons between its bytes.
  const wanted = flags.fingerprint?.replaceAll(/[\s:]/g, '').toLowerCase()
  // Anything else can be no key's: a slip, and not the mark of a forger.
  if (wanted !== undefined && !/^[0-9a-f]{64}$/.test(wanted))
    throw new InputError(`--fingerprint ${flags.fingerprint ?? ''}: give the 64 hex digits of a key.`)
  const checked = checkBundle(source)
  const found: Discrepancy[] = [...checked.discrepancies]
  const { manifest, signature } = checked
  if (wanted !== undefined && signature?.fingerprint !== wanted)
    found.push({
      part: 'signature.json',
      what: 'it was signed by another key than the one that was asked for',
    })
  const stamp = manifest === null ? null : await stampOf(source, checked.members, manifest, flags)
  for (const problem of stamp?.problems ?? []) found.push({ part: timeStampName, what: problem })
  const lines: string[] = []
  const shown = namesShown(
    flags.reveal === true,
    manifest === null ? null : await knownInBundle(source, checked.members),
  )
  if (manifest !== null) {
    lines.push(
      `case ${shown(manifest.case.name)}, bundled ${manifest.sealedAt} by ${shown(manifest.operator)}`,
    )
    lines.push(
      `${count(manifest.parts.length, 'part')}, varde ${manifest.engine.version}, key ${signature?.fingerprint ?? 'none'}`,
    )
  }
  if (found.length > 0) {
    // To who gave another file, what a bundle lacks reads like damage.
    if (manifest === null) refuseNoBundle(source, path)
    // Nothing is derived from evidence that may have been changed.
    lines.push(...found.map(({ part, what }) => `✗ ${part}: ${what}`))
    return { lines, holds: false }
  }
  // The stamp came when all else was signed, and parts of it are free: what it says is on a line of its own.
  const bytes = manifest?.timeStamp ? 'every byte but those of the time stamp' : 'every byte'
  lines.push(`✓ ${bytes}, the order of the parts, the Merkle root, the signature and the ledger hold`)
  lines.push(
    wanted === undefined
      ? 'whose key it is no bundle can show: anyone signs with one of their own (--fingerprint holds it against the one you were told)'
      : '✓ the key is the one that was asked for',
    stampLine(stamp?.stamp ?? null),
  )
  if (manifest !== null) lines.push(...settingsLines(manifest))
  if (manifest !== null) lines.push(...bundleClockLines(recordsIn(source, checked.members), manifest))
  if (stamp?.stamp && manifest !== null)
    lines.push(...clockDoubts(stamp.stamp, manifest.sealedAt, Date.now()))
  if (manifest === null) return { lines, holds: true }
  if (manifest.redaction !== undefined) {
    const redacted = await verifyRedacted(source, { ...checked, manifest }, manifest.redaction, flags)
    return { lines: [...lines, ...redacted.lines], holds: redacted.holds }
  }
  if (flags.original !== undefined || flags.revealFile !== undefined)
    throw new InputError('--original and --reveal-file are for redacted bundles, and this is none.')
  const told = bundledResults(source, path, manifest, checked.members, shown)
  if (!flags.derive) return { lines: [...lines, ...told], holds: true }
  const differences = await deriveAgain(source, manifest, checked.members)
  if (differences.length === 0) lines.push(...derivedLines(manifest), ...told)
  else lines.push(...otherBuildLines(manifest, path), ...differences.map((difference) => `✗ ${difference}`))
  return { lines, holds: differences.length === 0 }
}

/** What is known of the limits that the results were made with: of another version nobody has them here. */
function settingsLines({ engine, settings }: Manifest): string[] {
  if (settings === undefined) return []
  const isSame = settings.limits === limitsDigest()
  if (engine.version !== version)
    return isSame
      ? []
      : [
          `the limits of its results are those of varde ${engine.version}, which ${version} cannot check: what was left out at a limit may differ`,
        ]
  return [
    isSame
      ? '✓ the limits of its results are those of this version'
      : `its results were made with other limits than this build of varde ${version} has: what was left out at a limit may differ`,
  ]
}

function recordsIn(
  source: ArchiveSource,
  members: ReadonlyMap<string, ArchiveMember>,
): readonly CustodyRecord[] {
  const ledger = members.get(ledgerName)
  return ledger === undefined ? [] : readLedger(textOfUtf8(source.read(ledger.start, ledger.bytes))).records
}

/** The check of the bundle's time stamp; null where it has none. What is missing was said by the check of the parts. */
async function stampOf(
  source: ArchiveSource,
  members: ReadonlyMap<string, ArchiveMember>,
  manifest: Manifest,
  { tsaCa, crl }: VerifyFlags,
): Promise<CheckedStamp | null> {
  if (!manifest.timeStamp && tsaCa === undefined && crl.length === 0) return null
  const { checkTimeStamp, readGiven } = await import('./time-stamp-client.ts')
  const { roots, lists } = readGiven(tsaCa, crl)
  if (!manifest.timeStamp)
    return { stamp: null, problems: ['the bundle has no time stamp, and one was asked for'] }
  const member = members.get(timeStampName)
  const text = members.get(manifestName)
  if (member === undefined || text === undefined) return null
  const bytes = source.read(member.start, Math.min(member.bytes, stampBytesMax + 1))
  const { nonce } = manifest.timeStamp
  return checkTimeStamp(bytes, { digest: sha256(source.read(text.start, text.bytes)), nonce }, roots, lists)
}

function stampLine(stamp: TimeStamp | null): string {
  if (stamp === null) return 'no time stamp: all times are those of the machine that made it'
  return `✓ ${stampedText(stamp)}`
}
