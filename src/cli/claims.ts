import { judgeClaims } from '../assess/claims.ts'
import { scopeOf } from '../assess/scope.ts'
import type { Scope } from '../assess/scope.ts'
import { readClaims } from '../pipeline/sides/read-claims.ts'
import type { Fleet } from '../pipeline/sides/fleet/read-fleet.ts'
import { renderClaimsJson, renderClaimsTerminal } from '../report/claims.ts'
import type { SideFiles } from '../report/claims.ts'
import type { SideFlags } from './experiments.ts'
import { writeOut } from './output.ts'
import { fleetOf } from './scope.ts'
import { canaryOption, readSides } from './sides.ts'
import { showsColour, terminal } from './terminal.ts'

interface ClaimsFlags extends SideFlags {
  readonly fleet?: string
  readonly canary?: string
  readonly failOnContradicted?: boolean
  readonly reveal?: boolean
}

/** `varde claims`: exit 1 where a statement is contradicted and the user asked for it. */
export async function runClaims(
  path: string,
  files: readonly string[],
  after: readonly string[] | null,
  flags: ClaimsFlags,
): Promise<number> {
  const canary = canaryOption(flags.canary)
  const claims = readClaims(path)
  const sides = await readSides(files, after, flags)
  const scope = flags.fleet === undefined ? null : scopesOf(await fleetOf(flags.fleet, flags))
  const results = judgeClaims(claims, { ...sides, scope, canary })
  const screen = terminal('stdout')
  const isRevealed = flags.reveal === true
  await writeOut(
    flags.json === true
      ? renderClaimsJson(results, isRevealed)
      : renderClaimsTerminal(results, filesOf(sides), {
          hasColour: showsColour(screen, flags.color),
          columns: screen?.columns ?? 100,
          isRevealed,
        }),
  )
  return flags.failOnContradicted === true && results.some((one) => one.verdict === 'contradicted') ? 1 : 0
}

/** The scope as to each sender that is asked for, made once. */
function scopesOf(fleet: Fleet): (sender: string) => Scope {
  const scopes = new Map<string, Scope>()
  return (sender) => {
    const known = scopes.get(sender)
    if (known !== undefined) return known
    const units = fleet(sender === '' ? null : sender)
    const scope = scopeOf(units, { population: null, seed: 1, conditionsMax: 2 })
    scopes.set(sender, scope)
    return scope
  }
}

/** What was given of each side. */
function filesOf({ before, after }: Awaited<ReturnType<typeof readSides>>): SideFiles {
  return {
    before: before.files,
    after: after?.files ?? [],
    recordings: { before: before.recordings ?? [], after: after?.recordings ?? [] },
  }
}
