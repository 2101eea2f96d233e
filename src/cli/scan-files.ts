import type { Command } from 'commander'
import { openAttribution } from '../attribute/attribution.ts'
import { InputError, OtherKindError } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import { readError } from '../core/read-error.ts'
import { writtenText } from '../core/written-text.ts'
import { identifiers } from '../detect/identifiers.gen.ts'
import { spell, withDigests } from '../detect/indicators.ts'
import type { SpelledProfile } from '../detect/spellings/spelling-file.ts'
import type { Profile } from '../device/types.ts'
import { asCaptures } from '../pipeline/reading/joined-files.ts'
import { headBytes, readHead, readWholeFile } from '../pipeline/reading/open-file.ts'
import { scan } from '../pipeline/scan.ts'
import type { ScanOptions } from '../pipeline/scan-options.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { named } from '../pipeline/twice/twin-captures.ts'
import { printable } from '../report/writing/printable.ts'
import { readData } from './data-files.ts'
import { keysOption } from './options/keys-option.ts'
import { addNetworkOptions, liveOptions } from './options/network-options.ts'
import type { NetworkFlags } from './options/network-options.ts'
import { largeProfileLine } from './large-profile.ts'
import { LongScan } from './long-scan.ts'
import { Progress } from './progress.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'
import { refuseDoubles, refuseTwins } from './same-file.ts'
import { spellingCache } from './spelling-cache.ts'
import { tell } from './output.ts'
import { refuseScanResult } from '../pipeline/reading/refuse-result.ts'

const warningsTold = 20

/** What every command that scans files is told about how. */
export interface ScanFilesFlags extends NetworkFlags {
  readonly profile?: string
  readonly keys: readonly string[]
  /** The files are one recording, read as one capture. */
  readonly joined?: boolean
  /** Those of the files that are one recording each, as the case says that holds them; absent where no case does. */
  readonly recordings?: readonly (readonly string[])[]
  readonly passphraseFile?: string
  /** True where the spellings of the profile may be kept; false for `--no-cache`, absent for a profile inside a case. */
  readonly cache?: boolean
}

/** Adds what every command that scans files takes: the files, and how to read them. */
export function addScanOptions(command: Command): Command {
  // A scan by itself reads files only: what reads cases is not loaded for it.
  const isScan = command.name() === 'scan'
  const scanning = command
    .argument(
      '<file...>',
      'packet captures (pcap, pcapng), HAR files, mitmproxy flows, items of Burp Suite, archives of Fiddler, sessions of Charles, NetLogs of Chrome, device logs, logs of Zeek, Suricata and resolvers of DNS, also gzip’d or zipped; - is standard input; tcp://HOST:PORT, tcp-listen://ADDRESS:PORT (pcap-over-IP) or udp-listen://ADDRESS:PORT (PCAPdroid) is a capture that comes over the network' +
        (isScan
          ? '; a result of scan --json is shown as its capture is'
          : '; a case folder, a bundle, or a result of scan --json stands for all that is in it'),
    )
    .option(
      '-p, --profile <file>',
      'what is known of the device (YAML): its identifiers are searched in every form',
    )
    .addOption(keysOption())
    .option(
      '--joined',
      'the files are one recording that was cut into files: they are read as one capture, in the order of their first packets',
    )
    .option('--no-cache', 'do not keep what was made of the profile, and do not use what was kept of it')
  if (!isScan)
    scanning.option(
      '--passphrase-file <file>',
      'passphrase of an encrypted case: the first line of this file',
    )
  return addNetworkOptions(scanning)
}

/**
 * Scans files as the user named them, with a progress bar on a terminal. Throws an InputError for what the user did wrong.
 * `mayRepeat`: the same capture under two names is noted in the result, not refused.
 */
