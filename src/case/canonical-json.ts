import { parseJson } from '../core/parse-json.ts'

/**
 * JSON in one form only (RFC 8785's order of keys, no blanks), so that two people who hash the same value hash the same
 * bytes. Numbers are whole or finite; `undefined` is left out, as JSON has none. Throws a RangeError for what has no such form:
 * of what others wrote, ask {@link canonicalFormOf}.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`)
    return `{${fields.join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError('a number that JSON has no form for')
  return JSON.stringify(value)
}

/** {@link canonicalJson} of a value that others wrote; null where it has no such form. */
export function canonicalFormOf(value: unknown): string | null {
  try {
    return canonicalJson(value)
  } catch (error) {
    // 1e999 is read as infinity; what is nested beyond the stack was no record of ours either.
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Whether a text is the one form of what it says, with the line feed behind it. False for what has no form, or is no JSON. */
export function isCanonical(text: string): boolean {
  const value = parseJson(text)
  if (value === undefined) return false
  const form = canonicalFormOf(value)
  return form !== null && `${form}\n` === text
}
