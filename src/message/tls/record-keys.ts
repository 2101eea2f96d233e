/**
 * Opens the records of a connection whose secrets are known: each under the key of its direction, and where that fails, under
 * the numbers that may follow what was lost, and under the next keys, whose change may itself be lost.
 */
import { limits } from '../../core/limits.ts'
import { SecretExpander } from '../crypto/hkdf.ts'
import type { SecretLabel } from '../keys/secret-label.ts'
import { EitherOpener, SecretChoice } from './either-opener.ts'
import type { Negotiation } from './negotiation.ts'
import { recordHeaderBytes } from './parse.ts'
import { openerOfClear, openerOfSecret } from './record-opener.ts'
import type { RecordOpener } from './record-opener.ts'
import type { RecordSide } from './record-side.ts'
import { explicitJump, phases } from './record-side.ts'
import type { TlsRecord } from './record.ts'
import { likelySuites } from './suites.ts'
import type { CipherSuite } from './suites.ts'

/** The largest record that is found in use, with its header: so many records at least were lost in so many bytes. */
const usualRecordBytesMax = 16_384 + 325

/** By phase, which line of the key log has the secret: of what is sent to the server, and to the client. */
const labelsToServer: readonly (SecretLabel | null)[] = [
  null,
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
]
const labelsToClient: readonly (SecretLabel | null)[] = [
  null,
  null,
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_TRAFFIC_SECRET_0',
]

export class RecordKeys {
  /** Of the hello that holds: it names the secrets. */
  negotiation: Negotiation
  /** The cipher, once it is known. */
  suite: CipherSuite | null = null
  private tries = 0
  private readonly onTriesLimit: () => void

  /** `onTriesLimit`: no more numbers are tried for this connection; called once. */
  constructor(negotiation: Negotiation, onTriesLimit: () => void) {
    this.negotiation = negotiation
    this.onTriesLimit = onTriesLimit
  }

  /** Content of a record of TLS 1.2 or before, by what opens its direction; null where it does not. */
  open12(side: RecordSide, opener: RecordOpener, record: TlsRecord): Buffer | null {
    const { type, version, buf, start, end } = record
    let content = opener.open(buf, start, end, type, version, 0, side.sequence)
    if (content === null && (side.missingBytes > 0 || side.failures > 0)) {
      const jump = explicitJump(side, opener, buf, start, end)
      if (jump > 0) {
        content = opener.open(buf, start, end, type, version, 0, side.sequence + jump)
        if (content !== null) skip(side, opener, jump)
      }
      content ??= this.search(side, opener, record)
    } else if (content !== null) skip(side, opener, 0)
    opener.passed(buf, end)
    if (content === null) return null
    if (opener.leadBytes === 8 && end - start >= 8)
      side.nonceOffset = (buf.readUInt32BE(start + 4) - side.sequence) >>> 0
    side.sequence++
    return content
  }

  /**
   * The same of TLS 1.3, where the key may be a next one, up to that of `lastPhase`. 'no-key' where none is known that it could
   * be under.
   */
  open13(side: RecordSide, record: TlsRecord, lastPhase: number): Buffer | 'no-key' | null {
    const { type, version, buf, start, end } = record
    const isLoose = side.missingBytes > 0 || side.failures > 0
    if (this.suite?.kind === 'null') side.opener ??= openerOfClear(this.suite)
    if (side.opener !== null) {
      let content = side.opener.open(buf, start, end, type, version, 0, side.sequence)
      if (content !== null) skip(side, side.opener, 0)
      else if (isLoose) content = this.search(side, side.opener, record)
      if (content !== null) {
        side.sequence++
        return content
      }
    }
    // The next keys: what changes them may be missing, or was not to be read.
    const last = Math.min(Math.max(side.phase + 1, phases.application), lastPhase)
    let hasCandidate = side.opener !== null
    for (let phase = side.phase + 1; phase <= last; phase++) {
      for (const { secret, suite } of this.candidatesOf(side, phase)) {
        hasCandidate = true
        const opener = openerOfSecret(suite, secret)
        let content = opener.open(buf, start, end, type, version, 0, 0)
        const isFirst = content !== null
        const before = side.sequence
        side.sequence = 0
        if (content === null && isLoose) content = this.search(side, opener, record)
        if (content === null) {
          side.sequence = before
          continue
        }
        if (isFirst) skip(side, opener, 0)
        side.phase = phase
        side.secret = secret
        side.opener = opener
        side.sequence++
        if (phase !== phases.early) this.suite = suite
        return content
      }
    }
    return hasCandidate ? null : 'no-key'
  }

