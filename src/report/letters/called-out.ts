import type { Finding } from '../../assess/types.ts'
import { isLocal, isReachedFromInternet } from '../../assess/is-local.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { recipientOf, transmissionsOf } from '../phrases.ts'

/** Of names that were called out by radio where others are heard, too: nobody is charged with these. */
export function mayBeAnothers(result: ScanResult, finding: Finding): boolean {
  const { calls = 0, own = 0 } = result.callers ?? {}
  return own < calls && isCalledOut(result, finding)
}

/** Whether all of it was called out by radio, to whoever is near: no network took it anywhere. */
function isCalledOut(result: ScanResult, finding: Finding): boolean {
  return (
    transmissionsOf(result, finding).every(({ summary }) => summary.protocol === 'probe-request') &&
    finding.transmissions > 0
  )
}

/** Whether it went to the phone's own network or its operator's only: to no stranger on the Internet. */
export function isInside(result: ScanResult, finding: Finding): boolean {
  const recipient = recipientOf(result, finding)
  return (
    isLocal(recipient) &&
    !isReachedFromInternet(recipient, transmissionsOf(result, finding)) &&
    !isCalledOut(result, finding)
  )
}
