import type { Recipient, Transmission } from './types.ts'

/** What tells by which way a recipient was reached: of a scan, or of a document that was read back. */
interface Reached {
  readonly addresses: readonly { readonly isAsked?: boolean }[]
  readonly proxies: readonly unknown[]
}

/** Whether nothing was seen to go to a recipient but by way of a proxy or a redirect. */
export function isBehindProxies({ addresses, proxies }: Reached): boolean {
  return proxies.length > 0 && addresses.every(({ isAsked }) => isAsked === true)
}

/**
 * Whether what was sent was seen as far as a proxy or a redirect only, which could read it and answer itself (a filter, a portal,
 * a cache): that the recipient got it, no answer shows but one that says what became of the data.
 */
export function isSeenOnThisSideOnly(
  recipient: Pick<Recipient, 'addresses' | 'proxies'>,
  transmissions: readonly Transmission[],
): boolean {
  if (areStopped(transmissions)) return true
  return (
    isBehindProxies(recipient) &&
    transmissions.some(({ protection }) => protection === 'plaintext') &&
    transmissions.every(({ receipt }) => (receipt?.accepted ?? null) === null)
  )
}

/** Whether only the network on the way answered, with a page of login. */
function areStopped(transmissions: readonly Transmission[]): boolean {
  const answers = transmissions.flatMap(({ receipt }) => receipt ?? [])
  return answers.length > 0 && answers.every(({ isOfNetwork }) => isOfNetwork === true)
}
