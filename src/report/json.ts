import { printableJson } from './writing/printable.ts'

/** Characters of a piece, about: few enough to hold, and many for each call of the system. */
const pieceCharacters = 65_536

/** {@link jsonPieces}, the same value, safe to print on a terminal. */
export function* printableJsonPieces(document: Readonly<Record<string, unknown>>): Generator<string> {
  for (const piece of jsonPieces(document)) yield printableJson(piece)
}

/**
 * The text of a document, list by list: of a long capture all of it in one text would take more memory than the capture,
 * and of many captures there is no text that long. The pieces together are what `JSON.stringify` gives, and a line end.
 */
export function* jsonPieces(document: Readonly<Record<string, unknown>>): Generator<string> {
  let text = '{'
  let separator = '\n'
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue
    text += `${separator}  ${JSON.stringify(name)}: `
    separator = ',\n'
    if (!Array.isArray(value) || value.length === 0) {
      text += indented(value, '  ')
      continue
    }
    let before = '[\n'
    for (const element of value) {
      text += `${before}    ${indented(element, '    ')}`
      before = ',\n'
      if (text.length < pieceCharacters) continue
      yield text
      text = ''
    }
    text += '\n  ]'
  }
  yield `${text}\n}\n`
}

/** No text of JSON has a line end in it: they are all between values. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`)
}
