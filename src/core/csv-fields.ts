/**
 * Fields of one line of a table (RFC 4180): a quoted one may hold the separator, and `""` in it stands for a quote. A
 * quote counts as one at the start of a field only, behind blanks or not: elsewhere it is a character, as in `5" screen`.
 * A line end within quotes is not known here. Of more fields than `fieldsMax` the rest is left out.
 */
export function csvFields(line: string, separator = ',', fieldsMax?: number): string[] {
  return csvRow(line, separator, fieldsMax).fields
}

/** The same, and whether the quotes of the last field are still open: then it may have swallowed others. */
export function csvRow(
  line: string,
  separator = ',',
  fieldsMax: number = Number.POSITIVE_INFINITY,
): { fields: string[]; isOpen: boolean } {
  const fields: string[] = []
  let field = ''
  // Text is taken in runs: character by character, each would be a string of its own.
  let from = 0
  let isQuoted = false
  // Until something else than blanks has come.
  let isStart = true
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (isQuoted) {
      if (character !== '"') continue
      field += line.slice(from, at)
      from = at + 1
      // Of two quotes the second stands for itself.
      if (line.charAt(at + 1) === '"') at++
      else isQuoted = false
    } else if (character === '"' && isStart) {
      field = ''
      from = at + 1
      isQuoted = true
      isStart = false
    } else if (character === separator) {
      if (fields.push(field + line.slice(from, at)) === fieldsMax) return { fields, isOpen: false }
      field = ''
      from = at + 1
      isStart = true
    } else isStart &&= character.trim() === ''
  }
  fields.push(field + line.slice(from))
  return { fields, isOpen: isQuoted }
}
