import type { KeyLog } from '../key-log.ts'
import { handshakeTypes } from './handshake-reader.ts'
import { LateSearch } from './late-search.ts'
import type { FoundMaster, FoundSecret, Seen } from './late-search.ts'
import type { Negotiation } from './negotiation.ts'
import { recordTypes } from './parse.ts'
import type { LateSide, RecordSide } from './record-side.ts'
import type { TlsRecord } from './record.ts'
import type { CipherSuite } from './suites.ts'
import { verdicts } from '../../core/verdict.ts'

/** Records of a direction for which secrets are tried, by what was seen. */
const searchesMax: Readonly<Record<Seen, number>> = { hello: 1, handshake: 4, nothing: 2 }
/** A sealed record that is no longer says nothing but that the connection is closed. */
const sealedAlertBytes = 19

/**
 * What was seen of a connection of which no line of the key log is known to be its own, and on which of its records secrets are
 * tried.
 */
export class LateJoin {
  seen: Seen = 'nothing'
  /** By which its session may go on, given before the master secret was found. */
  givenTicket: Buffer | null = null
  private readonly trials: LateSearch
  private readonly onLimit: () => void
  private hasNotedLimit = false

  /** `onLimit`: not all can be tried; called once. */
  constructor(keys: KeyLog, onLimit: () => void) {
    this.trials = new LateSearch(keys)
    this.onLimit = onLimit
  }

  /** Whether a record of a direction that was joined late is in clear, as far as its type and form tell. */
  isClear(late: LateSide, { type, buf, start, end }: TlsRecord): boolean {
    switch (type) {
      case recordTypes.changeCipherSpec:
        late.hasChanged ||= end - start === 1
        if (late.hasChanged) this.sawHandshake()
        return end - start === 1
      case recordTypes.alert:
        return end - start === 2
      case recordTypes.handshake: {
        // Behind a ChangeCipherSpec only a second ClientHello is (of TLS 1.3, RFC 8446, 4.1.4).
        const isClear = !late.hasChanged || buf[start] === handshakeTypes.clientHello
        if (isClear) this.sawHandshake()
        return isClear
      }
      default:
        return false
    }
  }

  private sawHandshake(): void {
    if (this.seen === 'nothing') this.seen = 'handshake'
  }

  hasTriedAll({ verdict, late }: RecordSide): boolean {
    return verdict !== verdicts.more || late === null || this.hasTried(late)
  }

  hasTried({ searches }: LateSide): boolean {
    return searches >= searchesMax[this.seen]
  }

  /** The secret of a sealed record, as far as it is one that secrets are tried on. */
  search(
    side: RecordSide,
    late: LateSide,
    record: TlsRecord,
    negotiation: Negotiation,
    suite: CipherSuite | null,
  ): FoundSecret | null {
    const { trials } = this
    const { start, end } = record
    if (this.hasTried(late)) return null
    if (end - start <= sealedAlertBytes && this.seen === 'nothing') return null
    late.searches++
    const { isClient } = side
    let found: FoundSecret | null
    if (negotiation.hasHello) found = trials.place(record, isClient, suite, negotiation.clientRandom)
    else if (this.seen !== 'nothing' || late.searches === 1)
      found = trials.find(record, isClient, suite, this.seen)
    // Now it is known that two records in a row do not look like TLS 1.2.
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
