import type { KeyLog } from '../key-log.ts'
import { ExplicitNumbers } from './explicit-numbers.ts'
import { handshakeTypes } from './handshake-reader.ts'
import { LateSearch } from './late-search.ts'
import type { FoundMaster, FoundSecret, Seen } from './late-search.ts'
import type { Negotiation } from './negotiation.ts'
import { recordTypes } from './parse.ts'
import type { TlsRecord } from './record.ts'
import type { CipherSuite } from './suites.ts'

/** Records of a direction for which secrets are tried, by what was seen. */
const searchesMax: Readonly<Record<Seen, number>> = { hello: 1, handshake: 4, nothing: 2 }
/** A sealed record that is no longer says nothing but that the connection is closed. */
const sealedAlertBytes = 19

/** What was seen of a connection of which no line of the key log is known to be its own, and what secrets are tried with. */
export class LateJoin {
  seen: Seen
  /** By which its session may go on, given before the master secret was found. */
  givenTicket: Buffer | null = null
  private readonly trials: LateSearch
  private readonly onLimit: () => void
  private hasNotedLimit = false

  /** `onLimit`: not all can be tried; called once. */
  constructor(keys: KeyLog, seen: Seen, onLimit: () => void) {
    this.trials = new LateSearch(keys)
    this.seen = seen
    this.onLimit = onLimit
  }

  sawHandshake(): void {
    if (this.seen === 'nothing') this.seen = 'handshake'
  }

  /**
   * Tries secrets on a sealed record of TLS 1.3. `isFirst`: on none before it of its direction; else it is known that two
   * records in a row do not look like TLS 1.2.
   */
  findSecret(
    record: TlsRecord,
    isClient: boolean,
    negotiation: Negotiation,
    suite: CipherSuite | null,
    isFirst: boolean,
  ): FoundSecret | null {
    const { trials, seen } = this
    let found: FoundSecret | null
    if (negotiation.hasHello) found = trials.place(record, isClient, suite, negotiation.clientRandom)
    else if (seen !== 'nothing' || isFirst) found = trials.find(record, isClient, suite, seen)
    else found = trials.findFar(record, isClient, suite)
    this.noteLimit()
    return found
  }

  /** Of TLS 1.2 and before: the master secret, tried on the first record that is sealed. */
  findMaster(record: TlsRecord, isClient: boolean, negotiation: Negotiation): FoundMaster | null {
    const found = this.trials.findMaster(record, isClient, negotiation)
    this.noteLimit()
    return found
  }

  private noteLimit(): void {
    if (!this.trials.isLimited || this.hasNotedLimit) return
    this.hasNotedLimit = true
    this.onLimit()
  }
}

/** What passed of a direction of such a connection before its key and number were found. */
export class LateSide {
  /** Sealed records, and those of them for which secrets were tried. */
  passed = 0
  searches = 0
  /** A ChangeCipherSpec was seen. */
  hasChanged = false
  private readonly explicitNumbers: ExplicitNumbers = new ExplicitNumbers()
  private readonly join: LateJoin

  constructor(join: LateJoin) {
    this.join = join
  }

  /** The hello was seen, and no line of the log has its random: nothing behind it has told more. */
  get isBehindHello(): boolean {
    return this.join.seen === 'hello'
  }

  /** Secrets were tried on as many records as they are. */
  get hasTried(): boolean {
    return this.searches >= searchesMax[this.join.seen]
  }

  /** Whether a record is in clear, as far as its type and form tell. */
  isClear({ type, buf, start, end }: TlsRecord): boolean {
    switch (type) {
      case recordTypes.changeCipherSpec:
        this.hasChanged ||= end - start === 1
        if (this.hasChanged) this.join.sawHandshake()
        return end - start === 1
      case recordTypes.alert:
        return end - start === 2
      case recordTypes.handshake: {
        // Behind a ChangeCipherSpec only a second ClientHello is (of TLS 1.3, RFC 8446, 4.1.4).
        const isClear = !this.hasChanged || buf[start] === handshakeTypes.clientHello
        if (isClear) this.join.sawHandshake()
        return isClear
      }
      default:
        return false
    }
  }

  /** Whether a sealed record is of TLS 1.2 or before; `isTls13`: it is known not to be, where it looks like data. */
  isOf12({ type, buf, start, end }: TlsRecord, isTls13: boolean): boolean {
    return type !== recordTypes.applicationData || (!isTls13 && this.explicitNumbers.take(buf, start, end))
  }

  /** The secret of a sealed record of TLS 1.3, where it is one that secrets are tried on. */
  search(
    record: TlsRecord,
    isClient: boolean,
    negotiation: Negotiation,
    suite: CipherSuite | null,
  ): FoundSecret | null {
    if (this.hasTried) return null
    if (record.end - record.start <= sealedAlertBytes && this.join.seen === 'nothing') return null
    this.searches++
    return this.join.findSecret(record, isClient, negotiation, suite, this.searches === 1)
  }
}
