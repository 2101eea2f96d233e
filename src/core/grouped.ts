/** A whole number with a comma at every third digit. Not `toLocaleString`: its first call loads all of the locale data, at every start. */
export function grouped(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
