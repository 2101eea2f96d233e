/** As long as a UUID with its hyphens: of tokens, rows of dots say nothing. */
const lengthShown = 36

/**
 * A value with its middle hidden: enough to recognise one's own, too little to use it. At most a third of the
 * characters stay, and never more than four; what is as short as four shows nothing. How much longer than
 * `lengthShown` it is, is not shown.
 */
export function mask(value: string): string {
  const characters = Array.from(value)
  const shown = Math.min(4, Math.floor(characters.length / 3))
  if (characters.length <= 4 || shown < 2) return '•'.repeat(characters.length)
  const head = Math.ceil(shown / 2)
  const tail = shown - head
  return (
    characters.slice(0, head).join('') +
    '•'.repeat(Math.min(characters.length, lengthShown) - shown) +
    (tail === 0 ? '' : characters.slice(-tail).join(''))
  )
}

/** `text` with each of `values` masked in it. Values of under four characters are left: they would blank out words. */
export function maskIn(text: string, values: Iterable<string>): string {
  let masked = text
  for (const value of values) {
    if (value.length >= 4 && masked.includes(value)) masked = masked.replaceAll(value, mask(value))
  }
  return masked
}
