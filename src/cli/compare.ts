import { compareSides } from '../assess/compare.ts'
import { eventsDoubtOf } from '../assess/compare/caveats.ts'
import { hasReadRequests } from '../assess/side.ts'
import { InputError } from '../core/errors.ts'
import { renderCompareJson, renderCompareSarif, renderCompareTerminal } from '../report/compare.ts'
import type { SideFlags } from './experiments.ts'
import { tell, writeOut } from './output.ts'
import { canaryOption, numberOption, readSides, secondOfTwo } from './sides.ts'
import { showsColour, terminal } from './terminal.ts'

interface CompareFlags extends SideFlags {
  readonly canary?: string
  readonly bound?: string
  readonly reveal?: boolean
  readonly gate?: 'present' | 'proven'
}

/** `varde compare`: exit 1 where the gate asks for it, else 0. */
export async function runCompare(
  files: readonly string[],
  after: readonly string[] | null,
  flags: CompareFlags,
): Promise<number> {
  if (flags.sarif === true && flags.json === true) throw new InputError('give --json or --sarif, not both.')
  const canary = canaryOption(flags.canary)
  const boundMax = numberOption('bound', flags.bound ?? '0.1', 0.0001, 1)
  const sides = await readSides(files, after ?? (await secondOfTwo(files)), flags)
  if (sides.after === null) throw new Error('the side after was not read')
  const comparison = compareSides(sides.before, sides.after, { canary, boundMax })
  const screen = terminal('stdout')
  const text =
    flags.sarif === true
      ? renderCompareSarif(comparison)
      : flags.json === true
        ? renderCompareJson(comparison, sides.before, sides.after, flags.reveal === true)
        : renderCompareTerminal(comparison, {
            hasColour: showsColour(screen, flags.color),
            columns: screen?.columns ?? 100,
          })
  await writeOut(text)
  if (flags.gate === undefined) return 0
  const isBad = comparison.rows.some(
    (one) => one.status !== 'gone' || (flags.gate === 'proven' && !one.isProven),
  )
  // What was not there before can not be shown to be gone, and what was not read after is not known to be absent.
  // Who leaves events out must not pass with less than who gives them.
  const untested =
    flags.gate === 'proven'
      ? (eventsDoubtOf(sides.before, sides.after)?.replace(/^N/, 'n').replace(/\.$/, '') ?? null)
      : null
  const inVain =
    flags.gate === 'proven' && comparison.rows.length === 0
      ? 'nothing was seen to be sent before, so nothing is shown to be gone'
      : !hasReadRequests(sides.after)
        ? 'nothing of the side after could be read'
        : untested
  if (inVain !== null) tell(`varde: --gate ${flags.gate} fails: ${inVain}.\n`)
  return isBad || inVain !== null ? 1 : 0
}
