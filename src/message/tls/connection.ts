/**
 * Reads a TLS connection whose secrets may be known: records are put together, opened, and their content handed to an
 * inner stream, whose protocol is chosen by content. Byte i of a record's content is byte i of its ciphertext, so what is
 * found inside points to the captured bytes that carry it.
 *
 * Nothing counts as content that tag or MAC do not confirm. After a gap the next record is found by its header, and its
 * number by trying (a bounded number of times); what was lost in between is a gap of the inner stream. A record that does
 * not open under the current key is tried under the next ones: the Finished, KeyUpdate or EndOfEarlyData that changes
 * the key may itself be missing.
 *
 * Where the ClientHello is not in the capture, secrets of connections whose hello was not seen are tried on the first sealed
 * records (see {@link LateSide}). What opens one names the connection; the other direction's secret is known then. The same
 * where the hello offers ECH: if the server takes it, the log has the connection under the random of the hello sealed within
 * (RFC 9850, 2.1).
 *
 * Where there is nothing to try, the first records of each direction are followed all the same: only a hello proves TLS, and what
 * is no record behind them is something else, to be read as what it is.
 *
 * Nor is every record encrypted whose key is not known: a suite may protect against changes alone, and a program may only pretend.
 * Where text stands in one, it and those that follow it in its direction are handed on as they are.
 *
 * Of a source whose secrets come while it is read, a connection without any is awaited for some records: each asks for
 * the secrets anew, and those that passed before stay undecryptable.
 */
import type { AnomalyCode } from '../../core/anomaly.ts'
import { beginsWithText, hasTextInRecord, showsText } from '../../core/signs/leading-text.ts'
import type { RunOrigin } from '../../core/origin.ts'
import type { Protection } from '../../core/protection.ts'
import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import type { Flow } from '../../stream/types.ts'
import type { ParserContext } from '../types.ts'
import { switchProtocol } from '../types.ts'
import { tlsAnomalies } from './anomalies.ts'
import { ConnectionAnomalies } from './connection-anomalies.ts'
import { ConnectionSecrets } from './connection-secrets.ts'
import type { Secrets } from './connection-secrets.ts'
import { HandshakeFollower } from './handshake-follower.ts'
import type { HandshakeOwner } from './handshake-follower.ts'
import { InnerContent } from './inner-content.ts'
import { LateSide } from './late-join.ts'
import type { FoundSecret, Seen } from './late-search.ts'
import type { Negotiation } from './negotiation.ts'
import { recordTypes } from './parse.ts'
import { wireBytes } from './record.ts'
import type { TlsRecord } from './record.ts'
import type { RecordOpener } from './record-opener.ts'
import type { RecordKeys } from './record-keys.ts'
import { RecordOpenings } from './record-openings.ts'
import { RecordReader } from './record-reader.ts'
import type { RecordOwner } from './record-reader.ts'
import { RecordRuns } from './record-runs.ts'
import type { RecordSide } from './record-side.ts'
import { phases } from './record-side.ts'
import { RecordSides } from './record-sides.ts'
import { shownLength } from './shown-text.ts'
import { WaitingRecords } from './waiting-records.ts'

/** Records of a direction that may pass until a secret is found. */
const unplacedMax = 64
/** Records of a direction that are followed where neither a hello nor a secret is there. */
const unseenMax = 16

export class TlsConnection implements RecordOwner, HandshakeOwner {
  private readonly flow: Flow
  private readonly context: ParserContext
  private readonly sides: RecordSides
  private readonly secrets: ConnectionSecrets
  private readonly recordKeys: RecordKeys
  /** Nothing more of it is read. */
  isGivenUp = false
  /** After the verdict `switchProtocol`: where in the bytes just given something else begins. */
  restStart = 0
  private readonly waiting: WaitingRecords = new WaitingRecords()
  private isEnded = false
  private readonly anomalies: ConnectionAnomalies
  private readonly openings: RecordOpenings
  private readonly reader: RecordReader
  private readonly content: InnerContent
  private readonly handshake: HandshakeFollower

