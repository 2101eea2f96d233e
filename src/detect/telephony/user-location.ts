import type { Node } from '../../decode/types.ts'
import { identifier as cellId } from '../identifiers/cell-id.ts'
import { groupsOf, nameGroup } from '../names/name-groups.ts'
import { networkOfPlmn } from '../spellings/cut-spelling.ts'
import type { Detection } from '../types.ts'

/**
 * Where a subscriber is as networks tell each other, and operators the sites that their subscribers go to, in a field of HTTP:
 * the bytes of 3GPP-User-Location-Info (TS 29.061, 16.4.7.2) or of GTP's User Location Information (TS 29.274, 8.21), in hex or
 * base64. Length and codes of the network, which each part repeats, must be right.
 */

/** Names of such fields, as they end, at which the probe stops. */
export const userLocationNames: readonly string[] = [
  'uli',
  'userlocationinfo',
  'userlocationinformation',
  'networkinfo',
]
const names = nameGroup(userLocationNames)
/** Of a cell alone: its type, network and number. */
const bytesMin = 8
/** The least characters of that, which base64 has. */
export const userLocationCharsMin = 12
const bytesMax = 64
const hexForm = /^(?:0x)?((?:[0-9a-f]{2}){8,64})$/i
const base64Form = /^[0-9A-Za-z+/_-]{11,88}={0,2}$/

/** A part: its bytes, and of those of a cell the digits of area and cell behind the network, in hex. */
interface LocationPart {
  readonly bytes: number
  readonly cell?: 'gsm' | 'lte' | 'nr'
}

const parts = {
  cgi: { bytes: 7, cell: 'gsm' },
  sai: { bytes: 7 },
  rai: { bytes: 7 },
  tai: { bytes: 5 },
  ecgi: { bytes: 7, cell: 'lte' },
  lai: { bytes: 5 },
  macro: { bytes: 6 },
  tai5: { bytes: 6 },
  ncgi: { bytes: 8, cell: 'nr' },
} as const satisfies Readonly<Record<string, LocationPart>>

/** What follows each geographic location type of RADIUS that has a cell. A service area has the number of GTP's flag for a cell, and is not read. */
const ofTypes: ReadonlyMap<number, readonly LocationPart[]> = new Map([
  [0, [parts.cgi]],
  [129, [parts.ecgi]],
  [130, [parts.tai, parts.ecgi]],
  [135, [parts.ncgi]],
  [137, [parts.tai5, parts.ncgi]],
])
/** What follows GTP's flags, from the last bit on. */
const ofFlags: readonly LocationPart[] = [
  parts.cgi,
  parts.sai,
  parts.rai,
  parts.tai,
  parts.ecgi,
  parts.lai,
  parts.macro,
]
const serviceArea = 1
/** Of an element of GTP: its type, and the bytes of its head. */
const element = { type: 86, headBytes: 4 } as const

/** The cell that a field of this name holds; null for none. */
export function cellOfUserLocation(node: Node): Detection | null {
  const { bytes, key } = node
  if (bytes.length < userLocationCharsMin || bytes.length > bytesMax * 2 + 2) return null
  if ((groupsOf(key) & names) === 0) return null
  const text = bytes.toString('latin1')
  const value = text.trim()
  const hex = hexForm.exec(value)?.[1]
  const normal = hex === undefined ? '' : cellOf(Buffer.from(hex, 'hex'))
  const isBase64 = normal === '' && base64Form.test(value)
  const cell = isBase64 ? cellOf(Buffer.from(value, 'base64')) : normal
  if (cell === '') return null
  const start = text.indexOf(value)
  return {
    identifier: cellId.name,
    value,
    normal: cell,
    node,
    start,
    end: start + value.length,
    writtenAs: `user location of 3GPP in ${isBase64 ? 'base64' : 'hex'}`,
    confidence: 'probable',
    by: `recogniser:${cellId.name}`,
    reasons: [`"${key}" has the length and the network of a user location of 3GPP`, cellId.proof],
  }
}

/** The normal form of the cell in the bytes of a user location; '' where they are none, or have no cell. */
function cellOf(given: Buffer): string {
  const isElement =
    given[0] === element.type &&
    given.length > element.headBytes &&
    given.readUInt16BE(1) === given.length - element.headBytes
  const bytes = isElement ? given.subarray(element.headBytes) : given
  if (bytes.length < bytesMin) return ''
  const first = bytes[0] as number
  const list = ofTypes.get(first) ?? (first === serviceArea && !isElement ? [] : flagged(first))
  if (list.reduce((sum, part) => sum + part.bytes, 1) !== bytes.length) return ''
  const network = networkOfPlmn(bytes, 1)
  let found = ''
  let at = 1
  for (const part of list) {
    if (networkOfPlmn(bytes, at) !== network) return ''
    if (part.cell !== undefined) found = normalOf(network, part.cell, bytes.subarray(at + 3, at + part.bytes))
    at += part.bytes
  }
  return network === '' ? '' : found
}

/** All parts whose flags are set; of unknown flags none. */
function flagged(flags: number): readonly LocationPart[] {
  return flags >> ofFlags.length === 0 ? ofFlags.filter((_, bit) => ((flags >> bit) & 1) === 1) : []
}

/** `bytes`: area and cell of GSM, else the cell behind spare bits, of which none is set. */
function normalOf(network: string, cell: 'gsm' | 'lte' | 'nr', bytes: Buffer): string {
  const isGsm = cell === 'gsm'
  const number = isGsm ? bytes.readUInt16BE(2) : bytes.readUIntBE(0, bytes.length)
  if (!isGsm && (bytes[0] as number) >> 4 !== 0) return ''
  const bits = isGsm ? 16 : cell === 'lte' ? 28 : 36
  if (number === 0 || number === 2 ** bits - 1) return ''
  if (isGsm) return cellId.normalise(`${network}-${bytes.readUInt16BE(0)}-${number}`)
  return cell === 'lte' ? `${network}-${bytes.toString('hex').slice(1)}` : `${network}-${number}`
}
