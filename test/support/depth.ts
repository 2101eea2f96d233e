/**
 * How deep tests go. `npm test` runs a short form of what takes long; `npm run test:deep` sets this variable, and runs all.
 */
export const isDeep: boolean = process.env['VARDE_DEEP'] !== undefined

/** How often something is tried: `few` times, or `many` where all is asked for. */
export function times(few: number, many: number): number {
  return isDeep ? many : few
}
