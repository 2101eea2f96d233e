import type { NamedContact } from '../../assess/types.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { FamilyMatch } from '../../detect/types.ts'
import { SharedRoom } from '../observations/shared-room.ts'
import { localSender } from './local-sender.ts'
import type { RecipientDraft } from './recipient-draft.ts'

const { contactsMax, contactsPerRecipientMax } = limits.detect

/** The limit of contacts. */
const tooManyContacts: AnomalyCode = {
  code: 'detect.contacts.too_many',
  kind: 'limit',
  sentence:
    'A known sender was contacted by its name more often than there is room for: the contacts beyond it are not listed.',
}

function contactKey({ family }: FamilyMatch, recipient: string): string {
  return `${family} ${recipient}`
}

/** Known senders of a capture that were seen by their names only. */
export class ContactBook {
  readonly all: NamedContact[] = []
  /** Recipients that were contacted more often than is listed. */
  readonly uncounted: Set<string> = new Set()
  private readonly capture: number
  private readonly familiesOf: (name: string) => readonly FamilyMatch[]
  private readonly anomalies: AnomalyLog
  private readonly room: SharedRoom = new SharedRoom(contactsMax, contactsPerRecipientMax)

  /** `familiesOf` says which families a name belongs to. */
  constructor(capture: number, familiesOf: (name: string) => readonly FamilyMatch[], anomalies: AnomalyLog) {
    this.capture = capture
    this.anomalies = anomalies
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
      const last = this.all.at(-1)
      if (last?.frame === frame && last.name === name && last.source === source && last.family === family)
        continue
      const hasRoom = this.room.takes(
        this.all,
        (one) => contactKey(one.family, one.recipient),
        () => contactKey(family, recipient.id),
      )
      if (!hasRoom) {
        this.anomalies.note(tooManyContacts, frame)
        this.uncounted.add(recipient.id)
        continue
      }
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
