import type { Command } from 'commander'
import { openAttribution } from '../attribute/attribution.ts'
import { registrableDomain } from '../attribute/domain.ts'
import { linkageOf } from '../assess/linkage.ts'
import type { TokenFacts } from '../assess/linkage.ts'
import { limits } from '../core/limits.ts'
import { scan } from '../pipeline/scan.ts'
import { TokenWatch } from '../pipeline/token-watch.ts'
import { renderLinkage, renderLinkageJson } from '../report/linkage.ts'
import { readData } from './data-files.ts'
import { keysOption } from './keys-option.ts'
import { writeAll } from './output.ts'
import { refuseDoubles } from './same-file.ts'

interface LinkFlags {
  readonly keys: readonly string[]
  readonly json?: boolean
  readonly reveal?: boolean
}

/** Adds `varde link`. */
export function addLink(program: Command): void {
  program
    .command('link')
    .description(
      'Find values that work as identifiers though nobody calls them so: stable for a device, not those of other devices, sent to several parties. Reads every request in full.',
    )
    .argument('<file...>', 'captures, one of each device')
    .addOption(keysOption())
    .option('--json', 'print one JSON document (varde/link@1) instead of the report')
    .option('--reveal', 'show values in full; otherwise they are masked')
    .action(runLink)
}

async function runLink(files: readonly string[], flags: LinkFlags): Promise<void> {
  refuseDoubles(files)
  const devices: ReadonlyMap<string, TokenFacts>[] = []
  for (const [index, path] of files.entries()) {
    const watch = new TokenWatch(index)
    await scan([path], {
      profile: null,
      keyFiles: flags.keys,
      attribution: openAttribution(readData),
      wantsHash: false,
      onProgress: () => undefined,
      watch,
    })
    if (watch.left > 0)
      process.stderr.write(
        `varde: ${path}: ${watch.left} further values were not kept (limit ${limits.link.tokensMax})\n`,
      )
    devices.push(watch.tokens)
  }
  const linkage = linkageOf(devices, (host) => registrableDomain(host) || host)
  await writeAll(
    process.stdout,
    flags.json === true
      ? renderLinkageJson(linkage, flags.reveal === true)
      : renderLinkage(linkage, flags.reveal === true),
  )
}