  /** The secrets of TLS 1.3 that those of a phase may be, the likeliest first. */
  secretsOf(side: RecordSide, phase: number): readonly Buffer[] {
    if (phase === phases.early && !this.negotiation.offersEarlyData) return []
    if (phase <= phases.application) {
      const label = (side.isClient ? labelsToServer : labelsToClient)[phase] ?? null
      return label === null ? [] : this.negotiation.secrets(label)
    }
    // Only from the one before it.
    const { secret } = side
    const name = this.suite?.hash
    if (secret === null || name === undefined || phase !== side.phase + 1) return []
    return [new SecretExpander(name, secret).expand('traffic upd', secret.length)]
  }

  /** The key changes: a message said so. */
  moveTo(side: RecordSide, phase: number): void {
    if (phase <= side.phase) return
    const [secret, ...others] = this.secretsOf(side, phase)
    const { suite } = this
    side.secret = secret ?? null
    if (secret === undefined || suite === null) side.opener = null
    else if (others.length === 0) side.opener = openerOfSecret(suite, secret)
    else {
      const choice = new SecretChoice((index) => {
        side.secret = [secret, ...others][index] ?? null
      })
      const rest = others.map((other) => openerOfSecret(suite, other))
      side.opener = new EitherOpener([openerOfSecret(suite, secret), ...rest], choice)
    }
    side.phase = phase
    side.sequence = 0
  }

  /** Tries the numbers that the next record may have after so many bytes were lost; the first one was tried. */
  private search(side: RecordSide, opener: RecordOpener, record: TlsRecord): Buffer | null {
    const { type, version, buf, start, end } = record
    const overhead = recordHeaderBytes + opener.overheadBytes
    const least = Math.max(1, Math.floor((side.missingBytes - usualRecordBytesMax) / usualRecordBytesMax))
    const most = side.failures + Math.ceil(side.missingBytes / overhead)
    const bound = Math.min(most, least + limits.message.tlsSequencesMax)
    for (let jump = least; jump <= bound; jump++) {
      if (this.tries >= limits.message.tlsTriesMax) {
        if (this.tries === limits.message.tlsTriesMax) {
          this.tries++
          this.onTriesLimit()
        }
        return null
      }
      this.tries++
      const content = opener.open(buf, start, end, type, version, 0, side.sequence + jump)
      if (content === null) continue
      skip(side, opener, jump)
      return content
    }
    return null
  }

  private candidatesOf(side: RecordSide, phase: number): { secret: Buffer; suite: CipherSuite }[] {
    return this.secretsOf(side, phase).flatMap((secret) =>
      this.suitesFor(secret, phase).map((suite) => ({ secret, suite })),
    )
  }

  /** Early data is under the cipher of the session before, which need not be the one of this. */
  private suitesFor(secret: Buffer, phase: number): readonly CipherSuite[] {
    const known = this.suite
    if (known !== null && phase !== phases.early) return [known]
    return likelySuites(secret.length)
  }
}

/** So many records are not there: what they carried is a gap of the inner stream. */
function skip(side: RecordSide, opener: RecordOpener, records: number): void {
  side.sequence += records
  if (side.lostBytes === 0) return
  const content = side.lostBytes - records * (recordHeaderBytes + opener.overheadBytes)
  if (records > 0 || side.missingBytes > 0) side.gapBytes += Math.max(1, content)
}