  /** `negotiation` is that of the ClientHello that `clientDirection` sent; `hasName`: it names the server. */
  constructor(
    flow: Flow,
    context: ParserContext,
    clientDirection: Direction,
    negotiation: Negotiation,
    hasName: boolean,
    secrets: Exclude<Secrets, 'searched'> = 'known',
  ) {
    this.flow = flow
    this.content = new InnerContent(flow, context)
    this.context = context
    this.reader = new RecordReader(this, context.counts)
    this.anomalies = new ConnectionAnomalies(flow, context.anomalies)
    this.openings = new RecordOpenings(context.counts, this.anomalies)
    this.secrets = new ConnectionSecrets(context, this.anomalies, negotiation, secrets)
    this.recordKeys = this.secrets.recordKeys
    this.sides = new RecordSides(clientDirection, context.counts)
    const { sides, anomalies } = this
    this.handshake = new HandshakeFollower(this, flow, context, sides, this.secrets, anomalies, hasName)
  }

  /** Which connection it is, is to be found by trying: `negotiation` is that of no hello. `seen`: as far as it was seen. */
  joinLate(seen: Seen = 'nothing'): void {
    const join = this.secrets.search(seen)
    for (const side of this.sides.all) side.late = new LateSide(join)
  }

  /** Nothing of it can be decrypted. */
  get isInClear(): boolean {
    return this.secrets.areNone
  }

  /** Whether nothing tells yet which connection it is. */
  get isUnknown(): boolean {
    return this.secrets.isUnknown
  }

  /** Neither a hello nor anything that could be tried is there. */
  get isUnseen(): boolean {
    return this.secrets.isUnseen
  }

  /** Records of it carry text that is not encrypted. */
  get isShown(): boolean {
    return this.sides.areShown
  }

  /** Its hello comes after all: what was read without it is over. */
  supersede(): void {
    this.anomalies.leaveMissing()
    this.end()
  }

  get heldBytes(): number {
    return this.waiting.bytes + this.sides.heldBytes
  }

  /** The ClientHello ended inside a record of which so many bytes are left. */
  startInRecord(direction: Direction, left: number, version: number): void {
    this.reader.startInRecord(this.sides.of(direction), left, version)
  }

  /** The direction begins in a record of which so many bytes are left. */
  skipRecord(direction: Direction, left: number): void {
    this.sides.of(direction).skipBytes = left
  }

  push(direction: Direction, buf: Buffer, start: number, end: number, origin: RunOrigin): Verdict {
    const side = this.sides.of(direction)
    const stop = this.reader.push(side, buf, start, end, origin)
    return stop < end ? this.leaveAt(stop) : this.sides.verdictOf(side)
  }

  gap(direction: Direction, length: number, origin: RunOrigin): Verdict {
    const side = this.sides.of(direction)
    if (side.verdict !== verdicts.more) return side.verdict
    side.hasMissed = true
    this.at(origin)
    if (this.secrets.isUnseen) {
      this.closeUnseen(side)
      return this.sides.verdictOf(side)
    }
    if (this.secrets.isHandshakeOnly) {
      this.giveUp()
      return this.sides.verdictOf(side)
    }
    side.handshake.reset()
    side.lostBytes += length
    side.missingBytes += length
    this.reader.gap(side, length)
    if (side === this.sides.server && this.secrets.negotiation.version === 0) this.withoutServerHello()
    return this.sides.verdictOf(side)
  }

  finished(direction: Direction): void {
    const side = this.sides.of(direction)
    if (this.secrets.areAwaited && side.pendingBytes > 0) this.giveUp()
    if (side.verdict === verdicts.more && side.pendingBytes > 0) this.dropRecord(side, tlsAnomalies.recordCut)
    if (side === this.sides.server && this.secrets.negotiation.version === 0) this.withoutServerHello()
    this.finishInner(side)
  }

  end(): void {
    if (this.isEnded) return
    this.isEnded = true
    if (this.secrets.areAwaited) this.giveUp()
    for (const side of this.sides.all) {
      if (side.pendingBytes > 0) this.dropRecord(side, tlsAnomalies.recordCut)
      side.handshake.reset()
    }
    this.dropWaiting()
    this.content.end()
    this.reader.end()
    for (const side of this.sides.all) RecordRuns.give(side.runs)
    if (this.secrets.isUnknown && !this.secrets.isUnseen) this.noteNoHello()
    this.openings.end()
  }

  /** Memory is short: what is held is given up, as if it had not been captured. */
  shed(): void {
    for (const side of this.sides.all) {
      side.handshake.reset()
      if (side.body === null) continue
      const left = side.bodyLength - side.bodySeen
      const held = side.pendingBytes
      side.forget()
      this.context.counts.limitBytes += held
      side.lostBytes += held
      side.failures++
      side.skipBytes = left
    }
    this.dropWaiting()
  }

