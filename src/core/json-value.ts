/** Total access to parsed JSON of unknown shape: what is not of the wanted kind is as if it were not there. */

/** An object of JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** The value as an object; null for lists and all else. */
export function recordOf(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null
}

/** The fields of the value; none of what is no object. Of a list they are its places. */
export function fieldsOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null ? (value as JsonRecord) : {}
}

/** The value as a list; an empty one for all else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

/** '' where it is no text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Text for a place where only the start of a long one matters. */
export function shortTextOf(value: unknown, charactersMax = 256): string {
  return textOf(value).slice(0, charactersMax)
}

/** A finite number, also one that is written as text; null else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || !/^-?\d{1,15}(\.\d{1,15})?$/.test(value)) return null
  return Number(value)
}

/** A port, 0 where it is none. */
export function portOf(value: unknown): number {
  const port = numberOf(value)
  return port !== null && Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0
}

/** A count, 0 where it is none. */
export function countOf(value: unknown): number {
  const count = numberOf(value)
  return count !== null && Number.isSafeInteger(count) && count > 0 ? count : 0
}
