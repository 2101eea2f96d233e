import { judged } from '../../../assess/scope/judge-unit.ts'
import type { Unit } from '../../../assess/scope/unit.ts'
import type { Side } from '../../../assess/side.ts'
import { otherSerialText } from './other-serial.ts'
import { attributesOf } from './unit-row.ts'
import type { UnitRow } from './unit-row.ts'

/** What makes a unit clean, and how it is read. */
export interface FleetOptions {
  /** Exposures without a send that make a unit clean. */
  readonly exposuresMin: number
  /** Reads what was captured of a unit: files, or the folder of a case. */
  readonly readSide: (paths: readonly string[]) => Promise<Side>
}

/** A unit as it was read: `asTo` says its state as to a sender. The side is null where the table said the state. */
export interface ReadUnit {
  readonly side: Side | null
  readonly asTo: (sender: string | null) => Unit
}

/** A unit that is judged by what was captured of it. */
export async function capturedUnit(
  id: string,
  row: UnitRow,
  paths: readonly string[],
  { exposuresMin, readSide }: FleetOptions,
): Promise<ReadUnit> {
  const side = await readSide(paths)
  const attributes = attributesOf(row)
  const told = otherSerialText(row, side)
  return {
    side,
    asTo: (sender) => {
      const unit = judged(id, attributes, side, { sender, exposuresMin })
      return { ...unit, reason: `${unit.reason}${told}` }
    },
  }
}
