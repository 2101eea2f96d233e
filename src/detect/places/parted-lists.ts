import type { Node } from '../../decode/types.ts'
import type { Degrees } from './degrees.ts'

/**
 * Coordinates in lists: degrees, minutes and seconds as numbers (`{"GPSLatitude":[60,23,28.5468],"GPSLatitudeRef":"N"}`, as
 * readers of EXIF give them), as fractions of two each (`[[60,1],[23,1],[28546,1000]]`), and degrees and minutes with the
 * letter of their half beside them: without it two numbers may be two places.
 */
export interface PartedList extends Degrees {
  /** The elements, in their order. */
  readonly nodes: readonly Node[]
  readonly isLatitude: boolean
  /** What a latitude and its longitude have in common: the object, and the rest of their names (`start_lat`). */
  readonly side: string
}

/** Which half of a place a key names, and what else the key says; null for none. */
export type HalfOf = (key: string) => { readonly half: 'lat' | 'lon'; readonly rest: string } | null

const element = /^(.*?)\[(\d{1,2})\](?:\[([01])\])?$/
const numberText = /^-?\d{1,12}(?:\.\d{1,12})?$/
/** A degree has so many decimals by its minutes, and by its seconds. */
const decimalsOfMinutes = 2
const decimalsOfSeconds = 4
const decimalsMax = 7
const textBytesMax = 32

/** The lists among the values of a document that are one half of a place. */
export function partedLists(children: readonly Node[], halfOf: HalfOf): readonly PartedList[] {
  const lists = new Map<string, { half: 'lat' | 'lon'; side: string; parts: Map<string, Node> }>()
  for (const child of children) {
    const { detail } = child.step
    if (!detail.endsWith(']')) continue
    const [, path, part = '', place = ''] = element.exec(detail) ?? []
    const said = path === undefined ? null : halfOf(child.key)
    if (path === undefined || said === null) continue
    const object = path.slice(0, Math.max(0, path.lastIndexOf('.')))
    const list = lists.get(path) ?? { half: said.half, side: `${object} ${said.rest}`, parts: new Map() }
    lists.set(path, list)
    list.parts.set(part + place, child)
  }
  if (lists.size === 0) return []
  const references = referencesIn(children)
  return [...lists].flatMap(([path, { half, side, parts }]) => {
    const reference = references.get(path.toLowerCase()) ?? ''
    const degrees = degreesOf(parts, half === 'lat' ? 90 : 180, reference !== '')
    if (degrees === null) return []
    const isBelow = /^[sw]/i.test(reference)
    const signed = isBelow ? -Math.abs(degrees.degrees) : degrees.degrees
    return [{ ...degrees, degrees: signed, nodes: [...parts.values()], isLatitude: half === 'lat', side }]
  })
}

/** The letters of halves (`N`, `South latitude`), by the paths of the lists that they stand beside: under their names with `Ref`. */
function referencesIn(children: readonly Node[]): ReadonlyMap<string, string> {
  const references = new Map<string, string>()
  for (const { step, bytes } of children) {
    const path = /^(.*?)_?ref$/i.exec(step.detail)?.[1]
    const text = bytes.length > textBytesMax ? '' : bytes.toString('latin1').trim()
    if (path !== undefined && /^[nsew]/i.test(text)) references.set(path.toLowerCase(), text)
  }
  return references
}

/** Degrees, minutes and seconds by their places in the list; null where these are no such parts. */
function degreesOf(parts: ReadonlyMap<string, Node>, limit: number, isSaid: boolean): Degrees | null {
  const isOfFractions = parts.has('00')
  const texts = [0, 1, 2].map((part) =>
    isOfFractions
      ? [textOf(parts.get(`${part}0`)), textOf(parts.get(`${part}1`))]
      : [textOf(parts.get(`${part}`)), '1'],
  )
  const count = texts[2]?.[0] === '' ? 2 : 3
  if (parts.size !== count * (isOfFractions ? 2 : 1) || (count === 2 && !isSaid)) return null
  const given = texts.slice(0, count)
  if (given.flat().some((text) => !numberText.test(text))) return null
  const [whole = 0, minutes = 0, seconds = 0] = given.map(([over, under]) => Number(over) / Number(under))
  const isParted =
    Number.isInteger(whole) &&
    minutes >= 0 &&
    minutes < 60 &&
    seconds >= 0 &&
    seconds < 60 &&
    (count === 2 || Number.isInteger(minutes))
  const degrees = Math.abs(whole) + minutes / 60 + seconds / 3_600
  if (!isParted || degrees > limit) return null
  const last = given.at(-1)?.[0] ?? ''
  const fraction = isOfFractions || !last.includes('.') ? 0 : last.length - last.indexOf('.') - 1
  const decimals = Math.min(decimalsMax, (count === 3 ? decimalsOfSeconds : decimalsOfMinutes) + fraction)
  const isNegative = texts[0]?.[0]?.startsWith('-') === true
  return { degrees: Number((isNegative ? -degrees : degrees).toFixed(decimalsMax)), decimals }
}

function textOf(node: Node | undefined): string {
  return node === undefined || node.bytes.length > textBytesMax ? '' : node.bytes.toString('latin1').trim()
}
