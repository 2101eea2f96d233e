import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import type { Confidence, Detection } from '../types.ts'
import { precision } from './coordinates.ts'
import { nearReason, placeAt, surenessNear } from './near-place.ts'

/**
 * Places as HAFAS is asked, which answers the timetables of many railways: `{"cCrd":{"x":10752245,"y":59913868}}`, whole
 * numbers of millionths of a degree, x the longitude. Around `cCrd` stops are looked for, where the phone is as a rule;
 * `crd` is of a stop or an address, too.
 */

/** Names of such objects, for the probe. */
export const timetableNames: readonly string[] = ['crd', 'ccrd']

const firstHalf = /^(.*(?:^|[.\]])(c?crd)\.)x$/i
/** A tenth of a degree has six digits: no screen is so large. */
const written = /^-?\d{6,9}$/
const unit = 1e6
const decimals = 6
const numberBytesMax = 10

/** The places among the children of `node`, a detection for each half. */
export function timetablePlaces({ children }: Node, profile: Profile | null): readonly Detection[] {
  const found: Detection[] = []
  for (const x of children) {
    const [, path = '', name = ''] = x.key === 'x' ? (firstHalf.exec(x.step.detail) ?? []) : []
    const y = path === '' ? undefined : besideAt(children, x, `${path}y`)
    if (y === undefined) continue
    const [lon, lat] = [degreesOf(x), degreesOf(y)]
    if (lat === null || lon === null || Math.abs(lat) > 90 || Math.abs(lon) > 180) continue
    const near = placeAt(profile, lat, lon)
    if (near === null && placeholderPlace(lat, lon) !== '') continue
    const isAround = name.toLowerCase() === 'ccrd'
    const confidence: Confidence =
      near !== null ? surenessNear(near, decimals) : isAround ? 'probable' : 'possible'
    const reasons = [
      `"${name}" of HAFAS (timetables) holds coordinates in millionths of a degree, as fine as ${precision(decimals)}`,
      ...(near === null && !isAround ? [objectionOf('it may be of a stop or an address')] : []),
      ...(near === null ? [] : [nearReason(near)]),
    ]
    for (const node of [y, x])
      found.push({
        identifier: 'location',
        value: node.bytes.toString('latin1'),
        normal: `${lat},${lon}`,
        node,
        start: 0,
        end: node.bytes.length,
        writtenAs: '',
        confidence,
        by: near === null ? 'recogniser:location' : 'profile',
        reasons,
      })
  }
  return found
}

/** So far beside one half the other stands: the type of the place and its height may be between. */
const besideMax = 4

function besideAt(children: readonly Node[], node: Node, detail: string): Node | undefined {
  return children
    .slice(Math.max(0, node.order - besideMax), node.order + besideMax + 1)
    .find((other) => other.step.detail === detail)
}

function degreesOf({ bytes }: Node): number | null {
  if (bytes.length > numberBytesMax) return null
  const text = bytes.toString('latin1')
  return written.test(text) ? Number(text) / unit : null
}
