import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { stepKilometres } from '../../core/kilometres.ts'
import type { Confidence, Detection } from '../types.ts'
import { semicircles, sentenceSigns } from './coordinates.ts'
import type { Coordinate } from './coordinates.ts'
import { nearReason, placeAt, surenessNear } from './near-place.ts'
import type { NearPlace } from './near-place.ts'

/** Under names of two letters coordinates have so many decimals, or are another pair of numbers. */
export const slightDecimalsMin = 4
/** In a text, where latencies and shares go by such names and have one or two. */
export const textDecimalsMin = 3

/** A latitude and its longitude, and the place of the profile that they are near. */
interface Pair {
  readonly lat: Coordinate
  readonly lon: Coordinate
  readonly near: NearPlace | null
}

/** The reading that is near a place of the profile, as far as it can tell; else the likeliest, if it is fine enough. */
export function bestPair(
  lats: readonly Coordinate[],
  lons: readonly Coordinate[],
  scale: number,
  profile: Profile | null,
  objection: string,
): Pair | null {
  const pairs = lats.flatMap((lat) =>
    lons.filter((lon) => lon.scale === lat.scale).map((lon): Pair => ({ lat, lon, near: null })),
  )
  for (const { lat, lon } of pairs) {
    const step = stepKilometres(Math.min(lat.decimals, lon.decimals))
    const near = placeAt(profile, lat.degrees, lon.degrees, step, objection)
    if (near !== null) return { lat, lon, near }
  }
  const likely =
    pairs.find(({ lat }) => lat.scale === 0 || lat.scale === scale) ??
    pairs.find(({ lat }) => lat.scale !== semicircles)
  const isFine = likely !== undefined && likely.lat.decimals >= 2 && likely.lon.decimals >= 2
  return isFine ? likely : null
}

/** Where one half of a pair stands. */
type Half = Pick<Detection, 'node' | 'value' | 'start' | 'end'>

/** A half that is all of a value. */
export function wholly(node: Node): Half {
  return inSentence(node, node.bytes.toString('utf8'), 0, node.bytes.length)
}

/** Where a half stands, without what ends the sentence that it is in. */
export function inSentence(node: Node, written: string, start: number, end: number): Half {
  const value = written.replace(sentenceSigns, '')
  return { node, value, start, end: end - (written.length - value.length) }
}

/** `objection`: what speaks against a place that is none of the profile; '' for nothing. */
export function halves(
  { lat, lon, near }: Pair,
  places: readonly Half[],
  reason: string,
  objection: string,
): readonly Detection[] {
  // JSON leaves off the zeros at the end: the half with more decimals says how fine both are.
  const decimals = Math.max(lat.decimals, lon.decimals)
  const confidence: Confidence =
    near !== null ? surenessNear(near, decimals) : objection === '' ? 'probable' : 'possible'
  const reasons = [
    reason,
    ...(near === null && objection !== '' ? [objectionOf(objection)] : []),
    ...(near === null ? [] : [nearReason(near)]),
  ]
  return places.map(
    (place): Detection => ({
      ...place,
      identifier: 'location',
      normal: `${lat.degrees},${lon.degrees}`,
      writtenAs: '',
      confidence,
      by: near === null ? 'recogniser:location' : 'profile',
      reasons,
    }),
  )
}
