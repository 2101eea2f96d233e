import { RunOrigin } from '../../../core/origin.ts'

/** The place so many bytes behind `origin`. */
export function originAt(origin: RunOrigin, behind: number): RunOrigin {
  const place = new RunOrigin()
  place.placeBehind(origin, behind)
  return place
}