export async function scanFiles(
  files: readonly string[],
  flags: ScanFilesFlags,
  wantsHash: boolean,
  more: Partial<Pick<ScanOptions, 'events' | 'isRecording'>> & { readonly mayRepeat?: boolean } = {},
): Promise<ScanResult> {
  if (files.filter((file) => file === '-').length > 1)
    throw new InputError('standard input (-) can be read only once.')
  refuseDoubles(files)
  const isJoined = flags.joined === true && files.length > 1
  // One that went away while the others were read is left out: not one that was never there.
  if (isJoined) await refuseUnreadable(files)
  const live = liveOptions(files, flags)
  const spelled =
    flags.profile === undefined ? null : await readSpelledProfile(flags.profile, flags.cache === true)
  const profile = spelled?.profile ?? null
  tellWarnings(profile?.warnings ?? [])
  const progress = new Progress()
  const long = new LongScan()
  const attribution = openAttribution(readData)
  const interrupt = new AbortController()
  const onInterrupt = (): void => interrupt.abort()
  // The first Ctrl-C ends the capture; a second one ends varde.
  if (live !== null) process.once('SIGINT', onInterrupt)
  try {
    const { mayRepeat = false, ...rest } = more
    const result = await scan(asCaptures(files, isJoined ? [files] : flags.recordings), {
      profile,
      ...(spelled === null ? {} : { spellings: spelled.spellings }),
      keyFiles: flags.keys,
      ...rest,
      attribution,
      wantsHash,
      onProgress: (path, bytes, size) => {
        progress.show(path, bytes, size)
        long.show(bytes, size)
      },
      ...(live === null ? {} : { live: { ...live, signal: interrupt.signal } }),
      interruptible: untilInterrupt,
    })
    if (flags.joined === true && !isJoined)
      tell('varde: --joined changes nothing: one file was given, and it was read as it is.\n')
    if (!mayRepeat) await refuseTwins(named(result.captures))
    return result
  } finally {
    process.off('SIGINT', onInterrupt)
    progress.clear()
    long.end()
  }
}

/** What is odd about a profile: of a long one the first lines, and how many there are. */
export function tellWarnings(warnings: readonly string[]): void {
  for (const warning of warnings.slice(0, warningsTold)) tell(`varde: ${printable(warning)}\n`)
  const left = warnings.length - warningsTold
  if (left > 0) tell(`varde: … and so of ${left} more values of the profile.\n`)
}

/** Reads until the first Ctrl-C; a second one ends varde. */
async function untilInterrupt<T>(read: (ended: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController()
  const onInterrupt = (): void => interrupt.abort()
  process.once('SIGINT', onInterrupt)
  try {
    return await read(interrupt.signal)
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

/** Reads `--profile`; every failure is one line for the user. */
export async function readProfile(path: string): Promise<Profile> {
  return parsed(path, readBytes(path))
}

/** A profile names these keys, of which the first stands where a line begins: of many empty lines each is read once. */
const profileKeys = /^[ \t{]*["']?(name|identifiers|places)["']?\s*:/m

/**
 * Whether a file begins as a profile does, of which nobody said that it is one: of a longer file the first lines are
 * read, since it may be anything.
 */
export async function startsAsProfile(path: string): Promise<boolean> {
  const head = readHead(path)
  const isWhole = head.length < headBytes
  const bytes = isWhole ? head : head.subarray(0, head.lastIndexOf('\n') + 1)
  if (!profileKeys.test(bytes.toString('latin1').replaceAll('\0', ''))) return false
  try {
    await parsed(path, bytes)
    return true
  } catch (cause) {
    if (cause instanceof InputError) return false
    throw cause
  }
}

/** The profile with its spellings: those that were kept, or new ones. */
async function readSpelledProfile(path: string, mayKeep: boolean): Promise<SpelledProfile> {
  const bytes = readBytes(path)
  const cache = mayKeep ? spellingCache(path, bytes) : null
  const kept = cache?.find() ?? null
  if (kept === 'damaged')
    tell('varde: the spellings that were kept of this profile are damaged: made anew.\n')
  else if (kept !== null) return kept
  const profile = await parsed(path, bytes)
  const line = largeProfileLine(profile)
  if (line !== '') tell(line)
  const spellings = spell(profile)
  if (cache === null) return { profile, spellings }
  const spelled = { profile, spellings: withDigests(spellings) }
  cache.keep(spelled)
  return spelled
}

async function parsed(path: string, bytes: Buffer): Promise<Profile> {
  // With it comes a YAML parser: not loaded for those who have no profile.
  const { parseProfile } = await import('../device/profile.ts')
  try {
    return parseProfile(writtenText(bytes, path), path, identifiers)
  } catch (cause) {
    // By name: the reader of profiles is built into a file of its own, which has its own copies of these classes.
    if (cause instanceof Error && cause.name === 'InputError')
      throw new OtherKindError('profile', path, cause.message, { cause })
    throw cause
  }
}

function readBytes(path: string): Buffer {
  refuseScanResult(path, 'profile')
  try {
    return readWholeFile(path, limits.detect.profileBytesMax)
  } catch (cause) {
    // Longer than any profile: a capture, perhaps.
    if (cause instanceof InputError) throw new OtherKindError('profile', path, cause.message, { cause })
    throw readError(`profile ${path}`, cause)
  }
}
