import type { Observation } from './types.ts'

/** Kinds of identifiers of which some observation is more than possible. */
export function sureIdentifiers(observations: readonly Observation[]): ReadonlySet<string> {
  const sure = observations.filter(({ confidence }) => confidence !== 'possible')
  return new Set(sure.map(({ identifier }) => identifier))
}
