import type { NameBook } from '../../attribute/names.ts'
import { Interner } from '../../core/interner.ts'
import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import { mayHide } from '../../decode/hiding.ts'
import { isAdapterHost } from '../../detect/adapter-type.ts'
import type { Detector } from '../../detect/detector.ts'
import type { FamilyMatch } from '../../detect/types.ts'
import type { Message } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { noteOf } from './flow-note.ts'
import { endWithoutPort } from '../observations/message-fields.ts'
import type { RecipientBook } from './recipient-book.ts'
import type { RecipientDraft } from './recipient-draft.ts'
import { mayBeHost, shownHost } from '../../core/shown-host.ts'

const noFamilies: readonly FamilyMatch[] = []

/**
 * The hosts that requests of a capture name, numbered from 0, with what is known of each by its name alone. Names are
 * made into strings, and looked up, once.
 */
export class HostBook {
  private readonly detector: Detector
  private readonly recipients: RecipientBook
  private readonly names: NameBook
  private readonly hosts = new Interner()
  /** All three by host number; null for what stands where a host does, and is none. */
  private readonly hostRecipients: (RecipientDraft | null)[] = []
  private readonly hostFamilies: (readonly FamilyMatch[])[] = []
  private readonly worthReading: boolean[] = []
  private readonly namedFamilies: Map<string, readonly FamilyMatch[]> = new Map()

  constructor(detector: Detector, recipients: RecipientBook, names: NameBook) {
    this.detector = detector
    this.recipients = recipients
    this.names = names
  }

  /** The number of the message's host name, -1 where it has none that can be one, or there are too many. */
  numberOf(message: Message, flow: Flow): number {
    if (message.hostEnd <= message.hostStart) return -1
    const { buf } = message.head
    const end = endWithoutPort(buf, message.hostStart, message.hostEnd)
    const number = this.hosts.intern(buf, message.hostStart, end, limits.attribute.recipientsMax)
    // Beyond the limit of recipients: counted with the rest, which notes it.
    if (number < 0)
      noteOf(flow).recipient ??= this.recipients.named(shownHost(latin1(buf, message.hostStart, end)), 'host')
    if (number === this.hostRecipients.length) {
      const name = shownHost(this.hosts.text(number))
      if (!mayBeHost(name)) {
        this.hostRecipients.push(null)
        this.hostFamilies.push(noFamilies)
        this.worthReading.push(false)
        return -1
      }
      const recipient = this.recipients.named(name, 'host')
      this.learnCnames(recipient, flow)
      this.hostRecipients.push(recipient)
      this.hostFamilies.push(this.familiesOf(name))
      this.worthReading.push(isAdapterHost(name) || this.isTelling(name))
    }
    return this.hostRecipients[number] === null ? -1 : number
  }

  /** `number` is one that `numberOf` gave, from 0. */
  recipient(number: number): RecipientDraft {
    return this.hostRecipients[number] as RecipientDraft
  }

  /** Families that the host's name belongs to; none for a number below 0. */
  families(number: number): readonly FamilyMatch[] {
    return this.hostFamilies[number] ?? noFamilies
  }

  /** The name alone makes a message worth reading: a family's, an adapter knows its API, or it holds something itself. */
  isKnownSender(number: number): boolean {
    return number >= 0 && (this.families(number).length > 0 || this.worthReading[number] === true)
  }

  /** Something may be cut over its labels; or it has a known value in small letters, in which a head need not write it. */
  private isTelling(name: string): boolean {
    const bytes = Buffer.from(name, 'latin1')
    return (
      mayHide?.(bytes, 0, bytes.length) === true || this.detector.probe.searchKnown(bytes, 0, bytes.length)
    )
  }

  /** Families that a name belongs to, of whatever it is the name. */
  familiesOf(name: string): readonly FamilyMatch[] {
    let families = this.namedFamilies.get(name)
    if (families === undefined) {
      families = this.detector.familiesOfName(name)
      if (this.namedFamilies.size < limits.attribute.dnsAnswersMax) this.namedFamilies.set(name, families)
    }
    return families
  }

  /** The further names that DNS gave the client for a recipient's, where they are not known yet. */
  learnCnames(recipient: RecipientDraft, flow: Flow): void {
    if (recipient.cnames.length > 0) return
    recipient.cnames = this.names.cnamesOf(flow.clientAddress, recipient.host)
  }
}
