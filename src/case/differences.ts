/** A place at which two JSON values differ, as a JSON path, with both sides in short. */
export interface Difference {
  readonly path: string
  readonly recorded: string
  readonly derived: string
}

const shownMax = 60

/** Where `derived` differs from `recorded`, in order, at most `max` places. */
export function differencesOf(recorded: unknown, derived: unknown, max: number): Difference[] {
  const found: Difference[] = []
  const walk = (left: unknown, right: unknown, path: string): void => {
    if (found.length >= max || Object.is(left, right)) return
    if (isFields(left) && isFields(right) && Array.isArray(left) === Array.isArray(right)) {
      for (const name of new Set([...Object.keys(left), ...Object.keys(right)]))
        walk(own(left, name), own(right, name), Array.isArray(left) ? `${path}[${name}]` : `${path}.${name}`)
      return
    }
    found.push({ path, recorded: short(left), derived: short(right) })
  }
  walk(recorded, derived, '$')
  return found
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Not what every object has by birth, as under `constructor`. */
function own(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing'
  } catch (error) {
    // The text that was recorded may nest as deep as it likes.
    if (error instanceof RangeError) return 'what is nested too deep to be shown'
    throw error
  }
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : jsonOf(value)
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text
}
