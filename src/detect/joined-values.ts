import type { Detection } from './types.ts'

/**
 * What is found in several fields put together (`decode/joined-fields.ts`). Any two numbers make a longer one, so a short value
 * counts only where it lies in more than one of them, and without a profile only where all of them together are, under
 * a name that says so, of a kind whose values are all of one length: then no whole value is a part of it.
 */

/** Kinds whose values have one length, and a check digit, a form or a prefix beside it. */
const ofOneLength: ReadonlySet<string> = new Set([
  'imei',
  'imeisv',
  'imsi',
  'iccid',
  'eid',
  'meid',
  'wifi-mac',
  'bluetooth-mac',
  'bssid',
  'android-id',
  'advertising-id',
])

/** False where what was found stands in one of the fields that its node was put together of, or may be chance. */
export function isOfJoined(
  { node, identifier, by, start, end, writtenAs }: Detection,
  isAlone: boolean,
): boolean {
  const { seams } = node
  if (seams === undefined) return true
  if (!seams.some((seam) => start < seam && seam < end)) return false
  if (by === 'profile') return true
  return (
    !isAlone && writtenAs === '' && start === 0 && end === node.bytes.length && ofOneLength.has(identifier)
  )
}
