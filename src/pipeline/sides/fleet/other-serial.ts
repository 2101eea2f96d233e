import { limits } from '../../../core/limits.ts'
import type { Side } from '../../../assess/side.ts'
import { plainNumber } from '../plain-number.ts'
import type { UnitRow } from './unit-row.ts'

const { unitSerialsMax } = limits.pipeline

/** Digits of an IMEI that tell a phone: the last one is only a check. */
const imeiDigits = 14

/**
 * That a unit sends other serial numbers than the one that it is said to have, as a part of a sentence; '' where it does not.
 * Its attributes are then those of another unit. It may be the number of a part: so it is of another length, and where the
 * unit surely sends its own IMEI. Where it sends more than are kept, its own may be among the others.
 */
export function otherSerialText(row: UnitRow, { serials = new Set<string>(), phone }: Side): string {
  const imei = plainNumber(row.get('imei') ?? '').slice(0, imeiDigits)
  if (phone.some(({ kind, value, isDoubtful }) => kind === 'imei' && value === imei && isDoubtful !== true))
    return ''
  const own = plainNumber(row.get('serial') ?? '')
  const alike = [...serials].filter(({ length }) => length === own.length)
  const isPart = serials.size >= unitSerialsMax
  return isPart || alike.length === 0 || alike.includes(own)
    ? ''
    : '; it sends a serial number of the same length that is another than the one given for it: it may be that of a part, or its files are of another unit'
}
