import { limits } from '../core/limits.ts'
import { attributeAnomalies } from './anomalies.ts'
import type { AnomalyLog } from '../core/anomaly.ts'
import { InOrderOfTime } from './in-order-of-time.ts'
import { plainName } from './plain-name.ts'
import type { NameEvidence } from './types.ts'

/**
 * Seconds by which an answer may lie behind the packet that used it: packets of two interfaces, or of a rewritten file,
 * are not in exact order.
 */
const lateSecondsMax = 2

/** What is known of the name of an address at a moment. */
export interface ServerName {
  /** '' where nothing names the address. */
  readonly name: string
  readonly evidence: Extract<NameEvidence, 'dns-answer' | 'file-name-record' | 'none'>
  /** Aliases between the name and the address, in order, without the name. */
  readonly cnames: readonly string[]
  /** Other names that were told for the same address before: it is shared, and the name is a guess among them. */
  readonly otherNames: readonly string[]
  /** Whether the answer was to this client. False: another address of the phone (IPv4 and IPv6), or another device, asked. */
  readonly isOwnAnswer: boolean
  /** Whether the answer's time to live was over: the address may have got another name since. */
  readonly isExpired: boolean
}

/**
 * Collects what names addresses during a scan: answers that the phone received, and the name records of the file. Both
 * together are bounded by `limits.attribute.dnsAnswersMax`; what comes beyond is counted and noted.
 */
export class NameBook {
  /** Answers taken, and answers left out because the book was full. */
  readonly counts: { answers: number; leftOut: number } = { answers: 0, leftOut: 0 }
  private readonly byAddress = new Map<string, InOrderOfTime<Telling>>()
  private readonly fileNames = new Map<string, string>()
  /** Chains by name, and by client and name: another client may have been told another chain. */
  private readonly chains = new Map<string, readonly string[]>()
  private readonly ownChains = new Map<string, readonly string[]>()
  /** What sealed hellos show, by the name they are for. */
  private readonly publicNames = new Map<string, string>()
  private readonly anomalies: AnomalyLog
  private held = 0

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  /**
   * An answer: `client` asked for the name `asked` and was told `address`, by way of `cnames`, at `sec` of the capture's clock. An
   * answer is not forgotten when its time to live runs out, since phones hold on to connections: `nameOf` says so.
   */
  dnsAnswer(
    client: string,
    asked: string,
    cnames: readonly string[],
    address: string,
    sec: number,
    ttlSeconds: number,
    frame = 0,
  ): void {
    const name = plainName(asked)
    if (name === '' || address === '') return
    this.counts.answers++
    let chain = cnames
    if (chain.length > limits.attribute.cnamesMax) {
      chain = chain.slice(0, limits.attribute.cnamesMax)
      this.anomalies.note(attributeAnomalies.cnamesMax, frame, name)
    }
    let tellings = this.byAddress.get(address)
    const last = tellings?.lastSec ?? sec
    // Of answers that are nearly of one time the order of the file tells more. Others may be told late: in logs whose
    // newest record stands first, and behind a clock that was set back.
    const from = sec < last && sec + lateSecondsMax >= last ? last : sec
    const before = tellings?.seek(from)
    if (before !== undefined && isSame(before, client, name, chain)) {
      // The same answer again, as most are: it lasts longer.
      before.until = Math.max(before.until, sec + ttlSeconds)
      return
    }
    const after = tellings?.next
    if (after !== undefined && isSame(after, client, name, chain)) {
      after.sec = from
      return
    }
    if (this.isFull(frame, name)) return
    if (tellings === undefined) {
      tellings = new InOrderOfTime()
      this.byAddress.set(address, tellings)
    }
    tellings.insert({ client, name, cnames: chain, sec: from, until: from + ttlSeconds })
    if (chain.length > 0 || this.chains.has(name)) {
      this.chains.set(name, chain)
      this.ownChains.set(`${client} ${name}`, chain)
    }
    this.held++
  }

  /** A name record of the capture file (pcapng name resolution block): what the capturing machine thought. */
  fileName(address: string, recorded: string): void {
    const name = plainName(recorded)
    if (name === '' || address === '' || this.fileNames.has(address) || this.isFull(0, name)) return
    this.fileNames.set(address, name)
    this.held++
  }

  /** Hellos that are sealed for `owner` show `publicName` in clear (ECH), as its record in DNS says. */
  sawPublicName(owner: string, publicName: string): void {
    const name = plainName(owner)
    if (name === '') return
    if (!this.publicNames.has(name)) {
      if (this.isFull(0, name)) return
      this.held++
    }
    this.publicNames.set(name, plainName(publicName))
  }

  /**
   * Whom `client` asks for at `address` in a hello with ECH that shows `publicName`: the name that it was last told of, of those whose
   * sealed hellos show that; null where there is none.
   */
  behind(client: string, address: string, sec: number, publicName: string): ServerName | null {
    if (this.publicNames.size === 0) return null
    const shown = plainName(publicName)
    return this.told(client, address, sec, (name) => name !== shown && this.publicNames.get(name) === shown)
  }

  /** The name by which `client` was last told of `address`, not after `sec`; else what the file says; else none. */
  nameOf(client: string, address: string, sec: number): ServerName {
    const told = this.told(client, address, sec, isAny)
    if (told !== null) return told
    const name = this.fileNames.get(address)
    if (name === undefined) {
      return { name: '', evidence: 'none', cnames: [], otherNames: [], isOwnAnswer: false, isExpired: false }
    }
    return {
      name,
      evidence: 'file-name-record',
      cnames: [],
      otherNames: [],
      isOwnAnswer: false,
      isExpired: false,
    }
  }

  /**
   * Aliases that `client` was last told for a name (any client, where it did not ask), for a server whose name is known by
   * Host or SNI; empty where none were.
   */
  cnamesOf(client: string, name: string): readonly string[] {
    const host = plainName(name)
    return this.ownChains.get(`${client} ${host}`) ?? this.chains.get(host) ?? []
  }

  private told(
    client: string,
    address: string,
    sec: number,
    isMeant: (name: string) => boolean,
  ): ServerName | null {
    const tellings = this.byAddress.get(address)
    if (tellings === undefined) return null
    let own: Telling | undefined
    let last: Telling | undefined
    const names = new Set<string>()
    let left = limits.attribute.namesScannedMax
    let telling = tellings.seek(sec + lateSecondsMax)
    for (; telling !== undefined && left > 0; telling = tellings.back(), left--) {
      if (!isMeant(telling.name)) continue
      last ??= telling
      if (own === undefined && telling.client === client) own = telling
      names.add(telling.name)
    }
    const meant = own ?? last
    if (meant === undefined) return null
    names.delete(meant.name)
    return {
      name: meant.name,
      evidence: 'dns-answer',
      cnames: meant.cnames,
      otherNames: [...names],
      isOwnAnswer: own !== undefined,
      isExpired: sec > meant.until,
    }
  }

  private isFull(frame: number, name: string): boolean {
    if (this.held < limits.attribute.dnsAnswersMax) return false
    this.counts.leftOut++
    this.anomalies.note(attributeAnomalies.namesMax, frame, name)
    return true
  }
}

function isAny(): boolean {
  return true
}

/** From `sec` on, until the next for the same address. They stand in order of time. */
interface Telling {
  readonly client: string
  readonly name: string
  readonly cnames: readonly string[]
  sec: number
  until: number
}

function isSame(telling: Telling, client: string, name: string, cnames: readonly string[]): boolean {
  return telling.name === name && telling.client === client && sameNames(telling.cnames, cnames)
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false
  }
  return true
}
