import type { SideTransmission } from '../../assess/side.ts'
import { isHttp } from '../../message/types.ts'

/** Created, accepted, no content: with 200 programs send refusals, too, in words of their own. */
const takenStatuses: ReadonlySet<number> = new Set([201, 202, 204])

/**
 * Whether the status of an answer alone says that the server took what was sent (RFC 9110, 15.3). Where a proxy may have
 * answered in its place, it does not.
 */
export function takenByStatus(
  protocol: string,
  status: number | undefined,
  isProxied: boolean,
): Pick<SideTransmission, 'isTaken'> {
  return !isProxied && status !== undefined && isHttp(protocol) && takenStatuses.has(status)
    ? { isTaken: true }
    : {}
}
