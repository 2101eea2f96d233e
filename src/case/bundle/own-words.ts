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
 * slices the manifest names these, and not the captures, recordings and keys of the whole.
 */
export function otherInputs(recipe: Recipe, text: string): string[] {
  const written = fieldsOf(parseJson(text))
  const stated: Readonly<Record<string, unknown>> = { ...recipe }
  const own = recipe.slices === undefined ? ['captures', 'recordings', 'keys'] : []
  return [...own, 'profile', 'events', 'eventZones', 'leftOut', 'twins'].filter(
    (name) => canonicalFormOf(written[name] ?? null) !== canonicalJson(stated[name] ?? null),
  )
}

/** Zone and offset of event times that a scan of a case is never given: they stand in its ledger, file by file. */
const notGiven = ['eventsZone', 'clockOffset'] as const

/** What a manifest says of settings that no bundle of varde says, in clauses. Those of before there were any say nothing. */
export function settingsProblems({ settings }: Manifest): string[] {
  if (settings === undefined) return []
  return [
    ...(/^[0-9a-f]{64}$/.test(settings.limits) ? [] : ['its settings have no digest of limits']),
    ...notGiven
      .filter((name) => settings[name] !== null)
      .map((name) => `its settings state ${name}, with which no result of a case is derived`),
  ]
}

/** Whether the recipe beside a result (`text`) names other data sets than the manifest: a result is of those that its bundle is of. */
export function hasOtherData({ data }: Manifest['engine'], text: string): boolean {
  const stated = fieldsOf(fieldsOf(parseJson(text))['settings'])['data']
  return stated !== undefined && canonicalFormOf(stated) !== canonicalJson(data)
}
