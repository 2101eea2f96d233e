import { statSync } from 'node:fs'
import { judgedTogether } from '../../../assess/scope/judge-together.ts'
import type { Unit } from '../../../assess/scope/unit.ts'
import { InputError } from '../../../core/errors.ts'
import { reading } from '../../../core/read-error.ts'
import { readFolder } from './fleet-folder.ts'
import { readTable } from './fleet-table.ts'
import type { FleetOptions } from './read-unit.ts'

/**
 * The units of a fleet that was read. `sender` is the host or family that makes a unit affected; null: any identifier that
 * is sent.
 */
export type Fleet = (sender: string | null) => Unit[]

/**
 * Reads the units of a fleet: from a table with one row for each, or from a folder with one folder for each (with its captures,
 * results and events, and a `unit.yaml` of its attributes). Of serial numbers only the beginnings are kept; no number
 * names a unit, not even by its digest, since all IMEIs of a model can be tried.
 */
export async function readFleet(path: string, options: FleetOptions): Promise<Fleet> {
  const status = reading(path, () => statSync(path, { throwIfNoEntry: false }))
  if (status === undefined) throw new InputError(`${path}: there is no such table or folder.`)
  const isFolder = status.isDirectory()
  const read = isFolder ? await readFolder(path, options) : await readTable(path, options)
  if (read.length === 0) throw new InputError(`${path}: no unit stands in it.`)
  return (sender) =>
    judgedTogether(
      read.map(({ side, asTo }) => ({ side, unit: asTo(sender) })),
      options.exposuresMin,
    )
}
