/** A declaration that other files can use. Lists of exports and `export *` have their docstrings where they declare. */
const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/

/** Shorter ones say no more than the name does. */
const charsMin = 12

/** The exports of a file that no docstring stands in front of: `name (line)`. */
export function undescribed(text: string): string[] {
  const lines = text.split('\n')
  const found = lines.flatMap((line, index) => {
    const name = declaration.exec(line)?.[1]
    return name === undefined ? [] : [{ name, index }]
  })
  // A file that exports one thing is about that: its head is the docstring.
  if (found.length === 1 && text.startsWith('/**')) return []
  return found
    .filter(({ name, index }) => {
      // Signatures of one overloaded function share a docstring.
      if (found.some((other) => other.name === name && other.index < index)) return false
      return docBefore(lines, index).length < charsMin
    })
    .map(({ name, index }) => `${name} (${index + 1})`)
}

/** The words of the docstring that ends in the line before, '' where there is none. */
function docBefore(lines: readonly string[], index: number): string {
  let at = index - 1
  if (lines[at]?.endsWith('*/') !== true) return ''
  const words: string[] = []
  for (; at >= 0; at--) {
    const line = (lines[at] as string).trim()
    words.unshift(line.replace(/^\/\*\*|\*\/$|^\*/g, '').trim())
    if (line.startsWith('/*')) return line.startsWith('/**') ? words.join(' ').trim() : ''
  }
  return ''
}
