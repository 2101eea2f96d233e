/** True for a day of the calendar, written as YYYY-MM-DD. `Date` takes the 30th of February for the 2nd of March. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** Midnight of a day in seconds since 1970 (UTC); null where the calendar has no such day. Month and day count from 1. */
export function daySeconds(year: number, month: number, day: number): number | null {
  const date = new Date(0)
  // Unlike Date.UTC it does not take the year 50 for 1950.
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / 1_000 : null
}
