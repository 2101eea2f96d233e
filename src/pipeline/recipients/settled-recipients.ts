import type { Transmission } from '../../assess/types.ts'
import type { RecipientBook } from './recipient-book.ts'
import type { RecipientDraft } from './recipient-draft.ts'

/**
 * The recipients of what was found, once all logs were read: the name of a server may stand behind what was sent to it, or in
 * another file, and is the name of a recipient that was known before.
 */
export class SettledRecipients {
  private readonly book: RecipientBook
  private readonly hosts: ReadonlyMap<string, string>
  private readonly domainOf: (host: string) => string

  /** `domainOf`: the registrable domain of a host. */
  constructor(book: RecipientBook, drafts: readonly RecipientDraft[], domainOf: (host: string) => string) {
    this.book = book
    this.domainOf = domainOf
    this.hosts = new Map(drafts.map(({ id, host }) => [id, host]))
  }

  /** Facts of any kind, each with the recipient that it is of. */
  all<Fact extends { readonly recipient: string }>(facts: readonly Fact[]): Fact[] {
    return facts.map((fact) => {
      const recipient = this.book.idOf(fact.recipient)
      return recipient === fact.recipient ? fact : { ...fact, recipient }
    })
  }

  /** Of a name that was asked for the domain stays: who runs the name servers of that is asked for all names in it. */
  transmission(transmission: Transmission): Transmission {
    const { asked: name, ...summary } = transmission.summary
    const recipient = this.book.idOf(transmission.recipient)
    const host = summary.host || (this.hosts.get(recipient) ?? '')
    if (name === undefined && recipient === transmission.recipient && host === summary.host)
      return transmission
    const asked = name === undefined ? '' : this.domainOf(name)
    return {
      ...transmission,
      recipient,
      summary: { ...summary, host, ...(asked === '' ? {} : { asked }) },
    }
  }
}
