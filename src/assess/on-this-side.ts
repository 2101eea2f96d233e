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
    transmissions.some((one) => one.protection === 'plaintext' || isOpenedByProxy(one)) &&
    transmissions.every(({ receipt }) => (receipt?.accepted ?? null) === null)
  )
}

/**
 * Whether it was encrypted as far as a proxy only, which was asked for a whole URL of http, or to open a way on which nothing
 * encrypts: it can read that, and hands it on in clear text (RFC 9112, 3.2.2; RFC 9110, 4.2.1 and 9.3.6).
 */
export function isOpenedByProxy({
  summary,
}: {
  readonly summary?: { readonly isOpenedByProxy?: boolean }
}): boolean {
  return summary?.isOpenedByProxy === true
}

/** Whether only the network on the way answered, with a page of login. */
function areStopped(transmissions: readonly Transmission[]): boolean {
  const answers = transmissions.flatMap(({ receipt }) => receipt ?? [])
  return answers.length > 0 && answers.every(({ isOfNetwork }) => isOfNetwork === true)
}
