/**
 * Captured text made safe for a terminal: control characters (also C1 and the escape that starts terminal commands),
 * line separators and direction overrides become visible escapes, so that a capture can not move the cursor, hide
 * text or write to the clipboard.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
