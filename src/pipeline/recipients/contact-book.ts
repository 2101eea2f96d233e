import type { NamedContact } from '../../assess/types.ts'
import { limits } from '../../core/limits.ts'
import type { FamilyMatch } from '../../detect/types.ts'
import { localSender } from './local-sender.ts'
import type { RecipientDraft } from './recipients.ts'

/** Known senders of a capture that were seen by their names only, as many as the limit of observations. */
export class ContactBook {
  readonly all: NamedContact[] = []
  private readonly capture: number
  private readonly familiesOf: (name: string) => readonly FamilyMatch[]

  /** `familiesOf` says which families a name belongs to. */
  constructor(capture: number, familiesOf: (name: string) => readonly FamilyMatch[]) {
    this.capture = capture
    this.familiesOf = familiesOf
  }

  /**
   * The name of a recipient was seen: nothing is kept where it belongs to no family, or was told in the same way just before.
   * `client` is the address of who asked or connected, '' where it is not known.
   */
  saw(
    recipient: RecipientDraft,
    source: NamedContact['source'],
    name: string,
    { sec, nsec, frame }: { readonly sec: number; readonly nsec: number; readonly frame: number },
    client: string,
  ): void {
    for (const family of this.familiesOf(name)) {
      if (this.all.length >= limits.detect.observationsMax) return
      const last = this.all.at(-1)
      if (last?.frame === frame && last.name === name && last.source === source && last.family === family)
        continue
      const at = { sec, nsec }
      const sender = localSender(client)
      const by = sender === null ? {} : { sender }
      this.all.push({
        capture: this.capture,
        recipient: recipient.id,
        family,
        source,
        name,
        at,
        frame,
        ...by,
      })
    }
  }
}
