/**
 * A number as people write it (`-3`, `0.5`, `1e3`); null where the text is none. Other spellings that a program takes for
 * numbers (nothing at all, `0x10`, `Infinity`) are slips on a command line.
 */
export function decimalOf(text: string): number | null {
  const value = Number(text)
  return /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) && Number.isFinite(value) ? value : null
}