  at(origin: RunOrigin): void {
    this.anomalies.at(origin)
  }

  count(verdict: Verdict, length: number): void {
    this.sides.count(verdict, length)
  }

  /** Nothing more of the direction proves that it is TLS, or that it is not. */
  private closeUnseen(side: RecordSide): void {
    this.sides.close(side, verdicts.undecryptable)
    this.isGivenUp = this.sides.areClosed
  }

  /** Nothing is known by which it could be read, or no longer of use. */
  giveUp(): void {
    this.secrets.missed()
    this.closeBoth(verdicts.undecryptable)
  }

  closeBoth(verdict: Verdict): void {
    this.sides.closeBoth(verdict)
    this.dropWaiting()
  }

  /**
   * Something else follows, in clear: behind a whole record, with nothing missing, there is none. A hello, or less, is all that
   * some programs send of TLS; and behind its end others go on (RFC 8446, 6.1; FTP's CCC). Where bytes may be missing, only text
   * is proof.
   */
  isOver(side: RecordSide, buf: Buffer, at: number, end: number): boolean {
    if (side.isLost || side.verdict !== verdicts.more) return false
    const isAny =
      this.secrets.isHandshakeOnly || side.isFinished || (this.secrets.isUnknown && !this.flow.isRoleGuessed)
    return (isAny && !side.hasMissed) || beginsWithText(buf, at, end)
  }

  reopens(side: RecordSide, buf: Buffer, at: number, end: number): boolean {
    if (side.verdict !== verdicts.undecryptable || !showsText(buf, at, end)) return false
    side.verdict = verdicts.more
    return true
  }

  private leaveAt(at: number): Verdict {
    this.restStart = at
    return switchProtocol
  }

  /** What of a record is there is given up. Its body may still come: see `skipBytes`. */
  dropRecord(side: RecordSide, problem: AnomalyCode): void {
    const held = side.pendingBytes
    if (!this.secrets.isTrying) this.anomalies.note(problem)
    this.context.counts.undecryptableBytes += held
    side.lostBytes += held
    side.missingBytes += held
    side.forget()
  }

  loseTrack(side: RecordSide, frame: number): void {
    if (this.secrets.isUnseen) {
      this.closeUnseen(side)
      return
    }
    if (this.secrets.isHandshakeOnly) {
      this.giveUp()
      return
    }
    if (!this.secrets.isTrying) this.context.anomalies.note(tlsAnomalies.recordBroken, frame)
    side.isLost = true
    side.handshake.reset()
  }

  /** Takes a whole record: every one of its bytes is counted here, or by what it is handed to. */
  record(side: RecordSide, record: TlsRecord, runs: RecordRuns): void {
    const { secrets } = this
    side.recordVersion = record.version
    if (side.verdict !== verdicts.more) this.sides.count(side.verdict, wireBytes(record))
    else if (record.type === recordTypes.applicationData && this.isLegibleAsItIs(side, record))
      this.show(side, record, runs)
    else if (secrets.isUnseen) this.passUnseen(side, record)
    else if (secrets.areNone && this.passKeyless(side, record, runs)) return
    else if (side.late !== null && !side.late.isClear(record)) this.readLate(side, side.late, record, runs)
    else if (this.isUnsettled && this.readUnsettled(side, record, runs)) return
    // The client agrees with an answer that stands behind this in the capture.
    else if (this.handshake.isProposing && side.isClient && this.isBehindChange(record.type))
      this.wait(side, record, runs)
    else this.readSettled(side, record, runs)
  }

  /** The ServerHello was not read, and is not made up for. */
  private get isUnsettled(): boolean {
    const { secrets } = this
    return secrets.negotiation.version === 0 && !secrets.isGuessing && !secrets.areSearched
  }

  private passUnseen(side: RecordSide, record: TlsRecord): void {
    this.context.counts.undecryptableBytes += wireBytes(record)
    if (++side.passed >= unseenMax) this.closeUnseen(side)
  }

  /** Where nothing can be decrypted: what is not read, or not yet. False where it is, in clear. */
  private passKeyless(side: RecordSide, record: TlsRecord, runs: RecordRuns): boolean {
    if (this.isBeforeHidden(side, record.type)) this.wait(side, record, runs)
    else if (this.endsInClear(side, record.type)) this.context.counts.undecryptableBytes += wireBytes(record)
    else return false
    return true
  }

