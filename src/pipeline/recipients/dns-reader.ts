import type { NameBook } from '../../attribute/names.ts'
import { cnameType, toldAddresses } from '../../attribute/told-addresses.ts'
import { secondsOf } from '../../core/time.ts'
import type { DnsMessage } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { EntryFlow } from '../entries/entry-flow.ts'
import { portalHosts, signs } from '../events/traffic-events.ts'
import type { TrafficEvents } from '../events/traffic-events.ts'
import type { ExamineCounts } from '../examine-counts.ts'
import type { ContactBook } from './contact-book.ts'
import type { HeardNames } from './heard-names.ts'
import type { HostBook } from './host-book.ts'
import type { RecipientBook } from './recipient-book.ts'

/** Who learns from DNS. */
interface DnsLearners {
  readonly names: NameBook
  readonly recipients: RecipientBook
  readonly hosts: HostBook
  readonly heard: HeardNames
  readonly contacts: ContactBook
  readonly traffic: TrafficEvents
}

/** Reads what DNS tells: which names the phone asked for, what their addresses are, and which known senders they name. */
export class DnsReader {
  private readonly names: NameBook
  private readonly recipients: RecipientBook
  private readonly hosts: HostBook
  private readonly heard: HeardNames
  private readonly contacts: ContactBook
  private readonly traffic: TrafficEvents
  private readonly counts: Pick<ExamineCounts, 'dnsNames'>
  private readonly settle: () => void

  /** `settle`: what waits for its verdict gets it. */
  constructor(learners: DnsLearners, counts: Pick<ExamineCounts, 'dnsNames'>, settle: () => void) {
    this.names = learners.names
    this.recipients = learners.recipients
    this.hosts = learners.hosts
    this.heard = learners.heard
    this.contacts = learners.contacts
    this.traffic = learners.traffic
    this.counts = counts
    this.settle = settle
  }

  /** A question that the client asked, or an answer that it received. What is said to neighbours tells nothing here. */
  read(flow: Flow, message: DnsMessage): void {
    if (message.isLocal) return
    const question = message.questions[0]
    if (question === undefined) return
    if (!message.isResponse) this.asked(flow, message)
    else if (message.isUnasked !== true) this.answered(flow, message, question.name)
  }

  private asked(flow: Flow, message: DnsMessage): void {
    this.counts.dnsNames++
    if (message.resolver !== undefined) this.heard.resolver(message.resolver)
    for (const { name } of message.questions) {
      this.heard.question(name, message)
      if (portalHosts.has(name))
        this.traffic.saw(signs.portal, message.sec, message.nsec, message.frame, name)
      if (this.hosts.familiesOf(name).length > 0) {
        const recipient = this.recipients.named(name, 'dns-question')
        this.contacts.saw(recipient, 'dns-question', name, message, flow.clientAddress)
      }
    }
  }

  private answered(flow: Flow, message: DnsMessage, asked: string): void {
    for (const { name, publicName } of message.records)
      if (publicName !== undefined)
        for (const owner of [name, asked]) this.names.sawPublicName(owner, publicName)
    const told = toldAddresses(asked, message.records)
    // What waits for its verdict came before: it may not learn of aliases.
    if (message.records.some(({ type }) => type === cnameType)) this.settle()
    this.learn(flow, message, told)
    if (this.hosts.familiesOf(asked).length > 0)
      this.recipients.named(asked, told.length > 0 ? 'dns-answer' : 'dns-question').sawAnswer(
        message.rcode !== 0,
        told.filter(({ name }) => name === asked).map(({ address }) => address),
      )
    this.knownInAnswer(asked, flow, message)
  }

  private learn(flow: Flow, message: DnsMessage, told: ReturnType<typeof toldAddresses>): void {
    const isRecorded = flow instanceof EntryFlow
    if (isRecorded) this.names.isByTime = true
    const sec = isRecorded ? secondsOf(message) : message.sec
    for (const { name, cnames, address, ttlSeconds } of told) {
      this.names.dnsAnswer(flow.clientAddress, name, cnames, address, sec, ttlSeconds)
      this.recipients.translators.told(name, address)
      this.recipients.redirects.told(flow.serverAddress, address)
    }
  }

  /** Known senders that an answer names: by an alias of the name that was asked for, or by that, where the question is not there. */
  private knownInAnswer(asked: string, flow: Flow, message: DnsMessage): void {
    if (!this.heard.questions.has(asked)) this.sawAnswer(asked, asked, flow, message)
    for (const { type, value } of message.records)
      if (type === cnameType) this.sawAnswer(asked, value, flow, message)
  }

  private sawAnswer(asked: string, name: string, flow: Flow, message: DnsMessage): void {
    if (this.hosts.familiesOf(name).length === 0) return
    const recipient = this.recipients.named(asked, 'dns-answer')
    this.hosts.learnCnames(recipient, flow)
    this.contacts.saw(recipient, 'dns-answer', name, message, flow.clientAddress)
  }
}
