import { openAttribution } from '../attribute/attribution.ts'
import { scopeOf } from '../assess/scope.ts'
import type { Side } from '../assess/side.ts'
import { InputError } from '../core/errors.ts'
import { readFleet } from '../pipeline/sides/fleet/read-fleet.ts'
import type { Fleet } from '../pipeline/sides/fleet/read-fleet.ts'
import { renderScopeJson, renderScopeTerminal } from '../report/scope.ts'
import { readData } from './data-files.ts'
import { checkEventFlags } from './options/event-options.ts'
import type { SideFlags } from './experiments.ts'
import { writeOut } from './output.ts'
import { Progress } from './progress.ts'
import { countOption, hostOption, numberOption, readInputs, tellVainJoined } from './sides.ts'
import { showsColour, terminal } from './terminal.ts'

interface ScopeFlags extends SideFlags {
  readonly sender?: string
  readonly population?: string
  readonly exposures?: string
  readonly seed?: string
  readonly reveal?: boolean
}

/** Reads a fleet with the options of the command line. */
export async function fleetOf(
  fleet: string,
  flags: ScopeFlags,
  onRead: (paths: readonly string[]) => void = () => {},
): Promise<Fleet> {
  const sides: Side[] = []
  const progress = new Progress()
  const attribution = openAttribution(readData)
  const readSide = readInputs(flags, attribution, (path, bytes, size) => progress.show(path, bytes, size))
  try {
    const units = await readFleet(fleet, {
      exposuresMin: numberOption('exposures', flags.exposures ?? '20', 0, 1e9),
      readSide: async (paths) => {
        onRead(paths)
        const side = await readSide(paths)
        sides.push(side)
        return side
      },
    })
    if (flags.joined === true && sides.length > 0) tellVainJoined(sides, 'unit')
    return units
  } finally {
    progress.clear()
  }
}

/** Refuses options about captures where the fleet has none: nothing would be done with them, and nobody would see it. */
function refuseUnused(fleet: string, flags: ScopeFlags): void {
  if (flags.joined === true)
    throw new InputError(`--joined: it is for captures, and no unit of ${fleet} has any: leave it out.`)
  const given = (
    [
      ['--sender', flags.sender],
      ['--profile', flags.profile],
      ['--keys', flags.keys?.[0]],
      ['--events-zone', flags.eventsZone],
      ['--clock-offset', flags.clockOffset],
      ['--passphrase-file', flags.passphraseFile],
    ] as const
  ).find(([, value]) => value !== undefined)
  if (given !== undefined)
    throw new InputError(
      `${given[0]} ${given[1]}: it is for captures and results, and no unit of ${fleet} has any: leave it out.`,
    )
}

/** `varde scope`: always exits with 0 once the fleet was read. */
export async function runScope(fleet: string, flags: ScopeFlags): Promise<number> {
  checkEventFlags(flags, false)
  const read: string[] = []
  const sender = hostOption('sender', flags.sender, 'the host or family')
  const units = (await fleetOf(fleet, flags, (paths) => read.push(...paths)))(sender)
  if (read.length === 0) refuseUnused(fleet, flags)
  const scope = scopeOf(units, {
    population:
      flags.population === undefined ? null : countOption('population', flags.population, units.length, 1e7),
    seed: countOption('seed', flags.seed ?? '1', 0, 4_294_967_295),
    conditionsMax: 2,
    sender: read.length === 0 ? null : sender,
  })
  const screen = terminal('stdout')
  await writeOut(
    flags.json === true
      ? renderScopeJson(scope, flags.reveal === true)
      : renderScopeTerminal(scope, {
          isRevealed: flags.reveal === true,
          hasColour: showsColour(screen, flags.color),
          columns: screen?.columns ?? 100,
        }),
  )
  return 0
}
