import type { Direction, Verdict } from '../../core/verdict.ts'
import { verdicts } from '../../core/verdict.ts'
import { bufferPool } from '../buffer-pool.ts'
import { HandshakeReader } from './handshake-reader.ts'
import type { LateSide } from './late-join.ts'
import type { FoundSecret } from './late-search.ts'
import { recordHeaderBytes, recordTypes } from './parse.ts'
import type { RecordOpener } from './record-opener.ts'
import { RecordRuns } from './record-runs.ts'

/** 2^14 and what protection may add (RFC 5246, 6.2.3; RFC 8446 allows less). */
const bodyBytesMax = 16_384 + 2_048

/** The keys of TLS 1.3 in their order; from `application` on, one more with each KeyUpdate. */
export const phases = { none: 0, early: 1, handshake: 2, application: 3 } as const

/** One direction of a connection: the record that is being put together, the key it is under, and what was lost. */
export class RecordSide {
  readonly direction: Direction
  readonly isClient: boolean
  /** Not `more`: over, and its bytes count under this verdict. */
  verdict: Verdict = verdicts.more
  /** The record that is being put together: its header, then its body in a pooled buffer. */
  readonly header: Buffer = Buffer.alloc(recordHeaderBytes)
  headerSeen = 0
  body: Buffer | null = null
  bodySeen = 0
  readonly runs: RecordRuns = RecordRuns.take()
  /** Bytes of a damaged record that are passed over; and whether a header is being looked for. */
  skipBytes = 0
  isLost = false
  /** By its last good header; 0 behind a hello, of which the version may be an older one than that of what follows. */
  recordVersion = 0
  readonly handshake: HandshakeReader = new HandshakeReader()
  /** The key that records are under; of TLS 1.2 the one that a ChangeCipherSpec makes current, too. */
  opener: RecordOpener | null = null
  prepared: RecordOpener | null = null
  /** Of TLS 1.2: a ChangeCipherSpec was seen. */
  isProtected = false
  /** Of TLS 1.3. */
  phase: number = phases.none
  secret: Buffer | null = null
  sequence = 0
  /** Difference between explicit nonce and number where the nonce counts, as most do. */
  nonceOffset = -1
  /** Since the last record that opened: bytes on the wire, those of them that are missing or passed over, records that failed. */
  lostBytes = 0
  missingBytes = 0
  failures = 0
  /** Those of them that passed while no secret was known. */
  unkeyed = 0
  /** Records that passed where neither a hello nor a secret is there. */
  passed = 0
  /** Its records carry text that is not encrypted, and so many bytes behind it. */
  isShown = false
  checkBytes = 0
  /** Some of its bytes are not in the capture. */
  hasMissed = false
  /** Its end was told to the inner stream. */
  isFinished = false
  /** Content lost before what comes next, to be told to the inner stream. */
  gapBytes = 0

  /** Where the hello is not in the capture: until it was found which key and number the records have. */
  late: LateSide | null = null

  constructor(direction: Direction, isClient: boolean) {
    this.direction = direction
    this.isClient = isClient
  }

  /** Of the record whose header is there. */
  get bodyLength(): number {
    return this.header.readUInt16BE(3)
  }

  /** Bytes taken whose fate is not decided. */
  get pendingBytes(): number {
    return this.headerSeen + this.bodySeen
  }

  /** Nothing of it is left that secrets would be tried on. */
  get hasTriedAll(): boolean {
    return this.verdict !== verdicts.more || this.late === null || this.late.hasTried
  }

  /** Key and number of its records are known, from one that was opened. */
  place({ secret, phase, sequence, opener }: FoundSecret): void {
    this.late = null
    this.phase = phase
    this.secret = secret
    this.opener = opener
    this.sequence = sequence + 1
    this.missingBytes = 0
    this.lostBytes = 0
    // What went before it is not known; of a handshake it was no content.
    if (phase !== phases.handshake && sequence > 0) this.gapBytes = 1
  }

  /** Lets go of the record that is being put together. */
  forget(): void {
    if (this.body !== null) bufferPool.give(this.body)
    this.body = null
    this.bodySeen = 0
    this.headerSeen = 0
  }
}

/** Whether a record's header stands at `at`, where 5 bytes are. What is protected can be longer than in clear. */
export function isHeader(side: RecordSide, buf: Buffer, at: number): boolean {
  const type = buf[at] as number
  if (type < recordTypes.changeCipherSpec || type > recordTypes.heartbeat) return false
  return buf[at + 1] === 3 && (buf[at + 2] as number) <= 4 && isLength(side, type, buf.readUInt16BE(at + 3))
}

function isLength(side: RecordSide, type: number, length: number): boolean {
  if (length > bodyBytesMax) return false
  return (
    type === recordTypes.applicationData ||
    (length > 0 && (length <= 512 || type !== recordTypes.alert)) ||
    side.isProtected
  )
}

/** The same of the first bytes of a header, those that `side` holds. Where one is looked for, it must be as the records before it were. */
export function isHeaderSoFar(side: RecordSide): boolean {
  const { header, headerSeen } = side
  const type = header[0] as number
  if (type < recordTypes.changeCipherSpec || type > recordTypes.heartbeat) return false
  if (headerSeen > 1 && header[1] !== 3) return false
  if (headerSeen > 2) {
    const minor = header[2] as number
    if (minor > 4 || (side.isLost && side.recordVersion !== 0 && minor !== (side.recordVersion & 0xff)))
      return false
  }
  if (headerSeen < recordHeaderBytes) return true
  const length = header.readUInt16BE(3)
  return isLength(side, type, length) && !(side.isLost && type === recordTypes.applicationData && length < 17)
}

/** How many records were skipped, by an explicit nonce that counts them; 0 where it does not say. */
export function explicitJump(
  side: RecordSide,
  opener: RecordOpener,
  buf: Buffer,
  start: number,
  end: number,
): number {
  if (opener.leadBytes !== 8 || side.nonceOffset < 0 || end - start < 8) return 0
  const jump = (buf.readUInt32BE(start + 4) - side.nonceOffset - side.sequence) >>> 0
  return jump < 0x100_0000 ? jump : 0
}
