import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Unit } from '../../src/assess/scope/unit.ts'
import type { Side } from '../../src/assess/side.ts'
import { readFleet } from '../../src/pipeline/sides/fleet/read-fleet.ts'
import type { FleetOptions } from '../../src/pipeline/sides/fleet/read-unit.ts'
import { silent } from './silent-side.ts'

/** The units of a fleet as to one sender. */
export async function readUnits(
  path: string,
  { sender, ...options }: FleetOptions & { readonly sender: string | null },
): Promise<Unit[]> {
  return (await readFleet(path, options))(sender)
}

/** Units of a table, whose captures show all the same. */
export function unitsOf(text: string | Buffer, side: Side = silent()): Promise<Unit[]> {
  return unitsBy(text, () => side)
}

/** Units of a table whose captures show what `sides` has under their names. */
export function unitsWith(text: string, sides: Readonly<Record<string, Side>>): Promise<Unit[]> {
  return unitsBy(text, (path) => sides[basename(path)] ?? silent())
}

async function unitsBy(text: string | Buffer, sideOf: (path: string) => Side): Promise<Unit[]> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-fleet-'))
  try {
    const table = join(folder, 'fleet.csv')
    writeFileSync(table, text)
    return await readUnits(table, {
      sender: null,
      exposuresMin: 20,
      readSide: ([path = '']) => Promise.resolve(sideOf(path)),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
