/** Whose requests for networks (probe requests of 802.11) a capture holds: it hears everybody who is near. */
import type { Callers } from './types.ts'

const owners = {
  profile: 'the Wi-Fi address of the profile',
  busiest: 'the station that sent most of what was captured',
} as const

/** What speaks for it that the phone called. */
export function callerReasons(callers: Callers | null): string[] {
  if (callers === null || callers.basis === 'none' || callers.own === 0) return []
  const { own, calls, basis } = callers
  return [`${own === calls ? 'it was' : `${own} of ${calls} were`} called out by ${owners[basis]}`]
}

/** What speaks against it. */
export function callerEvidence(callers: Callers | null): string[] {
  if (callers === null || callers.own === callers.calls) return []
  const { own, calls, basis } = callers
  if (basis === 'none')
    return ['whoever is near is captured, too: nothing tells that it was this phone that called it out']
  const what = own === 0 ? 'it was' : `${calls - own} of ${calls} were`
  return [
    `${what} called out by another Wi-Fi address: by another device, or by this one under an address drawn at random`,
  ]
}
