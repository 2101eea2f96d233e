import { scopeOfText } from '../../core/address-scope.ts'
import { identifier as msisdn } from '../identifiers/msisdn.ts'
import { groupsOf, nameGroup } from '../names/name-groups.ts'
import type { Detection } from '../types.ts'
import type { Node } from '../../decode/types.ts'
import { callingCode } from './calling-codes.ts'

/** As it ends; the probe stops at it for the place of the subscriber, too (`user-location.ts`). */
const names = nameGroup(['networkinfo'])
const bytesMax = 256
/** An address and a number. */
const bytesMin = 18
/** With the code of the country, as networks tell it. */
const number = /(?<=(?:^|,) *)\+?[1-9]\d{9,14}(?= *(?:,|$))/g

/**
 * The telephone number that a gateway of an operator adds to each request between the access and the address that the phone
 * has: `x-network-info: GPRS,10.17.3.9,4791738204,…` (C. Mulliner, Privacy Leaks in Mobile Phone Internet Access, 2010). None
 * where no address is beside it.
 */
export function numberInNetworkInfo(node: Node): Detection | null {
  const { bytes, key } = node
  if (bytes.length < bytesMin || bytes.length > bytesMax || (groupsOf(key) & names) === 0) return null
  const text = bytes.toString('latin1')
  if (!text.split(',').some((part) => scopeOfText(part.trim()) !== null)) return null
  for (const { 0: value, index: start } of text.matchAll(number)) {
    const normal = msisdn.normalise(value)
    if (normal === '' || msisdn.placeholder(normal) !== '' || callingCode(normal.replace('+', '')) === '')
      continue
    return {
      identifier: msisdn.name,
      value,
      normal,
      node,
      start,
      end: start + value.length,
      writtenAs: '',
      confidence: 'probable',
      by: `recogniser:${msisdn.name}`,
      reasons: [`"${key}" has it beside an address of IP, as gateways of operators add it`, msisdn.proof],
    }
  }
  return null
}
