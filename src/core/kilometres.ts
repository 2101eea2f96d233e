const kilometresPerDegree = 111.2

/**
 * Distance of two places (degrees, WGS 84) in km, on a plane: exact enough for what is near, and total also across the
 * date line.
 */
export function kilometresBetween(latA: number, lonA: number, latB: number, lonB: number): number {
  const middle = (((latA + latB) / 2) * Math.PI) / 180
  const east = (((lonB - lonA + 540) % 360) - 180) * Math.cos(middle)
  return Math.hypot(latB - latA, east) * kilometresPerDegree
}

/** How far so many decimals are from what they were cut or rounded from, at most. */
export function stepKilometres(decimals: number): number {
  return (kilometresPerDegree / 10 ** decimals) * Math.SQRT2
}
