import { addEventTimes } from './options/events-option.ts'
import { keysOption } from './options/keys-option.ts'
import { Option } from 'commander'
import type { Command } from 'commander'
import { namesShown, notesShown } from '../report/masking/masked-name.ts'
import type { EventsFlags } from './events.ts'

/** Options that several commands share: how files of a side are read. */
export interface SideFlags {
  readonly profile?: string
  readonly keys?: readonly string[]
  /** Of cases among the files; never an option of its own here. */
  readonly events?: readonly string[]
  /** The captures of each side, or unit, are one recording. */
  readonly joined?: boolean
  /** As in `ScanFilesFlags`: no option, but what cases say. */
  readonly recordings?: readonly (readonly string[])[]
  readonly passphraseFile?: string
  readonly eventsZone?: string
  readonly clockOffset?: string
  readonly json?: boolean
  readonly sarif?: boolean
  readonly color?: boolean
}

/** `whose`: whose captures are one recording where `--joined` is given. */
function withSideOptions(command: Command, whose: string): Command {
  return addEventTimes(
    command.option('-p, --profile <file>', 'what is known of the device (YAML)').addOption(keysOption()),
  )
    .option(
      '--joined',
      `the captures ${whose} are one recording that was cut into files: they are read as one capture, in the order of their first packets`,
    )
    .option('--passphrase-file <file>', 'passphrase of an encrypted case: the first line of this file')
    .option('--json', 'print one JSON document instead of the report')
    .option('--no-color', 'no colours')
}

/**
 * Adds the commands about events, comparisons, fleets and claims. What they do is loaded when it is asked for, so that a
 * scan starts no slower.
 */
export function addExperiments(program: Command, setExit: (code: number) => void): void {
  addEvents(program, setExit)
  withSideOptions(
    program
      .command('compare')
      .description(
        'Is it fixed? Compares captures (or results of scan --json) from before with those from after, under the same stimuli: varde compare BEFORE… -- AFTER… (of two captures alone the second is the one from after). Results that mask numbers do not show whether both sides are of the same phone, and say less of what speaks against a fix. Files of device events among them are recognised; a log that holds contacts and events counts as both.',
      )
      .argument('<file...>', 'files from before, then --, then files from after; or two captures'),
    'of each side',
  )
    .option('--canary <host>', 'host of a request that was planted on both sides: its sight proves the alarm')
    .option('--bound <share>', 'greatest remainder with which "gone" counts as shown', '0.1')
    .addOption(
      new Option(
        '--gate <what>',
        'exit with 1 when something is present, new or changed, or (proven) when not all is shown to be gone, which needs device events of both sides; in any case where nothing after could be read',
      ).choices(['present', 'proven']),
    )
    .option('--reveal', 'show names in full; otherwise numbers in them are masked')
    .option('--sarif', 'print SARIF 2.1.0 with baselineState')
    .action(async (files: string[], flags: SideFlags) => {
      const { runCompare } = await import('./compare.ts')
      setExit(await runCompare(files, afterDashes(program), flags))
    })
  withSideOptions(
    program
      .command('scope')
      .description(
        'How many units, and which? One row per unit with its attributes and captures, results or a verdict.',
      )
      .argument('<fleet>', 'a CSV table, or a folder with one folder of captures for each unit'),
    'of each unit',
  )
    .option(
      '--sender <name>',
      'host or family that makes a unit affected; otherwise any identifier that is sent',
    )
    .option('--population <count>', 'units that were made: bounds become exact for that number')
    .option(
      '--exposures <count>',
      'events (or hours) from which a unit counts, and is clean without a send',
      '20',
    )
    .option('--seed <number>', 'seed of the permutations', '1')
    .option('--reveal', 'show names in full; otherwise numbers in them are masked')
    .action(async (fleet: string, flags: SideFlags) => {
      const { runScope } = await import('./scope.ts')
      setExit(await runScope(fleet, flags))
    })
  withSideOptions(
    program
      .command('claims')
      .description(
        'Are these sentences true? Evaluates statements (YAML) against captures, results and device events: varde claims CLAIMS BEFORE… [-- AFTER…].',
      )
      .argument('<claims>', 'a YAML file of statements with their testable form')
      .argument(
        '<file...>',
        'captures, results of scan --json and event files; behind -- those from after an update',
      ),
    'of each side (and of each unit of --fleet)',
  )
    .option('--fleet <file>', 'a table of units, for statements about which units are affected')
    .option('--canary <host>', 'host of a request that was planted on both sides')
    .option('--fail-on-contradicted', 'exit with 1 when a statement is contradicted')
    .option('--reveal', 'show names in full; otherwise numbers in them are masked')
    .action(async (claims: string, files: string[], flags: SideFlags) => {
      const { runClaims } = await import('./claims.ts')
      setExit(await runClaims(claims, files, afterDashes(program), flags))
    })
}

