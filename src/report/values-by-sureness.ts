import { isDigestForm } from '../assess/only-digests.ts'
import { confidenceRank } from '../core/confidence-rank.ts'
import { identifiers } from '../detect/identifiers.gen.ts'
import type { Confidence } from '../detect/types.ts'

const types = new Map(identifiers.map((type) => [type.name, type]))

/**
 * By each of the normal forms of one kind of identifier the one that stands for it. Two forms are one value where one is a
 * way to write the other (`+4790000001` and `90000001`, an IMEI without its check digit): the fuller one stands for both.
 * Beyond that nothing is concluded: who writes a number in parts is counted apart.
 */
export function fullForms(identifier: string, normals: Iterable<string>): ReadonlyMap<string, string> {
  const all = new Set(normals)
  const forms = new Map([...all].map((normal) => [normal, normal]))
  const type = types.get(identifier)
  if (type === undefined || all.size < 2) return forms
  for (const normal of all)
    for (const spelling of type.spellings(normal))
      if (spelling.length < normal.length && all.has(spelling)) forms.set(spelling, normal)
  return forms
}

/** What shows a value of one kind: its normal form, and how sure it is that it is one. */
interface Shown {
  readonly normal: string
  readonly confidence: Confidence
  readonly writtenAs?: string
}

/** Values that are as sure as each other, with all that shows them. */
export interface SureValues<Seen extends Shown> {
  readonly confidence: Confidence
  readonly values: readonly string[]
  /** In their order; the first that is as sure as the values, and is no digest where any is none. */
  readonly seen: readonly Seen[]
  readonly first: Seen
  /** The same of each value. */
  readonly firsts: readonly Seen[]
}

/** The values of one kind by how sure the surest place that shows each is, the surest first: what is sure of one says nothing of another. */
export function valuesBySureness<Seen extends Shown>(
  identifier: string,
  seen: readonly Seen[],
): readonly SureValues<Seen>[] {
  const forms = fullForms(
    identifier,
    seen.map(({ normal }) => normal),
  )
  const byValue = Map.groupBy(seen, ({ normal }) => forms.get(normal) ?? normal)
  const sure = [...byValue].map(([value, places]) => ({
    value,
    places,
    first: places.reduce((best, next) => (saysMore(next, best) ? next : best)),
  }))
  return [...Map.groupBy(sure, ({ first }) => first.confidence)]
    .toSorted(([one], [other]) => confidenceRank[other] - confidenceRank[one])
    .map(([confidence, group]) => ({
      confidence,
      values: group.map(({ value }) => value),
      seen: group.flatMap(({ places }) => places),
      first: (group[0] as (typeof group)[number]).first,
      firsts: group.map(({ first }) => first),
    }))
}

/** Surer, or as sure and the value itself where the other is a digest of it. */
function saysMore(one: Shown, other: Shown): boolean {
  const gain = confidenceRank[one.confidence] - confidenceRank[other.confidence]
  return gain > 0 || (gain === 0 && isDigestForm(other.writtenAs ?? '') && !isDigestForm(one.writtenAs ?? ''))
}
