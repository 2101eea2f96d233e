import { fieldsOf } from '../../core/json-value.ts'
import { parseJson } from '../../core/parse-json.ts'
import { canonicalFormOf, canonicalJson } from '../canonical-json.ts'
import { statedFacts } from '../case-facts.ts'
import type { Manifest, Recipe } from '../manifest.ts'

/** Which facts of a case the manifest of its bundle states otherwise than case.yaml does, by their names. */
export function otherFacts(stated: Manifest['case'], text: string): string[] {
  const facts = statedFacts(text)
  return (['name', 'device', 'timeZone'] as const).filter(
    (name) => (facts[name] ?? stated[name]) !== stated[name],
  )
}

/**
 * Which inputs of a result the manifest states otherwise than the recipe that stands beside it (`text`), by their names. Of
 * slices the manifest names these, and not the captures and keys of the whole.
 */
export function otherInputs(recipe: Recipe, text: string): string[] {
  const written = fieldsOf(parseJson(text))
  const stated: Readonly<Record<string, unknown>> = { ...recipe }
  const own = recipe.slices === undefined ? ['captures', 'keys'] : []
  return [...own, 'profile', 'events', 'eventZones', 'leftOut', 'twins'].filter(
    (name) => canonicalFormOf(written[name] ?? null) !== canonicalJson(stated[name] ?? null),
  )
}
