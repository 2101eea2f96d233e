/** A piece of the earth by a name of its own, as location services write it. */
export interface GridCell {
  /** Its middle, in degrees. */
  readonly lat: number
  readonly lon: number
  /** How far its farther edge is from its middle: what the name reveals. */
  readonly metres: number
  /** For people: `geohash of 7 characters`. */
  readonly title: string
}

/** Metres of one degree of latitude, on average. */
export const metresPerDegree = 111_200

/** Metres from the middle of a cell to its farther edge; its height and width in degrees. */
export function reachOf(lat: number, height: number, width: number): number {
  return (Math.max(height, width * Math.cos((lat * Math.PI) / 180)) / 2) * metresPerDegree
}

/** `±76 m`, `±2.4 km`: how exact something says where somebody is. */
export function plusMinus(metres: number): string {
  if (metres >= 1_000) return `±${(metres / 1_000).toFixed(metres < 10_000 ? 1 : 0)} km`
  return metres >= 1 ? `±${Math.round(metres)} m` : '±1 m or finer'
}
