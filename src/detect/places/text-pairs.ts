import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { keyEndings } from '../names/key-name.ts'
import { columnsObjection, ownerObjection } from '../names/owner-names.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import { columnAt, membersIn } from '../names/text-members.ts'
import type { TextMember } from '../names/text-members.ts'
import { namesMoment, scatterObjection } from './place-lists.ts'
import type { Point } from './place-lists.ts'
import type { Detection } from '../types.ts'
import { coordinates, likelyScale, precision } from './coordinates.ts'
import { isSlight, latitudes, namesHalf } from './half-names.ts'
import type { Pairs } from './pairs-beside.ts'
import { bestPair, halves, inSentence, slightDecimalsMin, textDecimalsMin } from './place-halves.ts'

/** A latitude and a longitude in a text. */
type TextPair = readonly [TextMember, TextMember]

/** The pairs among the cells of a table, and the members and assignments of a text: whichever half comes first. */
export function pairsInText(node: Node, members: readonly TextMember[], profile: Profile | null): Pairs {
  const found: Detection[] = []
  const rows = pairsOf(members)
  const objection = objectionTo(members, rows)
  let pairs = 0
  for (const [lat, lon] of rows) {
    const halvesOfRow = pairInText(node, lat, lon, objection, profile)
    const isKnown = halvesOfRow.some(({ by }) => by === 'profile')
    if (!isKnown && halvesOfRow.length > 0) pairs++
    if (isKnown || pairs <= limits.detect.placesMax) found.push(...halvesOfRow)
  }
  return { found, isFull: pairs > limits.detect.placesMax }
}

function pairsOf(members: readonly TextMember[]): TextPair[] {
  const pairs: TextPair[] = []
  let one: TextMember | null = null
  for (const member of members) {
    if (!namesHalf(member.name)) continue
    const isLat = keyEndings(member.name).some((ending) => latitudes.has(ending))
    // The same half again: of the next row, which has not both.
    if (one === null || one.name === member.name) {
      one = member
      continue
    }
    pairs.push(isLat ? [member, one] : [one, member])
    one = null
  }
  return pairs
}

/** What the other columns, and the places of all rows, say against each. */
function objectionTo(members: readonly TextMember[], rows: readonly TextPair[]): string {
  const ofColumns = columnsObjection(members)
  if (ofColumns !== '' || members.some(({ name }) => namesMoment(name))) return ofColumns
  return scatterObjection(
    rows
      .map(([lat, lon]): Point => [Number(lat.value), Number(lon.value)])
      .filter((point) => point.every(Number.isFinite)),
  )
}

interface Table {
  readonly text: string
  objection: string | null
}

const tables = new WeakMap<Node, Table>()

/** The same of the row of a table that `at` stands in; '' where the text is none. */
export function tableObjection(node: Node, at: number): string {
  const table = tables.get(node) ?? { text: node.bytes.toString('latin1'), objection: null }
  tables.set(node, table)
  const column = columnAt(table.text, at)
  if (column === '') return ''
  if (table.objection === null) {
    const members = membersIn(table.text)
    table.objection = objectionTo(members, pairsOf(members))
  }
  return table.objection || ownerObjection(node, column, 'place', true)
}

function pairInText(
  node: Node,
  lat: TextMember,
  lon: TextMember,
  ofColumns: string,
  profile: Profile | null,
): readonly Detection[] {
  const scale = likelyScale(lat.name, lat.value)
  const objection = ofColumns || ownerObjection(node, lat.name, 'place', true)
  const pair = bestPair(coordinates(lat.value, 90), coordinates(lon.value, 180), scale, profile, objection)
  if (pair === null) return []
  const decimals = Math.min(pair.lat.decimals, pair.lon.decimals)
  if (pair.near === null) {
    if (placeholderPlace(pair.lat.degrees, pair.lon.degrees) !== '') return []
    if (decimals < textDecimalsMin) return []
    if (decimals < slightDecimalsMin && [lat, lon].some(({ name }) => isSlight(name))) return []
  }
  const reason = `${lat.name} and ${lon.name} one behind the other are coordinates, as fine as ${precision(decimals)}`
  return halves(
    pair,
    [lat, lon].map(({ value, start }) => inSentence(node, value, start, start + value.length)),
    reason,
    objection,
  )
}
