import type { Recipient, Transmission } from './types.ts'

/**
 * Whether what was sent was seen as far as a proxy or a redirect only, which could read it and answer itself (a filter, a portal,
 * a cache): that the recipient got it, no answer shows but one that says what became of the data.
 */
export function isSeenOnThisSideOnly(
  { addresses, proxies }: Pick<Recipient, 'addresses' | 'proxies'>,
  transmissions: readonly Transmission[],
): boolean {
  if (areStopped(transmissions)) return true
  return (
    addresses.length === 0 &&
    proxies.length > 0 &&
    transmissions.some(({ protection }) => protection === 'plaintext') &&
    transmissions.every(({ receipt }) => (receipt?.accepted ?? null) === null)
  )
}

/** Whether only the network on the way answered, with a page of login. */
function areStopped(transmissions: readonly Transmission[]): boolean {
  const answers = transmissions.flatMap(({ receipt }) => receipt ?? [])
  return answers.length > 0 && answers.every(({ isOfNetwork }) => isOfNetwork === true)
}
