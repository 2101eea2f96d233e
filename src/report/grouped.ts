/** A whole number with a comma at every third digit. Not `toLocaleString`: its first call costs 15 ms. */
export function grouped(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
