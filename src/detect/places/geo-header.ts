import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { nearReason, placeAt } from './near-place.ts'
import { isUnexplained } from '../unexplained.ts'
import { placeholderPlace } from '../placeholder-values.ts'
import type { Detection } from '../types.ts'

/**
 * `X-Geo: w CAEQDBj…`, in which browsers and apps of Google say where the phone is with each search: a message of Protocol
 * Buffers in base64, whose `latlng` (5) has two whole numbers of 10^-7 degrees, 32 bits with a sign (LocationDescriptor in
 * Chromium). Ten bytes of two numbers are too few to be known for anything without the name of the field; `a`, the older
 * form, is text, and read as such.
 */

const fieldName = 'x-geo'
/** Descriptors one behind the other: of the place, and of the networks around. */
const descriptor = /(?:^| )w ([0-9A-Za-z+/_-]{12,1024})={0,2}(?= |$)/g
const valueBytesMax = 4_096
const latitudeTag = 0x0d
const longitudeTag = 0x15
const pairBytes = 10
const unit = 1e7
/** A message that is a field itself, and how deep they are followed. */
const sizedWire = 2
const depthMax = 3

/** The latitude and the longitude, and how far off they may be (draft-daviel-http-geo-header): what parts them there looks like parameters. */
const positionName = 'geo-position'
const position = /^\s*(-?\d{1,2}\.\d{2,9})\s*;\s*(-?\d{1,3}\.\d{2,9})(?=\s|$)/

function placeInPosition(node: Node, profile: Profile | null): readonly Detection[] {
  const match = position.exec(node.bytes.toString('latin1', 0, valueBytesMax))
  if (match === null || isUnexplained(node)) return []
  const [whole, lat, lon] = match as unknown as [string, string, string]
  if (Math.abs(Number(lat)) > 90 || Math.abs(Number(lon)) > 180) return []
  const near = placeAt(profile, Number(lat), Number(lon))
  if (near === null && placeholderPlace(Number(lat), Number(lon)) !== '') return []
  const start = whole.indexOf(lat)
  return [
    {
      identifier: 'location',
      value: whole.trim(),
      normal: `${lat},${lon}`,
      node,
      start,
      end: whole.length,
      writtenAs: '',
      confidence: near === null ? 'probable' : 'certain',
      by: near === null ? 'recogniser:location' : 'profile',
      reasons: [
        `the field "${node.key}" tells where the phone is`,
        ...(near === null ? [] : [nearReason(near)]),
      ],
    },
  ]
}

const nothing: readonly Detection[] = []

/** Nearly all fields are longer or shorter than both. */
function isOfLength({ length }: string): boolean {
  return length === fieldName.length || length === positionName.length
}

/** The places in the fields `X-Geo` and `Geo-Position` of a head. */
export function placesInGeoHeader(node: Node, profile: Profile | null): readonly Detection[] {
  if (node.step.step !== 'header' || !isOfLength(node.key)) return nothing
  const name = node.key.toLowerCase()
  if (name === positionName) return placeInPosition(node, profile)
  if (name !== fieldName) return nothing
  const found: Detection[] = []
  const text = node.bytes.toString('latin1', 0, valueBytesMax)
  for (const { 0: whole, 1: word = '', index } of text.matchAll(descriptor)) {
    const bytes = Buffer.from(word, 'base64url')
    const at = pairIn(bytes, 0, bytes.length, 0)
    if (at < 0) continue
    const [lat, lon] = [bytes.readInt32LE(at + 1) / unit, bytes.readInt32LE(at + 6) / unit]
    if (Math.abs(lat) > 90 || Math.abs(lon) > 180) continue
    const near = placeAt(profile, lat, lon)
    if (near === null && placeholderPlace(lat, lon) !== '') continue
    const start = index + whole.indexOf('w ') + 2
    found.push({
      identifier: 'location',
      value: `${lat},${lon}`,
      normal: `${lat},${lon}`,
      node,
      start,
      end: start + word.length,
      writtenAs: 'whole numbers of 10^-7 degrees, in base64',
      confidence: near === null ? 'probable' : 'certain',
      by: near === null ? 'recogniser:location' : 'profile',
      reasons: [
        `the field "${node.key}" tells Google where the phone is`,
        ...(near === null ? [] : [nearReason(near)]),
      ],
    })
  }
  return found
}

/** Where `{1: sfixed32, 2: sfixed32}` begins in a message, or in one inside of it; -1 where it does not. */
function pairIn(buf: Buffer, start: number, end: number, depth: number): number {
  let at = start
  while (at < end) {
    if (buf[at] === latitudeTag && buf[at + 5] === longitudeTag && at + pairBytes <= end) return at
    const wire = (buf[at] as number) & 7
    const head = varintEnd(buf, at, end)
    if (wire === sizedWire) {
      const from = varintEnd(buf, head, end)
      // All that these messages hold is shorter than 128 bytes.
      const size = from === head + 1 ? (buf[head] as number) : end
      if (from + size > end) return -1
      const inside = depth < depthMax ? pairIn(buf, from, from + size, depth + 1) : -1
      if (inside >= 0) return inside
      at = from + size
    } else if (wire === 0) at = varintEnd(buf, head, end)
    else if (wire === 1 || wire === 5) at = head + (wire === 1 ? 8 : 4)
    else return -1
  }
  return -1
}

/** Behind the varint at `at`; beyond `end` where it does not end. */
function varintEnd(buf: Buffer, at: number, end: number): number {
  let to = at
  while (to < end && (buf[to] as number) > 127) to++
  return to + 1
}
