import { isLocalMac } from '../core/local-mac.ts'
import type { Observation } from './types.ts'

/** Kinds of addresses of radios that software sets: all that were seen of them say so of themselves. */
export function mayChange(observations: readonly Observation[]): ReadonlySet<string> {
  const addresses = observations.filter(({ identifier }) => identifier.endsWith('-mac'))
  const fixed = addresses.filter(({ normal }) => !isLocalMac(normal))
  const names = new Set(addresses.map(({ identifier }) => identifier))
  for (const { identifier } of fixed) names.delete(identifier)
  return names
}
