import { limits } from '../../core/limits.ts'
import type { ClientHello } from '../../message/types.ts'

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

/** Names that a capture says, whatever was sent to whom by them: each once, as many as the limits allow. */
export class HeardNames {
  readonly hellos: HelloTally[] = []
  /** Names asked of DNS. */
  readonly questions: Set<string> = new Set()
  /** Hosts that were asked for names over HTTPS, with how many questions each. */
  readonly resolvers: Map<string, number> = new Map()
  private readonly localNames: Map<string, LocalName> = new Map()
  private readonly helloIndex: Map<string, number> = new Map()

  get local(): LocalName[] {
    return [...this.localNames.values()]
  }

  hello({ transport, sni }: ClientHello): void {
    const isFull = this.hellos.length >= limits.attribute.recipientsMax
    const isKnown = this.helloIndex.has(`${transport} ${sni}`)
    const name = isFull && !isKnown ? 'further names' : sni
    const key = `${transport} ${name}`
    const tally = this.hellos[this.helloIndex.get(key) ?? -1]
    if (tally !== undefined) tally.count++
    else {
      this.helloIndex.set(key, this.hellos.length)
      this.hellos.push({ sni: name, transport, count: 1 })
    }
  }

  question(name: string): void {
    if (this.questions.size < limits.attribute.dnsAnswersMax) this.questions.add(name)
  }

  resolver(host: string): void {
    const asked = this.resolvers.get(host)
    if (asked === undefined && this.resolvers.size >= limits.attribute.recipientsMax) return
    this.resolvers.set(host, (asked ?? 0) + 1)
  }

  /** A device at `address` calls itself `value`. */
  localName(kind: string, address: string, value: string, frame: number): void {
    if (this.localNames.size >= limits.report.localNamesMax) return
    const key = `${kind} ${address} ${value}`
    if (!this.localNames.has(key)) this.localNames.set(key, { kind, address, value, frame })
  }
}
