/** What one column may wish for, as a share of the table: a long text has lines enough, and leaves room to short ones. */
const wishMax = 0.45

/**
 * Widths of columns that fill a table of `width`: each gets what its longest word needs (`least`), and of the rest in
 * proportion to what it would like (`most`), a long text no more than its share.
 */
export function shareWidth(least: readonly number[], most: readonly number[], width: number): number[] {
  const needed = sum(least)
  if (sum(most) <= width) {
    const rest = (width - sum(most)) / most.length
    return most.map((own) => own + rest)
  }
  if (needed >= width) return least.map((own) => (own / needed) * width)
  const modest = most.map((own, column) => Math.max(least[column] ?? 0, Math.min(own, width * wishMax)))
  // One word that is longer than its share may be all that there is.
  const wished = sum(modest) > needed ? modest : most
  const share = (width - needed) / (sum(wished) - needed)
  return wished.map((own, column) => (least[column] ?? 0) + (own - (least[column] ?? 0)) * share)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
