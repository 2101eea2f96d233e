/**
 * When something is due that is due `hours` after `from` (ISO 8601 with a zone): UTC, to the minute. A period in hours
 * runs through nights, weekends and holidays (Regulation 1182/71, Article 3(3)).
 */
export function dueAfter(from: string, hours: number): string {
  return `${new Date(Date.parse(from) + hours * 3_600_000).toISOString().slice(0, 16)}Z`
}
