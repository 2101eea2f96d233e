import type { Node } from '../../decode/types.ts'
import { keyEndings } from '../names/key-name.ts'
import { ownerObjection } from '../names/owner-names.ts'
import { listObjection } from './place-lists.ts'
import type { ListedHalf } from './place-lists.ts'
import { coordinates, valueBytesMax } from './coordinates.ts'
import { isCoordinate, latitudes, namesHalf, orderOf } from './half-names.ts'

/** What speaks against a place that one of these values is half of: whose it is, or the list that it is in; '' for nothing. */
export function placeObjection(node: Node, key: string): string {
  const owner = ownerObjection(node, key, 'place', true)
  return owner !== '' || node.parent === null
    ? owner
    : listObjection(node.parent, listedAs(node), listedHalves)
}

/** The path of a value; that of the pair, where two numbers in a list are one. */
function listedAs({ key, step: { detail } }: Node): string {
  return orderOf(key) === undefined ? detail : detail.replace(/\[[01]\]$/, '')
}

function listedHalves(children: readonly Node[]): ListedHalf[] {
  return children.flatMap((child): ListedHalf[] => {
    const { key, bytes } = child
    if (bytes.length > valueBytesMax || !mayBeHalf(child)) return []
    const detail = listedAs(child)
    const isFirst = detail !== child.step.detail ? child.step.detail.endsWith('[0]') : null
    const ending = keyEndings(key).find(isCoordinate)
    if (isFirst === null && ending === undefined) return []
    const isLatitude =
      isFirst === null ? latitudes.has(ending as string) : (orderOf(key) === 'lat') === isFirst
    const [one] = coordinates(bytes.toString('latin1'), isLatitude ? 90 : 180)
    return one === undefined ? [] : [{ detail, half: isLatitude ? 0 : 1, degrees: one.degrees }]
  })
}

/** By its name, or as one of the two numbers of a list. */
function mayBeHalf({ key, step: { detail } }: Node): boolean {
  return namesHalf(key) || detail.endsWith('[0]') || detail.endsWith('[1]')
}