  /** Before the ServerHello: what is not in clear, and of the client what stands behind that. False where it is in clear. */
  private readUnsettled(side: RecordSide, record: TlsRecord, runs: RecordRuns): boolean {
    const { type } = record
    const isClear = type === recordTypes.handshake || type === recordTypes.alert
    if (side.isClient && !(isClear && this.waiting.isEmpty)) {
      if (!this.readEarly(side, record, runs)) this.wait(side, record, runs)
      return true
    }
    if (isClear) return false
    this.withoutServerHello()
    this.record(side, record, runs)
    return true
  }

  /** It is known how the record is protected, or that it is not. */
  private readSettled(side: RecordSide, record: TlsRecord, runs: RecordRuns): void {
    const isData = record.type === recordTypes.applicationData
    // Data shows that keys are in use: the ChangeCipherSpec lies in what is missing.
    if (isData && !side.isProtected && side.missingBytes > 0 && side.prepared !== null)
      this.handshake.changeCipher(side)
    if (!(this.secrets.isTls13 ? isData : side.isProtected)) this.readClear(side, record, runs)
    else if (this.secrets.isTls13) {
      const content = this.open13(side, record, Number.POSITIVE_INFINITY)
      if (content === null) this.failed(side, wireBytes(record))
      else this.read13(side, content, record, runs)
    } else {
      const content = this.open12(side, record)
      if (content === null) this.failed(side, wireBytes(record))
      else this.read12(side, content, record, runs)
    }
  }

  private readClear(side: RecordSide, record: TlsRecord, runs: RecordRuns): void {
    const { counts } = this.context
    const { type, buf, start, end } = record
    const length = wireBytes(record)
    if (type === recordTypes.applicationData) {
      counts.undecryptableBytes += length
      return
    }
    if (this.secrets.isRead(side, type)) counts.framingBytes += length
    else this.secrets.clear.unread(length)
    this.handshake.read(side, type, buf, start, end, runs, start, false)
  }

  /** Whether a record of the client is its change of keys, or comes behind it. */
  private isBehindChange(type: number): boolean {
    return type === recordTypes.changeCipherSpec || !this.waiting.isEmpty
  }

  /** Whether text stands in a record whose key is not known, or stood in one before it. */
  private isLegibleAsItIs(side: RecordSide, { buf, start, end }: TlsRecord): boolean {
    if (side.isShown) return true
    const isKeyless = this.secrets.isUnknown || (this.secrets.areNone && !this.secrets.isUnencrypted)
    return isKeyless && hasTextInRecord(buf, start, end)
  }

  private show(side: RecordSide, record: TlsRecord, runs: RecordRuns): void {
    if (!this.isShown) this.anomalies.noteOfFlow(tlsAnomalies.textInRecords)
    const length = shownLength(side, record)
    this.context.counts.framingBytes += wireBytes(record) - length
    const { buf, start, end } = record
    this.deliver(side, buf.subarray(start, end), length, 0, record, runs, 'plaintext')
  }

  /** Whether what can be read without keys is over with this record: of the direction, or of the connection. */
  private endsInClear(side: RecordSide, type: number): boolean {
    if (side.isProtected || type === recordTypes.handshake || type === recordTypes.alert) return false
    if (this.secrets.negotiation.version === 0) this.closeBoth(verdicts.undecryptable)
    else if (this.secrets.isUnencrypted) return false
    else this.sides.close(side, verdicts.undecryptable)
    return true
  }

  /** Whether what comes before the server has settled anything, early data or a ChangeCipherSpec, may be read later. */
  private isBeforeHidden(side: RecordSide, type: number): boolean {
    const isEarly =
      type === recordTypes.changeCipherSpec || (type === recordTypes.applicationData && side.isClient)
    return isEarly && this.secrets.negotiation.version === 0 && this.secrets.mayBeHidden()
  }

  private read12(side: RecordSide, content: Buffer, record: TlsRecord, runs: RecordRuns): void {
    const lead = side.opener?.leadBytes ?? 0
    this.openings.opened(side, this.secrets.isUnencrypted)
    this.hand(side, record.type, content, content.length, lead, record, runs)
  }

  /** Content, its type, and padding of zeros (RFC 8446, 5.2). */
  private read13(side: RecordSide, content: Buffer, record: TlsRecord, runs: RecordRuns): void {
    this.openings.opened(side, this.secrets.isUnencrypted)
    let { length } = content
    while (length > 0 && content[length - 1] === 0) length--
    const type = length > 0 ? (content[--length] as number) : 0
    this.hand(side, type, content, length, 0, record, runs)
  }

