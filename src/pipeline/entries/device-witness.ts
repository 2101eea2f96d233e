/**
 * What a device's own log says: which app contacted whom, and when. It is a witness beside the network: recipients get the
 * names of the apps, and stay apart from what packets or recordings showed, since the log never says what was sent.
 */
import type { NameBook } from '../../attribute/names.ts'
import type { ContactEntry } from '../../source/entry.ts'
import type { ContactBook } from '../recipients/contact-book.ts'
import type { RecipientBook, RecipientDraft } from '../recipients/recipients.ts'

/** A device's log knows one client only: the device. */
const device = ''

/** How long an address that the device was told stands for the name: apps keep connections and answers. */
const answerSeconds = 86_400

export class DeviceWitness {
  private readonly formatOf: () => string
  private readonly recipients: RecipientBook
  private readonly names: NameBook
  private readonly contacts: ContactBook

  /** The format is known once the file was begun. */
  constructor(formatOf: () => string, recipients: RecipientBook, names: NameBook, contacts: ContactBook) {
    this.formatOf = formatOf
    this.recipients = recipients
    this.names = names
    this.contacts = contacts
  }

  contact(entry: ContactEntry, number: number): void {
    const { host, ends, at } = entry
    for (const address of entry.resolved)
      this.names.dnsAnswer(device, host, [], address, at.sec, answerSeconds, number)
    const recipient = this.recipientOf(entry)
    if (ends.serverAddress !== '') recipient.sawAddress(ends.serverAddress)
    for (const address of entry.resolved) recipient.sawAddress(address)
    if (ends.serverPort > 0) recipient.ports.add(ends.serverPort)
    recipient.sawApp(this.formatOf(), entry)
    const source = entry.isLookup ? 'device-lookup' : 'device-log'
    if (host !== '') this.contacts.saw(recipient, source, host, { ...at, frame: number }, '')
  }

  private recipientOf(entry: ContactEntry): RecipientDraft {
    const { host, ends, at } = entry
    if (host !== '') return this.recipients.named(host, 'device-log')
    const known = this.names.nameOf(device, ends.serverAddress, at.sec)
    return known.evidence === 'none'
      ? this.recipients.unnamed(ends.serverAddress)
      : this.recipients.named(known.name, 'device-log')
  }
}
