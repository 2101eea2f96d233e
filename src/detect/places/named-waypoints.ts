import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import type { DetectionBook } from '../detection-book.ts'
import { identifier as location } from '../identifiers/location.ts'
import { decimalsOf } from '../known/same-as-known.ts'
import type { SameAsKnown } from '../known/same-as-known.ts'
import type { KeyMeaning } from '../names/key-name.ts'
import { ownerObjection } from '../names/owner-names.ts'
import type { Detection } from '../types.ts'
import { scatterObjection } from './place-lists.ts'
import type { Point } from './place-lists.ts'
import { firstHalfOf, firstOfRow, orderObjection, waypointsIn } from './waypoints.ts'

/** Fewer name a region. */
const waypointDecimalsMin = 2

/** Rows of places in one value, by the name that it goes by. */
export class NamedWaypoints {
  private readonly profile: Profile | null
  private readonly same: SameAsKnown

  constructor(profile: Profile | null, same: SameAsKnown) {
    this.profile = profile
    this.same = same
  }

  /** Takes each place of such a row. False where the value is none. */
  tryWaypoints(
    node: Node,
    { type, weight, name }: KeyMeaning,
    key: string,
    text: string,
    book: DetectionBook,
  ): boolean {
    if (type !== location) return false
    const places = waypointsIn(text, firstHalfOf(key), this.profile)
    const { points } = places
    const [first] = points
    if (first === undefined) return false
    const isLikely = weight === 'names' || location.isLikely(`${first.lat},${first.lon}`, name)
    const objection =
      ownerObjection(node, key, 'place', true) ||
      scatterObjection(points.map(({ lat, lon }): Point => [Number(lat), Number(lon)])) ||
      orderObjection(places)
    const sure = location.confidence[weight === 'names' ? 'named' : 'hinted'] ?? 'possible'
    const reasons = [
      `the key "${key}" ${weight === 'names' ? 'names' : 'may hold'} ${points.length} places in a row`,
      ...(objection === '' ? [] : [objectionOf(objection)]),
    ]
    const row = points.flatMap(({ lat, lon, start, end }): Detection[] => {
      const normal = `${lat},${lon}`
      if (location.placeholder(normal) !== '' || decimalsOf(normal) < waypointDecimalsMin) return []
      const found = this.same.placed({
        identifier: location.name,
        value: text.slice(start, end),
        normal,
        node,
        start,
        end,
        writtenAs: '',
        confidence: objection === '' ? sure : 'possible',
        by: `recogniser:${location.name}`,
        reasons,
      })
      return isLikely || found.by === 'profile' ? [found] : []
    })
    const { found, isFull } = firstOfRow(row)
    if (isFull) book.reach('detect.placesMax')
    for (const one of found) book.add(one, false)
    return found.length > 0
  }
}