function addEvents(program: Command, setExit: (code: number) => void): void {
  const events = program
    .command('events')
    .description('Device events: read, show and mark what happens to the phone.')
  events
    .command('import')
    .description('Read event files of any known form and write varde’s own lines.')
    .argument('<file...>', 'logs, tables, bug reports (zip)')
    .option('-o, --out <file>', 'where to; otherwise to standard output')
    .option('--zone <zone>', 'time zone of times that name none: Europe/Oslo or +01:00')
    .option('--year <year>', 'year of times that name none')
    .action(async (files: string[], flags: object) => {
      const { runImport } = await import('./events.ts')
      setExit(await runImport(files, flags))
    })
  events
    .command('show')
    .description('Show events as a table, with counts and oddities.')
    .argument('[file...]', 'logs, tables, bug reports (zip)')
    .option('--zone <zone>', 'time zone of times that name none: Europe/Oslo or +01:00')
    .option('--year <year>', 'year of times that name none')
    .option('--formats', 'list the forms that are known')
    .option('--reveal', 'show notes and names of files in full; otherwise numbers in them are masked')
    .action(async (files: string[], flags: EventsFlags & { reveal?: boolean }) => {
      const { runShow } = await import('./events.ts')
      const isRevealed = flags.reveal === true
      setExit(
        await runShow(files, { ...flags, shown: notesShown(isRevealed), shownName: namesShown(isRevealed) }),
      )
    })
  events
    .command('mark')
    .description(
      'Mark events by hand: b boot, s screen on, o screen off, u unlock, l lock … with a clock shown.',
    )
    .requiredOption('-o, --out <file>', 'where the events are appended')
    .action(async (flags: { out: string }) => {
      const { runMark } = await import('./events-mark.ts')
      setExit(await runMark(flags))
    })
  program
    .command('experiment')
    .description(
      'Lead through a protocol of boots, screen-ons, unlocks and quiet periods in a random order from a seed; by ADB where a phone is attached, else by prompts. Writes the events and the protocol.',
    )
    .option('-o, --out <file>', 'where the events are written')
    .option('--boots <count>', 'restarts of the phone', '2')
    .option('--screen-ons <count>', 'times the screen is switched on without unlocking', '20')
    .option('--unlocks <count>', 'times the phone is unlocked', '20')
    .option('--quiet <count>', 'quiet periods', '5')
    .option('--gap <seconds>', 'shortest time between two stimuli', '60')
    .option('--seed <number>', 'seed of order and gaps', '1')
    .option('--pin <digits>', 'PIN that unlocks a test phone over ADB')
    .option('--serial <serial>', 'which phone, when several are attached')
    .option('--by-hand', 'prompt a person also where a phone is attached')
    .option('--plan', 'only print the protocol')
    .action(async (flags: Record<string, string | boolean>) => {
      const { runExperiment } = await import('./experiment.ts')
      setExit(await runExperiment(flags))
    })
}

/** What stands behind `--` on the command line: commander joins it with what stands before. Null where there is none. */
function afterDashes(program: Command): readonly string[] | null {
  const { rawArgs } = program as Command & { readonly rawArgs: readonly string[] }
  const at = rawArgs.indexOf('--')
  return at < 0 ? null : rawArgs.slice(at + 1)
}
