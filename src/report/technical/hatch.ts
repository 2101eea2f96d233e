import { oneDecimal } from './one-decimal.ts'

/**
 * Strokes from lower left to upper right across the inside of outlines (x, y, x, y …), `step` apart: a pattern that
 * needs no reference to another element, so that every program draws it. Coordinates of strokes have one decimal.
 */
export function hatch(rings: readonly (readonly number[])[], step: number): string {
  const edges = rings.flatMap((ring) => edgesOf(ring))
  if (edges.length === 0) return ''
  // Along a stroke, x + y stays the same; the inside lies between its first and second crossing, and so on.
  const sums = edges.flatMap(([x, y]) => x + y)
  const last = Math.max(...sums)
  let path = ''
  for (let sum = Math.ceil((Math.min(...sums) + 0.5) / step) * step + 0.5; sum < last; sum += step) {
    const crossings = edges
      .flatMap(([x, y, toX, toY]) => {
        const from = x + y - sum
        const to = toX + toY - sum
        return from > 0 === to > 0 ? [] : [x + ((toX - x) * from) / (from - to)]
      })
      .toSorted((left, right) => left - right)
    for (let index = 0; index + 1 < crossings.length; index += 2) {
      const [start = 0, end = 0] = crossings.slice(index)
      path += `M${oneDecimal(start)} ${oneDecimal(sum - start)}L${oneDecimal(end)} ${oneDecimal(sum - end)}`
    }
  }
  return path
}

function edgesOf(ring: readonly number[]): (readonly [number, number, number, number])[] {
  const edges: (readonly [number, number, number, number])[] = []
  for (let at = 0; at + 1 < ring.length; at += 2) {
    const next = at + 3 < ring.length ? at + 2 : 0
    edges.push([ring[at] ?? 0, ring[at + 1] ?? 0, ring[next] ?? 0, ring[next + 1] ?? 0])
  }
  return edges
}
