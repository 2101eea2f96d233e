/**
 * Characters that do something instead of being seen: control characters (also C1, and the escape that starts
 * terminal commands), line separators, direction overrides, and what takes no room.
 */
const active =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** The same without those that JSON.stringify escapes itself; each is one UTF-16 unit. */
const activeInJson =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g

/**
 * Captured text made safe for a terminal: active characters become visible escapes, so that a capture can not move
 * the cursor, hide text or write to the clipboard.
 */
export function printable(text: string): string {
  return text.replaceAll(active, escaped)
}

/** JSON text (made by JSON.stringify) that stays the same value, and is safe to print on a terminal. */
export function printableJson(json: string): string {
  return json.replaceAll(activeInJson, escaped)
}

function escaped(characters: string): string {
  let text = ''
  for (let index = 0; index < characters.length; index++) {
    text += `\\u${characters.charCodeAt(index).toString(16).padStart(4, '0')}`
  }
  return text
}
