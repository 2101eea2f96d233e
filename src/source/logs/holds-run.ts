/**
 * Whether a run of bytes stands in others (Knuth, Morris, Pratt). The runtime's own search takes time by the product of both
 * lengths where somebody chose the bytes so; this one by their sum.
 */
export function holdsRun(bytes: Uint8Array, run: Uint8Array): boolean {
  if (run.length === 0) return true
  if (run.length > bytes.length) return false
  const borders = bordersOf(run)
  let matched = 0
  for (const byte of bytes) {
    while (matched > 0 && run[matched] !== byte) matched = borders[matched - 1] as number
    if (run[matched] === byte) matched++
    if (matched === run.length) return true
  }
  return false
}

/** Of each start of the run, how long the longest shorter start is that it ends with. */
function bordersOf(run: Uint8Array): Int32Array {
  const borders = new Int32Array(run.length)
  let length = 0
  for (let at = 1; at < run.length; at++) {
    while (length > 0 && run[length] !== run[at]) length = borders[length - 1] as number
    if (run[length] === run[at]) length++
    borders[at] = length
  }
  return borders
}
