import { limits } from '../../core/limits.ts'
import type { ParserContext } from '../types.ts'
import { tlsAnomalies } from './anomalies.ts'
import { ClearRecords } from './clear-records.ts'
import type { ConnectionAnomalies } from './connection-anomalies.ts'
import { LateJoin } from './late-join.ts'
import type { Seen } from './late-search.ts'
import type { Negotiation } from './negotiation.ts'
import { tls13 } from './negotiation.ts'
import { RecordKeys } from './record-keys.ts'
import type { RecordOpener } from './record-opener.ts'
import type { RecordSide } from './record-side.ts'
import type { TlsRecord } from './record.ts'

/**
 * What is known of a connection's secrets. `known`: the key log has them, as far as it has any. `awaited`: none is there
 * yet, and one may come. `searched`: whose they are is found by trying. `none`: nothing can be decrypted, and what is read
 * is what TLS 1.2 sends in clear, until keys are in use (or go on without any). `unseen`: the same, and no hello was seen, so that
 * nothing is read.
 */
export type Secrets = 'known' | 'awaited' | 'searched' | 'none' | 'unseen'

/** What is known of a connection's secrets, and with them of how its records are protected. */
export class ConnectionSecrets {
  private readonly context: ParserContext
  private readonly anomalies: ConnectionAnomalies
  private kind: Secrets
  readonly recordKeys: RecordKeys
  /** Of a connection whose secrets are found by trying. */
  joined: LateJoin | null = null
  /** The ServerHello is missing, so that the cipher of TLS 1.3 is found by trying. */
  isGuessing = false
  /** Records that passed while a secret was awaited. */
  private awaited = 0
  readonly clear: ClearRecords

  constructor(
    context: ParserContext,
    anomalies: ConnectionAnomalies,
    negotiation: Negotiation,
    kind: Exclude<Secrets, 'searched'>,
  ) {
    this.context = context
    this.anomalies = anomalies
    this.kind = kind
    this.recordKeys = new RecordKeys(negotiation, () => {
      anomalies.noteOfFlow(tlsAnomalies.triesLimit)
    })
    this.clear = new ClearRecords(context.counts)
  }

  get areAwaited(): boolean {
    return this.kind === 'awaited'
  }

  get areSearched(): boolean {
    return this.kind === 'searched'
  }

  /** Nothing can be decrypted. */
  get areNone(): boolean {
    return this.kind === 'none'
  }

  /** Neither a hello nor anything that could be tried is there. */
  get isUnseen(): boolean {
    return this.kind === 'unseen'
  }

  /** Whether nothing tells yet which connection it is. */
  get isUnknown(): boolean {
    return this.isUnseen || (this.areSearched && !this.negotiation.hasHello)
  }

  /** Whether the log may have the connection under the random of a hello that is sealed in the one that was seen. */
  mayBeHidden(): boolean {
    return (
      this.negotiation.offersEch && this.context.keys.secrets.hasUnclaimed('SERVER_HANDSHAKE_TRAFFIC_SECRET')
    )
  }

  get negotiation(): Negotiation {
    return this.recordKeys.negotiation
  }

  /** Nothing is known yet of its records. */
  get isTrying(): boolean {
    return this.areSearched || this.isUnseen
  }

  /** Behind what is lost nothing would be read any more. */
  get isHandshakeOnly(): boolean {
    return this.areAwaited || (this.areNone && !this.isUnencrypted)
  }

  /** Its suite protects what is sent against changes alone. */
  get isUnencrypted(): boolean {
    return this.recordKeys.suite?.kind === 'null'
  }

  get isTls13(): boolean {
    return this.isGuessing || this.negotiation.version === tls13
  }

  /**
   * Whether the session began in a connection before the capture, whose line in the log has the master secret of this one: some
   * programs write no other.
   */
  mayBeResumed(): boolean {
    const { negotiation } = this
    if (this.isTls13 || !negotiation.isResumed || negotiation.suite?.kind === 'null') return false
    return this.context.keys.secrets.hasUnclaimed('CLIENT_RANDOM')
  }

  /** Whether somebody reads a record in clear: where secrets are missing, as far as it is read where none can come. */
  isRead(side: RecordSide, type: number): boolean {
    if (this.areAwaited) return this.clear.staysLegible(side, type, this.negotiation.version !== 0)
    return !this.areSearched
  }

  /** They are to be found by trying. `seen`: as far as the connection was seen. */
  search(seen: Seen = 'nothing'): LateJoin {
    this.kind = 'searched'
    this.joined = new LateJoin(this.context.keys, seen, () => {
      this.anomalies.noteOfFlow(tlsAnomalies.lateLimit)
    })
    return this.joined
  }

  /** The master secret, tried on a sealed record of TLS 1.2 or before: what opens both directions; null where none does. */
  findMaster(record: TlsRecord, isClient: boolean): readonly [RecordOpener, RecordOpener] | null {
    const { joined, negotiation } = this
    const found = joined === null ? null : joined.findMaster(record, isClient, negotiation)
    if (joined === null || found === null) return null
    const { counts, keys } = this.context
    if (negotiation.hasHello) counts.hellosWithoutKey--
    else keys.secrets.claim(found.random, 0)
    negotiation.clientRandom = found.random
    negotiation.settleMaster(found.master)
    if (joined.givenTicket !== null) negotiation.learnTicket(joined.givenTicket, found.master)
    this.found()
    return found.openers
  }

  /** A secret is there. */
  found(): void {
    if (!this.areAwaited && !this.areSearched) return
    this.kind = 'known'
    this.clear.found()
  }

  /** A record has passed while one was awaited. True: it is awaited no longer. */
  passed(): boolean {
    return ++this.awaited > limits.message.tlsAwaitedRecordsMax
  }

  /** Where one was awaited, it did not come in time. */
  missed(): void {
    if (!this.areAwaited) return
    const { counts, keys } = this.context
    this.kind = 'known'
    // One that came behind the last record is late, not missing.
    if (!this.negotiation.hasKey) counts.hellosWithoutKey++
    keys.missedHello(this.negotiation.clientRandom, 0)
  }
}
