/** A value that was read from JSON, written as JSON. Never throws, however deep it is nested. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    // Nested beyond the stack.
    if (error instanceof RangeError) return deepText(value)
    throw error
  }
}

/** What is still to be written: a text as it stands, or a value. */
type Part = { readonly text: string } | { readonly value: unknown }

function deepText(whole: unknown): string {
  const written: string[] = []
  const open: Part[] = [{ value: whole }]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if ('text' in part) written.push(part.text)
    else if (typeof part.value !== 'object' || part.value === null) written.push(JSON.stringify(part.value))
    else for (const inner of partsOf(part.value).reverse()) open.push(inner)
  }
  return written.join('')
}

function partsOf(value: object): Part[] {
  const isList = Array.isArray(value)
  const parts: Part[] = [{ text: isList ? '[' : '{' }]
  for (const [index, [name, member]] of Object.entries(value).entries()) {
    const comma = index === 0 ? '' : ','
    const before = `${comma}${isList ? '' : `${JSON.stringify(name)}:`}`
    if (before !== '') parts.push({ text: before })
    parts.push({ value: member as unknown })
  }
  parts.push({ text: isList ? ']' : '}' })
  return parts
}
