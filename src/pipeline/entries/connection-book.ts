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

/** Connections were ended before all that tells of them was read. */
const endedEarly: AnomalyCode = {
  code: 'source.entry.connections_ended',
  kind: 'limit',
  sentence:
    'The logs tell of more connections than are held open: the oldest were taken for ended, and what tells of them further behind is not put together with them.',
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

/** Bits of what logs have told of a connection. */
const marks = { begun: 1, sized: 2, ended: 4, cutOff: 8 } as const

/** What the logs of a run said of one connection. One small object for each: there may be as many as the book keeps. */
class KnownConnection {
  /** Bits of `marks`. */
  told = 0
  name = ''
  evidence: NameEvidence = 'none'
  proxied: ProxiedTo | null = null
  /** The certificate that its server has shown, '' where none is known. */
  certificate = ''
}

/** The book of one scan. Connections go by the id that the logs give them; past the limit it forgets the later ones. */
export class ConnectionBook {
  /** Answers of DNS in logs, whichever file they stand in. */
  readonly answers: NameBook
  /** What look-ups in the device's own logs were told, whichever file they stand in: rotated ones overlap. */
  readonly lookups: NameBook
  /** Contacts with an address that wait for its name, in the logs of all files of the run. */
  unnamed = 0
  /** Lines of device logs that were read, by digest. */
  readonly lines: Set<string> = new Set()
  /** Contacts that records of the device's own logs counted, by what tells the records apart. */
  readonly hits: Map<string, number> = new Map()
  /** Connections that the feeders of all files of the run hold open. */
  open = 0
  private readonly connections: Map<string, KnownConnection> = new Map()
  /** Hosts that certificates are for. */
  private readonly certificates: Map<string, string> = new Map()

  private readonly anomalies: AnomalyLog

  constructor(anomalies: AnomalyLog) {
    this.answers = new NameBook(anomalies)
    this.lookups = new NameBook(anomalies)
    this.answers.isByTime = true
    this.lookups.isByTime = true
    this.anomalies = anomalies
  }

  /** A further file of the run is read. */
  nextFile(): void {
    this.answers.nextFile()
    this.lookups.nextFile()
  }

  /** Whether one more is kept; where not, that is said. */
  private hasRoomIn({ size }: { readonly size: number }): boolean {
    if (size < limits.attribute.dnsAnswersMax) return true
    this.anomalies.note(tooManyConnections, 0)
    return false
  }

  /** What is known of a connection, begun where there is room; null where there is none. */
  private known(connection: string): KnownConnection | null {
    const known = this.connections.get(connection)
    if (known !== undefined) return known
    if (!this.hasRoomIn(this.connections)) return null
    const begun = new KnownConnection()
    this.connections.set(connection, begun)
    return begun
  }

  /** Whether this is told of the connection for the first time: so it seems of those for which there is no room. */
  private isFirst(connection: string, mark: number): boolean {
    const known = this.known(connection)
    if (known === null) return true
    const isFirst = (known.told & mark) === 0
    known.told |= mark
    return isFirst
  }

  private has(connection: string, mark: number): boolean {
    return ((this.connections.get(connection)?.told ?? 0) & mark) !== 0
  }

  /** Whether the connection is told of for the first time in this run. */
  isNew(connection: string): boolean {
    return this.isFirst(connection, marks.begun)
  }

  /** A log says how many bytes the connection carried. */
  sawSizes(connection: string): void {
    this.isFirst(connection, marks.sized)
  }

  hasSizes(connection: string): boolean {
    return this.has(connection, marks.sized)
  }

  /** Whether no other log has ended the connection in this run. */
  isFirstEnd(connection: string): boolean {
    return connection === '' || this.isFirst(connection, marks.ended)
  }

  /** Whether a log ended the connection before its sizes were known: it is counted as a flow. */
  wasEnded(connection: string): boolean {
    return this.has(connection, marks.ended)
  }

  /**
   * The connection was ended to make room for others. `isNamed`: it is known with whom it was; else what names that further
   * behind comes too late, which is said.
   */
  cutOff(connection: string, isNamed: boolean): void {
    if (isNamed) this.isFirst(connection, marks.cutOff)
    else this.anomalies.note(endedEarly, 0)
  }

  /** An entry is of a connection that is not held: where that was cut off before, it is said. */
  begins(connection: string): void {
    if (this.has(connection, marks.cutOff)) this.anomalies.note(endedEarly, 0)
  }

  /**
   * A log names the server of the connection: a Host field says more than the name of a handshake, that more than an answer
   * of DNS, and whom the phone asked for more than what the server is certified as.
   */
  sawName(connection: string, name: string, evidence: NameEvidence): void {
    if (name === '') return
    const known = this.known(connection)
    if (known === null || strengths.indexOf(known.evidence) > strengths.indexOf(evidence)) return
    known.name = name
    known.evidence = evidence
  }

  /** A log shows that the server of the connection is a proxy. */
  sawProxy(connection: string, to: ProxiedTo): void {
    const known = this.known(connection)
    if (known !== null) known.proxied = to
  }

  /** Null where no log shows that the server of the connection is a proxy. */
  proxiedTo(connection: string): ProxiedTo | null {
    return this.connections.get(connection)?.proxied ?? null
  }

  /** A log tells for which host the certificate `id` is. */
  sawCertificate(id: string, name: string): void {
    if (name === '') return
    if (this.certificates.has(id) || this.hasRoomIn(this.certificates)) this.certificates.set(id, name)
  }

  /** The server of the connection has shown the certificate `id`. */
  showed(connection: string, id: string): void {
    const known = id === '' ? null : this.known(connection)
    if (known !== null) known.certificate = id
  }

  /** By what name the server of a flow goes, behind a proxy if it has one, once all logs were read; null where none names it. */
  nameOf(connection: string, flow: Flow): ConnectionName | null {
    const known = this.connections.get(connection)
    const named = known === undefined ? null : this.nameIn(known)
    if (named !== null && named.evidence !== 'certificate') return named
    const proxied = this.proxiedTo(connection)
    if (proxied !== null)
      return named ?? (proxied.address === '' ? null : { name: proxied.address, evidence: 'host' })
    return this.nameOfAddress(flow) ?? named
  }

  /** What answers of DNS call the address at the end of a flow; null where none does. */
  nameOfAddress({ clientAddress, serverAddress, firstSec }: Flow): ConnectionName | null {
    const { name, evidence } = this.answers.nameOf(clientAddress, serverAddress, firstSec)
    return evidence === 'none' ? null : { name, evidence }
  }

  private nameIn({ name, evidence, certificate }: KnownConnection): ConnectionName | null {
    if (name !== '') return { name, evidence }
    const certified = this.certificates.get(certificate)
    return certified === undefined ? null : { name: certified, evidence: 'certificate' }
  }
}
