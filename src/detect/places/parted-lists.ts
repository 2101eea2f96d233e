import type { Node } from '../../decode/types.ts'
import type { Degrees } from './degrees.ts'

/**
 * Coordinates in lists: degrees, minutes and seconds as numbers (`{"GPSLatitude":[60,23,28.5468],"GPSLatitudeRef":"N"}`, as
 * readers of EXIF give them), as fractions of two each (`[[60,1],[23,1],[28546,1000]]`), and degrees and minutes alone.
 */
export interface PartedList extends Degrees {
  /** The elements, in their order. */
  readonly nodes: readonly Node[]
  readonly isLatitude: boolean
  /** The object that the list stands in. */
  readonly object: string
}

/** Which half of a place a key names; null for none. */
export type HalfOf = (key: string) => 'lat' | 'lon' | null

const element = /^(.*?)\[(\d{1,2})\](?:\[([01])\])?$/
const numberText = /^-?\d{1,12}(?:\.\d{1,12})?$/
/** A degree has so many decimals by its minutes, and by its seconds. */
const decimalsOfMinutes = 2
const decimalsOfSeconds = 4
const decimalsMax = 7

/** The lists among the values of a document that are one half of a place. */
export function partedLists(children: readonly Node[], halfOf: HalfOf): readonly PartedList[] {
  const lists = new Map<string, { half: 'lat' | 'lon'; parts: Map<string, Node> }>()
  for (const child of children) {
    const { detail } = child.step
    if (!detail.endsWith(']')) continue
    const [, path, part = '', place = ''] = element.exec(detail) ?? []
    const half = path === undefined ? null : halfOf(child.key)
    if (path === undefined || half === null) continue
    const list = lists.get(path) ?? { half, parts: new Map<string, Node>() }
    lists.set(path, list)
    list.parts.set(part + place, child)
  }
  return [...lists].flatMap(([path, { half, parts }]) => {
    const degrees = degreesOf(parts, half === 'lat' ? 90 : 180)
    if (degrees === null) return []
    const isBelow = /^[SW]$/i.test(referenceOf(path, children))
    const object = path.slice(0, Math.max(0, path.lastIndexOf('.')))
    const signed = isBelow ? -degrees.degrees : degrees.degrees
    return [{ ...degrees, degrees: signed, nodes: [...parts.values()], isLatitude: half === 'lat', object }]
  })
}

/** The letter that stands beside the list, under its name with `Ref`; '' where none does. */
function referenceOf(path: string, children: readonly Node[]): string {
  const beside = children.find(({ step }) => step.detail.toLowerCase() === `${path.toLowerCase()}ref`)
  return beside?.bytes.toString('latin1', 0, 2).trim() ?? ''
}

/** Degrees, minutes and seconds by their places in the list; null where these are no such parts. */
function degreesOf(parts: ReadonlyMap<string, Node>, limit: number): Degrees | null {
  const isOfFractions = parts.has('00')
  const texts = [0, 1, 2].map((part) =>
    isOfFractions
      ? [textOf(parts.get(`${part}0`)), textOf(parts.get(`${part}1`))]
      : [textOf(parts.get(`${part}`)), '1'],
  )
  const count = texts[2]?.[0] === '' ? 2 : 3
  if (parts.size !== count * (isOfFractions ? 2 : 1)) return null
  const given = texts.slice(0, count)
  if (given.flat().some((text) => !numberText.test(text))) return null
  const [whole = 0, minutes = 0, seconds = 0] = given.map(([over, under]) => Number(over) / Number(under))
  const isParted =
    Number.isInteger(whole) &&
    minutes >= 0 &&
    minutes < 60 &&
    seconds >= 0 &&
    seconds < 60 &&
    (count === 3 ? Number.isInteger(minutes) : !Number.isInteger(minutes))
  const degrees = Math.abs(whole) + minutes / 60 + seconds / 3_600
  if (!isParted || degrees > limit) return null
  const last = given.at(-1)?.[0] ?? ''
  const fraction = isOfFractions || !last.includes('.') ? 0 : last.length - last.indexOf('.') - 1
  const decimals = Math.min(decimalsMax, (count === 3 ? decimalsOfSeconds : decimalsOfMinutes) + fraction)
  return { degrees: Number((whole < 0 ? -degrees : degrees).toFixed(decimalsMax)), decimals }
}

function textOf(node: Node | undefined): string {
  return node === undefined || node.bytes.length > 32 ? '' : node.bytes.toString('latin1').trim()
}
