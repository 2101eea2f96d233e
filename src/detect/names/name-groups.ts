import { KeptResults } from '../../core/kept-results.ts'
import { keyEndings } from './key-name.ts'

/**
 * Groups of names, each a bit: which of them a key belongs to is one look-up for all, where each search would ask for its
 * own names, of every value of a message.
 */

/** By the ending of a key: the groups that it is in. */
const groups: Map<string, number> = new Map()
let groupCount = 0
/** Bits of a whole number that are quick to ask for. */
const groupsMax = 31

const keptGroups = new KeptResults(bitsOf)

/** The bit of a new group of these names, as keys end. To be called where a module is loaded, before any key is asked. */
export function nameGroup(names: Iterable<string>): number {
  if (groupCount === groupsMax) throw new RangeError('no bit is left for another group of names')
  const bit = 1 << groupCount++
  for (const name of names) groups.set(name, (groups.get(name) ?? 0) | bit)
  return bit
}

/** The groups that one of the endings of `key` is in, a bit for each. */
export function groupsOf(key: string): number {
  return keptGroups.of(key)
}

/** The groups that any of the keys of `values` is in. */
export function groupsAmong(values: readonly { readonly key: string }[]): number {
  let bits = 0
  for (let at = 0; at < values.length; at++) bits |= groupsOf((values[at] as { readonly key: string }).key)
  return bits
}

function bitsOf(key: string): number {
  let bits = 0
  for (const ending of keyEndings(key)) bits |= groups.get(ending) ?? 0
  return bits
}
