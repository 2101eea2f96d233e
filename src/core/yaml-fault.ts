/** Of a key that stands twice in one group of keys. */
export const twiceNamed = 'a key is named twice: write several values as a list, such as [1, 2], behind one'

/** What the parser's words, which speak of its own terms, mean to who wrote the file; by its codes. */
const words: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a line begins with a tab: begin it with blanks',
  DUPLICATE_KEY: twiceNamed,
  BLOCK_AS_IMPLICIT_KEY:
    'a line is indented too far, or holds two keys: give each key a line of its own, as far in as those beside it',
  MULTILINE_IMPLICIT_KEY: 'a line is no “key: value”: is the colon there, and the blank behind it?',
  BAD_SCALAR_START: 'a value begins with a sign that YAML keeps for itself: put the value in quotes',
  MULTIPLE_DOCS: 'a line of --- begins a second document: leave one',
}

/**
 * What a YAML parser finds wrong, as a part of a sentence, with its place where the parser gives it: of its own words the
 * first line, without the dots and colons that end it.
 */
export function yamlFault(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  // The library meets the end of the stack, and gives that as the error of the place.
  if (message.includes('call stack')) return 'it is nested too deeply'
  const first = (message.split('\n')[0] ?? '').replace(/[.:\s]+$/, '')
  if (first.startsWith('Unexpected scalar at node end'))
    return `something stands behind the end of a value in quotes: where a quote belongs to the value, put that in quotes of the other kind${placed(first)}`
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const known = Object.hasOwn(words, code) ? words[code] : undefined
  return known === undefined ? first : `${known}${placed(first)}`
}

/** ` (at line 2, column 1)`, where a message ends with its place. */
function placed(message: string): string {
  const place = / at line \d+, column \d+$/.exec(message)?.[0] ?? ''
  return place === '' ? '' : ` (${place.slice(1)})`
}
