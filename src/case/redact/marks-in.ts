import { fieldsOf, listOf } from '../../core/json-value.ts'
/** For each mark in the results of a redacted bundle, the observations that it belongs to, in their order. */
export function marksIn(documents: readonly unknown[]): Map<string, string[]> {
  const places = new Map<string, string[]>()
  for (const document of documents)
    for (const observation of listOf(fieldsOf(document)['observations'])) {
      const { id, normal } = fieldsOf(observation)
      if (typeof id !== 'string' || typeof normal !== 'string') continue
      const known = places.get(normal)
      if (known === undefined) places.set(normal, [id])
      else known.push(id)
    }
  return places
}
