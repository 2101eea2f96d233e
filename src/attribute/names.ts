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
  private file = 0
  /**
   * Answers of logs stand in any order, also the newest first: each counts by its time alone. Of packets, those that stand
   * later were told later, whatever the clock says.
   */
  isByTime = false

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
    const last = this.byAddress.get(address)?.lastSec ?? sec
    const isBack = sec < last && !this.isByTime
    // Of answers that are nearly of one time the order of the file tells more.
    const from = isBack && sec + lateSecondsMax >= last ? last : sec
    const telling: Telling = {
      client,
      name,
      cnames: chain,
      sec: from,
      again: from,
      until: from + ttlSeconds,
      file: this.file,
    }
    let isNew = this.put(address, telling, frame)
    // Behind a clock that was set back, what was told later also counts where the clock comes to the old time again.
    if (isBack && from < last)
      isNew =
        this.put(address, { ...telling, sec: last, again: last, until: last + ttlSeconds }, frame) || isNew
    if (!isNew) return
    if (chain.length > 0 || this.chains.has(name)) {
      this.chains.set(name, chain)
      this.ownChains.set(`${client} ${name}`, chain)
    }
  }

  /**
   * The answers that follow are those of a further file: what lies between them and earlier ones may be told later, so that
   * even the same are kept apart, as long as half of the room is free.
   */
  nextFile(): void {
    this.file++
  }

  /** Puts an answer where its time is. False where it needed no room, or there is none. */
  private put(address: string, telling: Telling, frame: number): boolean {
    let tellings = this.byAddress.get(address)
    const before = tellings?.seek(telling.sec)
    if (
      before !== undefined &&
      isSame(before, telling) &&
      (before.file === telling.file ||
        telling.sec <= before.again ||
        this.held * 2 > limits.attribute.dnsAnswersMax)
    ) {
      // The same answer again, as most are: it lasts longer.
      before.again = Math.max(before.again, telling.sec)
      before.until = Math.max(before.until, telling.until)
      return false
    }
    const after = tellings?.next
    const isAmid = this.isByTime && before !== undefined && before.again > telling.sec
    if (!isAmid && after !== undefined && isSame(after, telling) && after.file === telling.file) {
      after.sec = telling.sec
      after.until = Math.max(after.until, telling.until)
      return false
    }
    if (this.isFull(frame, telling.name)) return false
    if (tellings === undefined) {
      tellings = new InOrderOfTime()
      this.byAddress.set(address, tellings)
    }
    tellings.insert(telling)
    this.held++
    // What was told before and behind this one counts from either time on.
    if (!isAmid) return true
    const { again } = before
    before.again = before.sec
    if (!this.isFull(frame, before.name)) {
      tellings.seek(again)
      tellings.insert({ ...before, sec: again, again })
      this.held++
    }
    return true
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
    return this.told(
      client,
      address,
      sec + lateSecondsMax,
      sec,
      (name) => name !== shown && this.publicNames.get(name) === shown,
    )
  }

  /** The name that was last told of `address`, not after `sec`; '' where the file that is read did not tell it. */
  nameInFile(address: string, sec: number): string {
    const telling = this.byAddress.get(address)?.seek(sec)
    return telling?.file === this.file ? telling.name : ''
  }

  /**
   * The name by which `client` was last told of `address`, not after `sec` (or so many seconds behind it); else what the file
   * says; else none.
   */
  nameOf(client: string, address: string, sec: number, lateSeconds: number = lateSecondsMax): ServerName {
    const told = this.told(client, address, sec + lateSeconds, sec, isAny)
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
    until: number,
    sec: number,
    isMeant: (name: string) => boolean,
  ): ServerName | null {
    const tellings = this.byAddress.get(address)
    if (tellings === undefined) return null
    let own: Telling | undefined
    let last: Telling | undefined
    const names = new Set<string>()
    let left = limits.attribute.namesScannedMax
    let telling = tellings.seek(until)
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
  /** When it was told last, as far as nothing else was told of the address between. */
  again: number
  until: number
  /** In which file, by their number. */
  readonly file: number
}

function isSame(left: Telling, right: Telling): boolean {
  return left.name === right.name && left.client === right.client && sameNames(left.cnames, right.cnames)
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false
  }
  return true
}