  private hand(
    side: RecordSide,
    type: number,
    content: Buffer,
    length: number,
    lead: number,
    record: TlsRecord,
    runs: RecordRuns,
  ): void {
    const { counts } = this.context
    if (type !== recordTypes.applicationData) {
      counts.framingBytes += wireBytes(record)
      this.handshake.read(side, type, content, 0, length, runs, -lead, !this.secrets.isUnencrypted)
      return
    }
    counts.framingBytes += wireBytes(record) - length
    if (!this.secrets.isUnencrypted) counts.decryptedBytes += length
    this.deliver(side, content, length, lead, record, runs, this.secrets.isUnencrypted ? 'plaintext' : 'tls')
  }

  /** Hands the content of a record to the stream within. */
  private deliver(
    side: RecordSide,
    content: Buffer,
    length: number,
    lead: number,
    record: TlsRecord,
    runs: RecordRuns,
    protection: Protection,
  ): void {
    if (length === 0) return
    const verdict = this.content.deliver(side, content, length, lead, record, runs, protection)
    if (verdict === verdicts.more) return
    if (verdict === null) {
      this.anomalies.note(tlsAnomalies.nestingLimit)
      this.context.counts.limitBytes += length
      this.closeBoth(verdicts.limit)
      return
    }
    const kind = verdict & ~verdicts.bothDirections
    if (verdict !== kind) this.closeBoth(kind)
    else this.sides.close(side, kind)
  }

  private failed(side: RecordSide, length: number): void {
    const isEarly = side.isClient && this.secrets.negotiation.offersEarlyData
    if (this.openings.failed(side, length, this.secrets.areAwaited, isEarly))
      this.sides.close(side, verdicts.undecryptable)
  }

  /** A secret that would be needed is not in the log. */
  without(side: RecordSide, problem: AnomalyCode): void {
    if (this.secrets.areAwaited) {
      if (this.secrets.passed()) this.giveUp()
      return
    }
    this.anomalies.noteMissing(problem)
    this.sides.close(side, verdicts.undecryptable)
  }

  /** Of one whose hello was seen, and no secret fits, the count of such hellos says so. */
  private noteNoHello(): void {
    if (this.secrets.joined?.seen !== 'hello') this.anomalies.noteMissing(tlsAnomalies.noHello)
  }

  /** Takes a sealed record of a direction of which it is not known yet which key and number its records have. */
  private readLate(side: RecordSide, late: LateSide, record: TlsRecord, runs: RecordRuns): void {
    // The server's first record tells more: it is tried on fewer.
    if (side.isClient && this.secrets.isUnknown && late.isBehindHello) {
      this.wait(side, record, runs)
      return
    }
    const found = this.searchSecret(side, late, record)
    if (found !== null) {
      this.placed(side, found)
      this.read13(side, found.content, record, runs)
      this.readWaiting()
      return
    }
    this.context.counts.undecryptableBytes += wireBytes(record)
    late.passed++
    if (side.verdict !== verdicts.more) return
    if (!late.hasTried && late.passed <= unplacedMax) return
    if (this.secrets.negotiation.hasHello) this.without(side, tlsAnomalies.notPlaced)
    else if (this.sides.other(side).hasTriedAll) this.giveUpLate()
    else if (late.passed > unplacedMax) this.sides.close(side, verdicts.undecryptable)
  }

  private searchSecret(side: RecordSide, late: LateSide, record: TlsRecord): FoundSecret | null {
    if (!late.isOf12(record, this.secrets.isTls13))
      return late.search(record, side.isClient, this.secrets.negotiation, this.recordKeys.suite)
    this.giveUpLate()
    return null
  }

  /** Key and number of the direction's records are known, from a record that was opened on; and so is which connection it is. */
  private placed(side: RecordSide, found: FoundSecret): void {
    const { random, phase } = found
    const { negotiation } = this.secrets
    if (!negotiation.hasHello) {
      const { counts, keys } = this.context
      negotiation.clientRandom = random
      if (this.secrets.joined?.seen === 'hello') {
        counts.hellosWithoutKey--
        // The name in clear stands for another, which the certificate has.
        this.handshake.hasName = false
        this.secrets.joined.seen = 'handshake'
      }
      keys.secrets.claim(random, 0)
      this.secrets.found()
      for (const { late } of this.sides.all) if (late !== null) late.searches = 0
    }
    side.place(found)
    if (phase === phases.early) negotiation.offersEarlyData = true
    else this.recordKeys.suite = found.suite
    if (negotiation.version === 0) this.secrets.isGuessing = true
  }

