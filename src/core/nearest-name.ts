/** Fewest letters to insert, delete, replace or swap with their neighbour that make `from` into `to`. */
function editDistance(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let at = 1; at <= from.length; at++) {
    const next = [at]
    for (let other = 1; other <= to.length; other++) {
      const isSame = from[at - 1] === to[other - 1]
      let cost = Math.min(
        (row[other] as number) + 1,
        (next[other - 1] as number) + 1,
        (row[other - 1] as number) + (isSame ? 0 : 1),
      )
      const isSwap = at > 1 && other > 1 && from[at - 1] === to[other - 2] && from[at - 2] === to[other - 1]
      if (isSwap) cost = Math.min(cost, (before[other - 2] as number) + 1)
      next.push(cost)
    }
    before = row
    row = next
  }
  return row[to.length] as number
}

/** The one of `names` nearest to `given`, '' where none is near. */
export function nearestName(given: string, names: readonly string[]): string {
  let nearest = ''
  let least = Math.max(2, Math.floor(given.length / 2))
  for (const name of names) {
    const distance = editDistance(given, name)
    if (distance > least || (distance === least && nearest !== '')) continue
    nearest = name
    least = distance
  }
  return nearest
}
