/** V8 copies what is cut out or put together, where it is no longer than this. */
const copiedCharacters = 12

/**
 * The same text, but no part of a longer one: V8 keeps a whole document in memory for a name that was cut out of it. For
 * what is remembered longer than the document is read.
 */
export function detachedText(text: string): string {
  if (text.length <= copiedCharacters) return text
  // What is put together is a text of its own as soon as it is cut.
  return ` ${text}`.slice(1)
}
