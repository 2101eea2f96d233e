import type { Node } from '../../decode/types.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifier as iccid } from '../identifiers/iccid.ts'
import { identifier as imei, isWholeImei } from '../identifiers/imei.ts'
import { identifier as imsi } from '../identifiers/imsi.ts'
import { identifier as msisdn } from '../identifiers/msisdn.ts'
import type { Detection, Dismissal } from '../types.ts'
import { toldByContext } from './told-by-context.ts'

/**
 * Numbers that a service of Android answers with, as `service call iphonesubinfo 1` prints the Parcel: no exception, the count of
 * characters, and these in UTF-16 (android.os.Parcel, writeNoException and writeString). What the number is, its form says: the
 * codes of the calls are others with each version.
 */

const nothing: readonly (Detection | Dismissal)[] = []
/** In front of the characters: what kind of exception there is (0: none), and how many they are. */
const headBytes = 8
const charsMin = 9
const charsMax = 22
/** How much of the text may name the service, in front of the dump mostly. */
const serviceBytesMax = 65_536
/** Words at which the probe stops: bytes in a dump are seen by no form. */
export const parcelNames: readonly string[] = ['parcel']
const service = Buffer.from('iphonesubinfo')

const dialled = /^\+[1-9]\d{8,14}$/

/** The number in a dump that is a Parcel with one text; none elsewhere. */
export function numberInParcel(node: Node): readonly (Detection | Dismissal)[] {
  const { bytes, step } = node
  if (step.step !== 'dump' || bytes.length < headBytes + charsMin * 2 || bytes.readUInt32LE(0) !== 0)
    return nothing
  const chars = bytes.readUInt32LE(headBytes - 4)
  const end = headBytes + chars * 2
  if (chars < charsMin || chars > charsMax || end > bytes.length || end + 4 < bytes.length) return nothing
  const value = bytes.toString('utf16le', headBytes, end)
  const type = kindOf(value, node)
  const normal = type?.normalise(value) ?? ''
  if (type === null || normal === '' || type.fault(normal) !== '') return nothing
  const place = { node, value, normal, start: headBytes, end, writtenAs: 'UTF-16' }
  return toldByContext(type, place, 'a service of Android answers with it alone (a Parcel)')
}

/** An IMEI and the number of a card have check digits, a number that is dialled its plus; 15 other digits need the name of the service. */
function kindOf(value: string, node: Node): IdentifierType | null {
  if (isWholeImei(value)) return imei
  if (/^89\d{17,18}F?$/i.test(value)) return iccid
  if (dialled.test(value)) return msisdn
  return /^\d{15}$/.test(value) && isOfService(node) ? imsi : null
}

function isOfService({ parent }: Node): boolean {
  return parent !== null && parent.bytes.subarray(0, serviceBytesMax).includes(service)
}
