import { parseAddress } from '../../core/address.ts'
import { scopeOf, scopeOfText } from '../../core/address-scope.ts'
import { limits } from '../../core/limits.ts'
import type { Attribution } from '../../attribute/types.ts'
import type { Flow } from '../../stream/types.ts'
import type { RecipientDraft } from './recipient-draft.ts'

/** So many domains that have nothing to do with each other are at one private address where something stands in for them. */
const domainsMin = 3

/**
 * Private addresses of what takes the place of servers of the Internet, or the traffic to them: a proxy, a filter, a page of
 * login. Where it does so for one name, it does so for every other.
 */
export class Redirects {
  /** Addresses at which resolvers stand that told them. */
  private readonly toldItself: Set<string> = new Set()
  /** Addresses of those who asked them, in the same network. */
  private readonly beside: Set<string> = new Set()

  /** A resolver was asked for a name at this address, and told the address `told`. */
  told(resolver: string, told: string): void {
    if (resolver === told && this.toldItself.size < limits.attribute.addressesMax) this.toldItself.add(told)
  }

  /** A flow has ended: its server may be in the same local network as its client. */
  ended(flow: Flow): void {
    const { server0, server1, server2, server3 } = flow
    if (scopeOf([server0, server1, server2, server3]) !== 'private') return
    const client = parseAddress(flow.clientAddress)
    // The first 64 bits of IPv6; of IPv4 the first 24, as nearly every router gives them.
    if (client === null || ((client[0] ^ server0) | (client[1] ^ server1)) !== 0) return
    if (server0 === 0 && client[3] >>> 8 !== server3 >>> 8) return
    if (this.beside.size < limits.attribute.addressesMax) this.beside.add(flow.serverAddress)
  }

  /**
   * Those where servers with names of the Internet were met: a known service, which is in no private network; a server of an
   * operator, which may be in the operator's, but not beside who asks it, nor where the resolver is that was asked for it; or
   * many of others.
   */
  among(
    drafts: readonly RecipientDraft[],
    attribution: Pick<Attribution, 'recipient' | 'domain'>,
  ): Set<string> {
    const redirects = new Set<string>()
    const domains = new Map<string, Set<string>>()
    for (const draft of drafts) {
      if (!draft.isPublic) continue
      for (const address of draft.addresses) {
        if (scopeOfText(address) !== 'private') continue
        const { organisation } = attribution.recipient(draft.host, draft.cnames)
        const mayBeItsOwn =
          organisation?.kind === 'operator' && !this.toldItself.has(address) && !this.beside.has(address)
        if (organisation !== null && !mayBeItsOwn) redirects.add(address)
        const there = domains.get(address) ?? new Set()
        if (there.add(attribution.domain(draft.host)).size >= domainsMin) redirects.add(address)
        domains.set(address, there)
      }
    }
    return redirects
  }
}
