import { linkLocal } from '../../packet/link/eap.ts'
import { formatAddress } from '../../core/address.ts'
import type { Callers } from '../../assess/types.ts'
import type { Profile } from '../../device/types.ts'
import type { TransmissionDraft } from '../observations/observation-book.ts'

/**
 * Whose requests for networks were captured, as far as that can be known: those from the Wi-Fi addresses of the profile are
 * the phone's, or else those of the station that sent most in their capture. `busiest` are these, by capture. Null where
 * there is no such request.
 */
export function callersOf(
  drafts: readonly TransmissionDraft[],
  profile: Profile | null,
  busiest: readonly string[],
): Callers | null {
  const calls = drafts.filter(({ transmission }) => transmission.summary.protocol === 'probe-request')
  if (calls.length === 0) return null
  const named = (profile?.identifiers.get('wifi-mac') ?? []).flatMap(addressOf)
  let own = 0
  let isKnown = named.length > 0
  for (const { flow, transmission } of calls) {
    const ofPhone = named.length > 0 ? named : addressOf(busiest[transmission.capture] ?? '')
    if (ofPhone.length > 0) isKnown = true
    if (ofPhone.includes(flow.clientAddress)) own++
  }
  const basis = named.length > 0 ? 'profile' : isKnown ? 'busiest' : 'none'
  return { calls: calls.length, own, basis }
}

/** The link-local address that a MAC address makes, by which requests are told; none of what is no MAC address. */
function addressOf(written: string): string[] {
  const hex = written.replace(/[^0-9A-Fa-f]/g, '')
  return hex.length === 12 ? [formatAddress(...linkLocal(Buffer.from(hex, 'hex'), 0))] : []
}