  /** No secret is its own, as far as was tried. */
  giveUpLate(): void {
    if (this.secrets.isUnknown) this.noteNoHello()
    this.isGivenUp = true
    this.closeBoth(verdicts.undecryptable)
  }

  /** Of TLS 1.2 and before: the master secret may be found by trying it on the first record that is sealed. */
  private searchMaster(side: RecordSide, record: TlsRecord): RecordOpener | null {
    const openers = this.secrets.findMaster(record, side.isClient)
    if (openers === null) {
      this.giveUpLate()
      return null
    }
    this.sides.use(openers)
    return side.opener
  }

  private open12(side: RecordSide, record: TlsRecord): Buffer | null {
    const opener =
      side.opener ??
      (this.secrets.areSearched ? this.searchMaster(side, record) : this.lateOpener(side, record))
    return opener === null ? null : this.recordKeys.open12(side, opener, record)
  }

  private open13(side: RecordSide, record: TlsRecord, lastPhase: number): Buffer | null {
    const content = this.recordKeys.open13(side, record, lastPhase)
    if (content !== 'no-key') this.secrets.found()
    else if (lastPhase > phases.early) this.without(side, tlsAnomalies.keyMissing)
    return content === 'no-key' ? null : content
  }

  /** The master secret may be known by now. Records that pass without it are counted: their number is part of the keys' use. */
  private lateOpener(side: RecordSide, { type, start, end }: TlsRecord): RecordOpener | null {
    if (!this.secrets.areAwaited) return null
    const openers = this.secrets.negotiation.openers(this.secrets.negotiation.masters())
    if (openers === null) {
      side.sequence++
      if (type === recordTypes.applicationData) side.gapBytes += end - start
      this.without(side, tlsAnomalies.keyMissing)
      return null
    }
    this.secrets.found()
    this.sides.use(openers)
    return side.opener
  }

  /** Early data (RFC 8446, 2.3) comes before the ServerHello, under a secret of its own. False where it is none. */
  private readEarly(side: RecordSide, record: TlsRecord, runs: RecordRuns): boolean {
    const { type } = record
    if (!this.waiting.isEmpty || this.recordKeys.secretsOf(side, phases.early).length === 0) return false
    if (type === recordTypes.changeCipherSpec) {
      // For middleboxes only: whoever sends early data means TLS 1.3.
      this.context.counts.framingBytes += wireBytes(record)
      return true
    }
    if (type !== recordTypes.applicationData) return false
    const content = this.open13(side, record, phases.early)
    if (content === null) return false
    this.read13(side, content, record, runs)
    return true
  }

  private wait(side: RecordSide, record: TlsRecord, runs: RecordRuns): void {
    if (this.waiting.add(side, record, runs)) return
    const length = wireBytes(record)
    this.anomalies.note(tlsAnomalies.waitingLimit)
    this.context.counts.limitBytes += length
    side.lostBytes += length
    side.failures++
  }

  readWaiting(): void {
    for (const { side, record, runs } of this.waiting.take()) this.record(side, record, runs)
  }

  private dropWaiting(): void {
    this.context.counts.undecryptableBytes += this.waiting.drop()
  }

  /** The ServerHello will not come: of TLS 1.3 the cipher is found by trying, of TLS 1.2 the keys need its random. */
  private withoutServerHello(): void {
    if (this.secrets.isUnseen) return
    if (this.secrets.areNone || this.secrets.areAwaited) {
      this.giveUp()
      return
    }
    if (this.secrets.isGuessing || this.secrets.areSearched || this.sides.server.verdict !== verdicts.more)
      return
    const { negotiation } = this.secrets
    const has13 =
      negotiation.secrets('SERVER_TRAFFIC_SECRET_0').length > 0 ||
      negotiation.secrets('CLIENT_TRAFFIC_SECRET_0').length > 0
    if (has13) {
      this.secrets.isGuessing = true
      this.readWaiting()
      return
    }
    this.anomalies.noteOfFlow(tlsAnomalies.serverHelloMissing)
    this.closeBoth(verdicts.undecryptable)
  }

  finishInner(side: RecordSide): void {
    if (side.isFinished) return
    side.isFinished = true
    this.content.finished(side.direction)
  }
}
