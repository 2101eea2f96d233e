import { isEncrypted } from '../core/protection.ts'
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
 * Whether it was encrypted as far as a proxy only, which was asked for a whole URL of http: it reads that, and hands it on in
 * clear text (RFC 9112, 3.2.2; RFC 9110, 4.2.1).
 */
export function isOpenedByProxy({
  protection,
  summary: { protocol = '', path = '' } = {},
}: {
  readonly protection: string
  readonly summary?: { readonly protocol?: string; readonly path?: string }
}): boolean {
  return isEncrypted(protection) && protocol === 'http' && wholeUrl.test(path)
}

const wholeUrl = /^http:\/\//i

/** Whether only the network on the way answered, with a page of login. */
function areStopped(transmissions: readonly Transmission[]): boolean {
  const answers = transmissions.flatMap(({ receipt }) => receipt ?? [])
  return answers.length > 0 && answers.every(({ isOfNetwork }) => isOfNetwork === true)
}
