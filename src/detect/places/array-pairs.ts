import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import type { Detection } from '../types.ts'
import { coordinates, precision, valueBytesMax } from './coordinates.ts'
import { orderOf } from './half-names.ts'
import { bestPair, halves, wholly } from './place-halves.ts'
import { placeObjection } from './place-objection.ts'

/** Coordinates as an array of two numbers under a name that says so: a detection for each half. */
export function arrayPair(node: Node, profile: Profile | null): readonly Detection[] {
  const found: Detection[] = []
  const { children } = node
  for (let at = 0; at + 1 < children.length; at++) {
    const first = children[at] as Node
    const second = children[at + 1] as Node
    if (!first.step.detail.endsWith('[0]') || first.bytes.length > valueBytesMax) continue
    const path = first.step.detail.slice(0, -'[0]'.length)
    // Lines and areas are of maps, not of a phone.
    if (path.endsWith(']') || second.step.detail !== `${path}[1]` || second.bytes.length > valueBytesMax)
      continue
    const order = orderOf(first.key)
    if (order === undefined) continue
    const [lat, lon] = order === 'lat' ? [first, second] : [second, first]
    found.push(...arrayHalves(lat, lon, profile))
  }
  return found
}

function arrayHalves(latNode: Node, lonNode: Node, profile: Profile | null): readonly Detection[] {
  const [lats, lons] = [
    coordinates(latNode.bytes.toString('utf8'), 90),
    coordinates(lonNode.bytes.toString('utf8'), 180),
  ]
  const objection = placeObjection(latNode, latNode.key)
  const pair = bestPair(lats, lons, 0, profile, objection)
  if (pair === null || pair.lat.scale !== 0) return []
  if (pair.near === null && placeholderPlace(pair.lat.degrees, pair.lon.degrees) !== '') return []
  const fine = precision(Math.min(pair.lat.decimals, pair.lon.decimals))
  return halves(
    pair,
    [latNode, lonNode].map(wholly),
    `"${latNode.key}" holds two numbers: coordinates, as fine as ${fine}`,
    objection,
  )
}
