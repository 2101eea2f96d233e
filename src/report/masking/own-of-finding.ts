/** Observations of one finding whose values are looked for in its sentences, beyond those hidden everywhere. */
const ownOfFindingMax = 500

/** The observations of a finding, out of all by their ids, whose values its own sentences may repeat. */
export function ownOfFinding<T>(
  finding: { readonly observations: readonly string[] },
  byId: ReadonlyMap<string, T>,
): T[] {
  return finding.observations.slice(0, ownOfFindingMax).flatMap((id) => byId.get(id) ?? [])
}
