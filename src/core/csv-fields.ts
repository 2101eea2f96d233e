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
  let isQuoted = false
  // Until something else than blanks has come.
  let isStart = true
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (isQuoted) {
      if (character !== '"') field += character
      else if (line.charAt(at + 1) === '"') {
        field += '"'
        at++
      } else isQuoted = false
    } else if (character === '"' && isStart) {
      field = ''
      isQuoted = true
      isStart = false
    } else if (character === separator) {
      if (fields.push(field) === fieldsMax) return { fields, isOpen: false }
      field = ''
      isStart = true
    } else {
      field += character
      isStart &&= character.trim() === ''
    }
  }
  fields.push(field)
  return { fields, isOpen: isQuoted }
}
