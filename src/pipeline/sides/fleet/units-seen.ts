import { InputError } from '../../../core/errors.ts'
import type { UnitRow } from './unit-row.ts'

/** Which units were read, so that none counts twice: two rows of one phone would be two independent units to the statistics. */
export class UnitsSeen {
  private readonly seen = new Map<string, string>()

  /** `where` is for the message, which says no number: it may be the only one that is secret. */
  add(id: string, row: UnitRow, where: string): void {
    this.once(`unit ${id}`, id, `${where}: the unit ${id} stands twice.`)
    for (const column of ['serial', 'imei']) {
      const number = (row.get(column) ?? '').replaceAll(/[\s-]/g, '').toUpperCase()
      if (number === '') continue
      const other = this.seen.get(`${column} ${number}`)
      this.once(
        `${column} ${number}`,
        id,
        `${where}: ${id} has the ${column} of ${other}: one phone counts as one unit, so give its files in one row.`,
      )
    }
  }

  private once(key: string, id: string, sentence: string): void {
    if (this.seen.has(key)) throw new InputError(sentence)
    this.seen.set(key, id)
  }
}
