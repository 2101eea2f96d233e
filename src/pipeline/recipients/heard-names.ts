import { secondsOf } from '../../core/time.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import type { Instant } from '../../core/time.ts'
import { limits } from '../../core/limits.ts'
import type { ClientHello } from '../../message/types.ts'
import type { KeptTimes } from './kept-times.ts'

/** What a device calls itself on the local network: the phone, or another one that was captured beside it. */
export interface LocalName {
  readonly kind: string
  /** Who said it; 0.0.0.0 while it has no address yet (DHCP). */
  readonly address: string
  readonly value: string
  readonly frame: number
}

/** A server name in hellos over one transport, with how many said it; '' for hellos without one. */
export interface HelloTally {
  readonly sni: string
  readonly transport: string
  count: number
}

/** More names than are listed. */
export const tooManyNames: AnomalyCode = {
  code: 'attribute.names.too_many',
  kind: 'limit',
  sentence:
    'More names were heard than the limit (asked of DNS, in hellos, of resolvers, of devices): further ones are not listed.',
}

/** More questions than times are kept of. */
export const tooManyQuestions: AnomalyCode = {
  code: 'correlate.questions.too_many',
  kind: 'limit',
  sentence:
    'More names were asked of DNS than the limit: when further ones were asked for is not kept, and that time is not compared.',
}

/** Names that a capture says, whatever was sent to whom by them: each once, as many as the limits allow. */
export class HeardNames {
  readonly hellos: HelloTally[] = []
  /** Names asked of DNS. */
  readonly questions: Set<string> = new Set()
  /** When each of them was asked for; null where nobody wants to know. */
  questionTimes: KeptTimes | null = null
  /** Hosts that were asked for names over HTTPS, with how many questions each. */
  readonly resolvers: Map<string, number> = new Map()
  private readonly localNames: Map<string, LocalName> = new Map()
  /** The same by transport and name. */
  private readonly tallies: Map<string, Map<string, HelloTally>> = new Map()
  private readonly anomalies: AnomalyLog

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  get local(): LocalName[] {
    return [...this.localNames.values()]
  }

  hello({ transport, sni }: ClientHello): void {
    let tallies = this.tallies.get(transport)
    if (tallies === undefined) this.tallies.set(transport, (tallies = new Map()))
    let tally = tallies.get(sni)
    if (tally === undefined) {
      const isLeftOut = this.hellos.length >= limits.attribute.recipientsMax
      if (isLeftOut) this.anomalies.note(tooManyNames, 0)
      const name = isLeftOut ? 'further names' : sni
      tally = tallies.get(name)
      if (tally === undefined) {
        tally = { sni: name, transport, count: 0 }
        tallies.set(name, tally)
        this.hellos.push(tally)
      }
    }
    tally.count++
  }

  question(name: string, at: Instant): void {
    if (this.questionTimes?.add(name, secondsOf(at)) === false) this.anomalies.note(tooManyQuestions, 0)
    if (this.questions.has(name)) return
    if (this.questions.size < limits.attribute.dnsAnswersMax) this.questions.add(name)
    else this.anomalies.note(tooManyNames, 0)
  }

  resolver(host: string): void {
    const asked = this.resolvers.get(host)
    if (asked === undefined && this.resolvers.size >= limits.attribute.recipientsMax) {
      this.anomalies.note(tooManyNames, 0)
      return
    }
    this.resolvers.set(host, (asked ?? 0) + 1)
  }

  /** A device at `address` calls itself `value`. */
  localName(kind: string, address: string, value: string, frame: number): void {
    const key = `${kind} ${address} ${value}`
    if (this.localNames.has(key)) return
    if (this.localNames.size >= limits.report.localNamesMax) this.anomalies.note(tooManyNames, frame)
    else this.localNames.set(key, { kind, address, value, frame })
  }
}
