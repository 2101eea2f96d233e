/**
 * Whether an organisation of the list, which may stand there with the names of its brands (`ZTE, nubia, Red Magic`,
 * `Tinno (Wiko)`), is who is called `name`. Names compare by words of any script: one begins with those of the other (HMD
 * Global, HMD Global Oy).
 */
export function isSameName(name: string, listed: string): boolean {
  const given = wordsOf(name)
  return [listed, ...listed.split(/[,()]/)].some((one) => areSame(given, wordsOf(one)))
}

function areSame(left: readonly string[], right: readonly string[]): boolean {
  const [shorter, longer] = left.length < right.length ? [left, right] : [right, left]
  if (shorter.length === 0) return false
  return shorter.every((word, index) => word === longer[index]) || shorter.join('') === longer.join('')
}

function wordsOf(name: string): readonly string[] {
  return (
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}
