import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { identifier as location } from '../identifiers/location.ts'
import { keyEndings } from '../names/key-name.ts'
import type { Detection } from '../types.ts'
import { told, wellKnownFields } from './way-ends.ts'

/**
 * A point as databases of places write it (WKB: OGC 06-103r4, 8.2; EWKB of PostGIS, and of MySQL with its system in front), in hex: the
 * order of the bytes, the type, maybe the system, the longitude and the latitude in eight bytes each. Under the names of places and
 * shapes alone, which the quick look knows. Points of drawings have this form, too: one that no receiver would have written
 * (whole numbers, hardly any decimals) is none.
 */

/** Names of fields that hold one. */
const names: ReadonlySet<string> = new Set([...wellKnownFields, ...location.keys.map(({ name }) => name)])
/** Order and type as they begin, with 4326, the degrees of receivers, as the system, where there is one. */
const begins: readonly (readonly [head: string, isLittle: boolean, axes: number])[] = [
  ['0101000000', true, 2],
  ['0000000001', false, 2],
  ['0101000020e6100000', true, 2],
  ['0020000001000010e6', false, 2],
  ['01010000a0e6100000', true, 3],
  ['00a0000001000010e6', false, 3],
  ['0101000080', true, 3],
  ['0080000001', false, 3],
  ['01e9030000', true, 3],
  ['00000003e9', false, 3],
  ['e61000000101000000', true, 2],
]
const numberChars = 16
const charsMin = 10 + 2 * numberChars
const charsMax = 18 + 3 * numberChars
const hexOnly = /^[0-9a-f]+$/
/** Of bytea (PostgreSQL) and of literals. */
const prefix = /^(?:\\x|0x)/

/** The point that all of a value named as a place or a shape is, in hex; none for another. */
export function binaryPoint(node: Node, key: string, profile: Profile | null): readonly Detection[] {
  const { bytes } = node
  if (bytes.length < charsMin || bytes.length > charsMax + 2 || key === '') return nothing
  if (!keyEndings(key).some((ending) => names.has(ending))) return nothing
  const whole = bytes.toString('latin1').toLowerCase()
  const text = whole.replace(prefix, '')
  const found = begins.find(
    ([head, , axes]) => text.startsWith(head) && text.length === head.length + axes * numberChars,
  )
  if (found === undefined || !hexOnly.test(text)) return nothing
  const [head, isLittle] = found
  const numbers = Buffer.from(text.slice(head.length), 'hex')
  const [lon, lat] = [0, 8].map((at) =>
    String(isLittle ? numbers.readDoubleLE(at) : numbers.readDoubleBE(at)),
  )
  const start = whole.length - text.length
  return told([{ node, start, end: bytes.length, lon: lon ?? '', lat: lat ?? '' }], 'database', profile)
}

const nothing: readonly Detection[] = []
