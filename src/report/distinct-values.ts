import { identifiers } from '../detect/identifiers.gen.ts'

const types = new Map(identifiers.map((type) => [type.name, type]))

/**
 * The values among the normal forms of one kind of identifier, each once, in order of first appearance. Two forms are
 * one value where one is a way to write the other (`+4790000001` and `90000001`, an IMEI without its check digit):
 * the fuller one stands for both. Beyond that nothing is concluded: who writes a number in parts is counted apart.
 */
export function distinctValues(identifier: string, normals: Iterable<string>): string[] {
  const all = new Set(normals)
  const type = types.get(identifier)
  if (type === undefined || all.size < 2) return [...all]
  const fuller = new Map<string, string>()
  for (const normal of all)
    for (const spelling of type.spellings(normal))
      if (spelling.length < normal.length && all.has(spelling)) fuller.set(spelling, normal)
  return [...new Set([...all].map((normal) => fuller.get(normal) ?? normal))]
}
