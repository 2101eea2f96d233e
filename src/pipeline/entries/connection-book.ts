/**
 * What the logs of one run say of the same connections. Zeek writes one file for each protocol: sizes stand in one, names in
 * others. A connection counts once, whoever tells of it first, and its sizes go to the recipient that any of them names.
 */
import { NameBook } from '../../attribute/names.ts'
import type { NameEvidence } from '../../attribute/types.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'

/** The logs tell of more connections than are kept. */
export const tooManyConnections: AnomalyCode = {
  code: 'source.entry.connections_max',
  kind: 'limit',
  sentence:
    'The logs tell of more connections than are kept: what several of them say of one of the further ones is not put together.',
}

/** The strongest name that a log gives the server of a connection. */
export interface ConnectionName {
  readonly name: string
  readonly evidence: NameEvidence
}

/** What the proxy at the end of a connection was asked to reach: an address, '' where it was a name, and a port, 0 where none is told. */
export interface ProxiedTo {
  readonly address: string
  readonly port: number
}

/** What names a server, the weakest first. */
const strengths: readonly NameEvidence[] = ['certificate', 'dns-answer', 'sni', 'host']

/** The book of one scan. Connections go by the id that the logs give them; past the limit it forgets the later ones. */
export class ConnectionBook {
  /** Answers of DNS in logs, whichever file they stand in. */
  readonly answers: NameBook
  /** Lines of device logs that were read, by digest. */
  readonly lines: Set<string> = new Set()
  /** Contacts that records of the device's own logs counted, by what tells the records apart. */
  readonly hits: Map<string, number> = new Map()
  private readonly told: Set<string> = new Set()
  private readonly sized: Set<string> = new Set()
  private readonly ended: Set<string> = new Set()
  private readonly names: Map<string, ConnectionName> = new Map()
  private readonly proxied: Map<string, ProxiedTo> = new Map()
  /** Hosts that certificates are for, and the certificates of connections whose handshake names no server. */
  private readonly certificates: Map<string, string> = new Map()
  private readonly shown: Map<string, string> = new Map()

  private readonly anomalies: AnomalyLog

  constructor(anomalies: AnomalyLog) {
    this.answers = new NameBook(anomalies)
    this.anomalies = anomalies
  }

  /** Whether one more is kept; where not, that is said. */
  private hasRoomIn({ size }: { readonly size: number }): boolean {
    if (size < limits.attribute.dnsAnswersMax) return true
    this.anomalies.note(tooManyConnections, 0)
    return false
  }

  /** Whether the connection is told of for the first time in this run. */
  isNew(connection: string): boolean {
    if (this.told.has(connection)) return false
    if (this.hasRoomIn(this.told)) this.told.add(connection)
    return true
  }

  /** A log says how many bytes the connection carried. */
  sawSizes(connection: string): void {
    if (!this.sized.has(connection) && this.hasRoomIn(this.sized)) this.sized.add(connection)
  }

  hasSizes(connection: string): boolean {
    return this.sized.has(connection)
  }

  /** Whether no other log has ended the connection in this run. */
  isFirstEnd(connection: string): boolean {
    if (connection === '') return true
    if (this.ended.has(connection)) return false
    if (this.hasRoomIn(this.ended)) this.ended.add(connection)
    return true
  }

  /**
   * A log names the server of the connection: a Host field says more than the name of a handshake, that more than an answer
   * of DNS, and whom the phone asked for more than what the server is certified as.
   */
  sawName(connection: string, name: string, evidence: NameEvidence): void {
    if (name === '') return
    const known = this.names.get(connection)
    if (known !== undefined && strengths.indexOf(known.evidence) > strengths.indexOf(evidence)) return
    if (known === undefined && !this.hasRoomIn(this.names)) return
    this.names.set(connection, { name, evidence })
  }

  /** A log shows that the server of the connection is a proxy. */
  sawProxy(connection: string, to: ProxiedTo): void {
    if (this.proxied.has(connection) || this.hasRoomIn(this.proxied)) this.proxied.set(connection, to)
  }

  /** Null where no log shows that the server of the connection is a proxy. */
  proxiedTo(connection: string): ProxiedTo | null {
    return this.proxied.get(connection) ?? null
  }

  /** A log tells for which host the certificate `id` is. */
  sawCertificate(id: string, name: string): void {
    if (name === '') return
    if (this.certificates.has(id) || this.hasRoomIn(this.certificates)) this.certificates.set(id, name)
  }

  /** The server of the connection has shown the certificate `id`. */
  showed(connection: string, id: string): void {
    if (id === '') return
    if (this.shown.has(connection) || this.hasRoomIn(this.shown)) this.shown.set(connection, id)
  }

  /** By what name the server of a flow goes, behind a proxy if it has one, once all logs were read; null where none names it. */
  nameOf(connection: string, flow: Flow): ConnectionName | null {
    const named = this.names.get(connection) ?? this.certifiedName(connection)
    if (named !== undefined && named.evidence !== 'certificate') return named
    const proxied = this.proxiedTo(connection)
    if (proxied !== null)
      return named ?? (proxied.address === '' ? null : { name: proxied.address, evidence: 'host' })
    return this.nameOfAddress(flow) ?? named ?? null
  }

  /** What answers of DNS call the address at the end of a flow; null where none does. */
  nameOfAddress({ clientAddress, serverAddress, firstSec }: Flow): ConnectionName | null {
    const { name, evidence } = this.answers.nameOf(clientAddress, serverAddress, firstSec)
    return evidence === 'none' ? null : { name, evidence }
  }

  private certifiedName(connection: string): ConnectionName | undefined {
    const name = this.certificates.get(this.shown.get(connection) ?? '')
    return name === undefined ? undefined : { name, evidence: 'certificate' }
  }
}
