import type { dataSetNames } from '../attribute/data-formats.ts'
import type { DataSet } from '../attribute/types.ts'

const list: (typeof dataSetNames)['organisations'] = 'varde organisations'

/** The day of the list of organisations, `YYYY-MM-DD`; '' where it was not read. */
export function ownersAsOf(dataSets: readonly DataSet[]): string {
  return dataSets.find(({ name }) => name === list)?.builtOn ?? ''
}

/**
 * What says who owns organisations, where owners are seated and which of them a state controls: the list, with its day
 * (`varde organisations, 2026-11-30`). The sources of an entry stand for its hosts: they need not say any of it.
 */
export function ownerSource(dataSets: readonly DataSet[]): string {
  const day = ownersAsOf(dataSets)
  return day === '' ? list : `${list}, ${day}`
}
