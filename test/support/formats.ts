import { isIPv4, isIPv6 } from 'node:net'

/** Formats that JSON schemas name, for ajv, which knows none of them by itself. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  // RFC 3339, of a day that exists.
  'date-time': (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
    isDay(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text)),
  date: (text) => isDay(text),
  // RFC 3986: of the characters that an address may hold, and of no others.
  uri: (text) =>
    /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\da-f]{2})*$/i.test(text) && URL.canParse(text),
  ipv4: isIPv4,
  ipv6: isIPv6,
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text
}
