import type { RecipientDraft } from '../recipients/recipient-draft.ts'

/**
 * Who was named at the end of a connection of a log, until all logs were read. Nearly always it is one: a set for each of the
 * connections that are held would take more memory than they do.
 */
export class NamedAtEnd {
  private first: RecipientDraft | null = null
  private more: Set<RecipientDraft> | null = null

  add(recipient: RecipientDraft): void {
    this.first ??= recipient
    if (recipient === this.first) return
    this.more ??= new Set()
    this.more.add(recipient)
  }

  /** Each once, in the order in which they were named. */
  *[Symbol.iterator](): Generator<RecipientDraft> {
    if (this.first !== null) yield this.first
    if (this.more !== null) yield* this.more
  }
}
