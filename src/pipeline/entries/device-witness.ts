/**
 * What a device's own log says: which app contacted whom, and when. It is a witness beside the network: recipients get the
 * names of the apps, and stay apart from what packets or recordings showed, since the log never says what was sent.
 */
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { secondsOf } from '../../core/time.ts'
import type { ContactEntry } from '../../source/entry.ts'
import type { ContactBook } from '../recipients/contact-book.ts'
import type { RecipientBook } from '../recipients/recipient-book.ts'
import type { RecipientDraft } from '../recipients/recipient-draft.ts'
import type { ConnectionBook } from './connection-book.ts'

/** A device's log knows one client only: the device. */
const device = ''

/** How long an address that the device was told stands for the name: apps keep connections and answers. */
const answerSeconds = 86_400

/** Look-ups that stand further behind name none of the further contacts. */
const tooManyUnnamed: AnomalyCode = {
  code: 'source.entry.unnamed_contacts',
  kind: 'limit',
  sentence:
    'The device’s own logs tell of more contacts with an address than can wait for its name: look-ups that stand behind the further ones do not name them.',
}

/**
 * The log of one file. A contact with an address is named by the last look-up before it, by their times: where the newest
 * record stands first, or a rotated log is read before an older one, that look-up comes later.
 */
export class DeviceWitness {
  private readonly formatOf: () => string
  private readonly recipients: RecipientBook
  private readonly book: ConnectionBook
  private readonly contacts: ContactBook
  private readonly anomalies: AnomalyLog
  /** Contacts with addresses that no look-up of this file has named so far. */
  private unnamed: ContactEntry[] = []

  /** The format is known once the file was begun. `book` is shared by all files of a run. */
  constructor(
    formatOf: () => string,
    recipients: RecipientBook,
    book: ConnectionBook,
    contacts: ContactBook,
    anomalies: AnomalyLog,
  ) {
    this.formatOf = formatOf
    this.recipients = recipients
    this.book = book
    this.contacts = contacts
    this.anomalies = anomalies
  }

  contact(entry: ContactEntry, number: number): void {
    const { host, at, resolved } = entry
    for (const address of resolved)
      this.book.lookups.dnsAnswer(device, host, [], address, secondsOf(at), answerSeconds, number)
    // What another file tells may be told again, or otherwise, in a file between.
    const name = host === '' ? this.book.lookups.nameInFile(entry.ends.serverAddress, secondsOf(at)) : host
    if (name !== '') {
      this.tell(this.recipients.named(name, 'device-log'), entry, number)
      return
    }
    if (this.book.unnamed < limits.source.unnamedContactsMax) {
      this.book.unnamed++
      this.unnamed.push(entry)
      return
    }
    this.anomalies.note(tooManyUnnamed, number)
    this.tell(this.recipientOf(entry), entry, number)
  }

  /** All files of the run were read: what no look-up names goes to an address without a name. */
  settle(): void {
    for (const entry of this.unnamed) this.tell(this.recipientOf(entry), entry, 0)
    this.book.unnamed -= this.unnamed.length
    this.unnamed = []
  }

  /** Whom the last look-up before a contact names, else one a moment behind it, of those that are known. */
  private recipientOf({ ends: { serverAddress }, at }: ContactEntry): RecipientDraft {
    const { lookups } = this.book
    const before = lookups.nameOf(device, serverAddress, secondsOf(at), 0).name
    const name = before === '' ? lookups.nameOf(device, serverAddress, secondsOf(at)).name : before
    return name === '' ? this.recipients.unnamed(serverAddress) : this.recipients.named(name, 'device-log')
  }

  private tell(recipient: RecipientDraft, entry: ContactEntry, number: number): void {
    const { host, ends, at } = entry
    if (ends.serverAddress !== '') recipient.sawAddress(ends.serverAddress)
    for (const address of entry.resolved) recipient.sawAddress(address)
    if (ends.serverPort > 0) recipient.ports.add(ends.serverPort)
    recipient.sawApp(this.formatOf(), entry)
    const source = entry.isLookup ? 'device-lookup' : 'device-log'
    if (host !== '') this.contacts.saw(recipient, source, host, { ...at, frame: number }, '')
  }
}
