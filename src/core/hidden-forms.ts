/** How a value that is hidden is looked for in text: in lower case, as it is and percent-encoded. */
export function hiddenForms(value: string): [plain: string, encoded: string] {
  return [lowered(value), lowered(percentEncoded(value))]
}

/** Lower case that keeps every length, unlike `toLowerCase`: a place in it is the same place in the text. */
export function lowered(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** A value as it stands in a path. Not `encodeURIComponent`: that throws on half a surrogate pair. */
export function percentEncoded(value: string): string {
  return value.replaceAll(/[^\w.~-]/g, (character) =>
    [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  )
}
