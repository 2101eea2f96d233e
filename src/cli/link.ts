import { count } from '../correlate/words.ts'
import type { Command } from 'commander'
import { linkageOf } from '../assess/linkage.ts'
import type { TokenFacts } from '../assess/linkage.ts'
import { InputError } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import { isWholeImei } from '../detect/identifiers/imei.ts'
import { TokenWatch } from '../pipeline/watch/token-watch.ts'
import { renderLinkage, renderLinkageJson } from '../report/linkage.ts'
import { printable } from '../report/writing/printable.ts'
import { fitted } from './fitted.ts'
import { LoneScans } from './lone-scans.ts'
import { keysOption } from './options/keys-option.ts'
import { tell, writeOut } from './output.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'
import { refuseDoubles } from './same-file.ts'

interface LinkFlags {
  readonly devices?: string
  readonly keys: readonly string[]
  readonly joined?: boolean
  readonly json?: boolean
  readonly reveal?: boolean
}

/** Adds `varde link`. */
export function addLink(program: Command): void {
  program
    .command('link')
    .description(
      'Find values that work as identifiers though nobody calls them so: stable for a device, not those of other devices, sent to several parties; numbers from eight digits on. Reads every request in full.',
    )
    .argument('<file...>', 'captures, one of each device, or several with --devices')
    .option(
      '--devices <list>',
      'which device each file is of, in the order of the files, such as a,a,b; without it each is of another one',
    )
    .option(
      '--joined',
      'with --devices: the files of each device are one recording that was cut into files, and are read as one capture',
    )
    .addOption(keysOption())
    .option('--json', 'print one JSON document (varde/link@1) instead of the report')
    .option('--reveal', 'show values in full; otherwise they are masked')
    .action(runLink)
}

async function runLink(files: readonly string[], flags: LinkFlags): Promise<void> {
  refuseDoubles(files)
  const names = devicesOf(files, flags.devices)
  const isJoined = flags.joined === true
  if (isJoined && flags.devices === undefined)
    throw new InputError('--joined needs --devices, which says which files are of one device.')
  if (isJoined) await refuseUnreadable(files)
  const scans = new LoneScans(flags.keys)
  const watches = new Map<string, TokenWatch>()
  for (const { name, own } of capturesOf(files, names, isJoined)) {
    const before = watches.get(name) ?? new TokenWatch(watches.size)
    let watch = before
    const { captures } = await scans.scan(own, () => (watch = before.next()))
    const path = captures[0]?.path ?? ''
    watches.set(name, watch)
    if (watch.left > before.left)
      tell(
        `varde: ${printable(path)}: ${watch.left - before.left} further values were not kept (limit ${limits.link.tokensMax})\n`,
      )
    if (watch.long > before.long)
      tell(
        `varde: ${printable(path)}: ${count(watch.long - before.long, 'value')} of more than ${limits.link.charsMax} characters ${watch.long - before.long === 1 ? 'was' : 'were'} not compared\n`,
      )
  }
  const devices = [...watches.values()].map(({ tokens }): ReadonlyMap<string, TokenFacts> => tokens)
  const { attribution } = scans
  const domainOf = (host: string): string => attribution.domain(host) || host
  const found = linkageOf(devices, domainOf, isWholeImei, (host) => {
    const { organisation, ambiguity } = attribution.recipient(host, [])
    // Who may be somebody else is not taken together with anybody.
    return organisation === null || organisation.confidence === 'possible' || ambiguity !== ''
      ? domainOf(host)
      : organisation.id
  })
  const mayBeUnsent = [...watches.values()].reduce((sum, watch) => sum + watch.mayBeUnsent, 0)
  const linkage = mayBeUnsent === 0 ? found : { ...found, mayBeUnsent }
  await writeOut(
    flags.json === true
      ? renderLinkageJson(linkage, flags.reveal === true, scans.readShare, scans.known)
      : fitted(
          renderLinkage(
            linkage,
            [...watches.keys()],
            flags.reveal === true,
            scans.readPercent,
            scans.known,
            flags.devices === undefined,
          ),
        ),
  )
}

/** What is scanned, in order: each file by itself, or all of a device that are one recording. */
function capturesOf(
  files: readonly string[],
  names: readonly string[],
  isJoined: boolean,
): { readonly name: string; readonly own: readonly string[] }[] {
  const named = files.map((file, index) => ({ name: names[index] ?? '', own: [file] }))
  if (!isJoined) return named
  const captures = [...Map.groupBy(named, ({ name }) => name)].map(([name, same]) => ({
    name,
    own: same.flatMap(({ own }) => own),
  }))
  if (captures.length === files.length)
    tell('varde: --joined changes nothing: no device has several files, and each was read as it is.\n')
  return captures
}

function devicesOf(files: readonly string[], devices: string | undefined): readonly string[] {
  if (devices === undefined) return files
  const names = devices.split(',').map((name) => name.trim())
  if (names.length !== files.length || names.includes(''))
    throw new InputError(
      `--devices names ${count(names.filter((name) => name !== '').length, 'device')}, but there ${files.length === 1 ? 'is 1 file' : `are ${files.length} files`}.`,
    )
  return names
}
